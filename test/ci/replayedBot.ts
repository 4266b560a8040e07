import { type Clock, createClock } from '../../services/platform/clock';
import { type Product, startProduct } from '../support/product';
import { type Recording, type Replay, startReplay } from './recording';

/** The whole bot with a recording for its Azure, both on one clock. */
export interface ReplayedBot {
  readonly clock: Clock;
  readonly replay: Replay;
  readonly product: Product;
  stop(): Promise<void>;
}

export async function startReplayedBot(recording: Recording, speed: number): Promise<ReplayedBot> {
  const epoch = new Date();
  const replay = await startReplay(recording, { speed, epoch });
  const { subscription, resourceGroup, name } = replay.vault;
  const product = await startProduct({
    AZURE_RESOURCE_MANAGER_URL: replay.url,
    BACKUP_VAULTS: `${subscription}/${resourceGroup}/${name}`,
    CLOCK_SPEED: String(speed),
    CLOCK_EPOCH: epoch.toISOString(),
  });
  return {
    ...{ clock: createClock({ speed, epoch }), replay, product },
    stop: async () => {
      await product.stop();
      replay.stop();
    },
  };
}
