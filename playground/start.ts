import type { Server } from 'restify';

import type { SettableClock } from '../services/platform/clock';
import { startSimulatedAzure } from './azure/server';
import { readSettings } from './azure/settings';
import { attachChannel, type PlaygroundChannel } from './channel/channel';
import { attachGallery } from './gallery';

export interface Playground {
  /** Address of the simulated Azure; empty if AZURE_RESOURCE_MANAGER_URL names another. */
  readonly azureUrl: string;
  /** Adds the chat page, its channel and the gallery to the bot's server. `botUrl` is called once it listens. */
  attach(server: Server, botUrl: () => string): void;
  /** Ends the simulated Azure and the pages' event streams; closing the bot's server waits for the streams. */
  close(): Promise<void>;
}

/**
 * Starts what demo mode adds to the bot. `simulate` false: AZURE_RESOURCE_MANAGER_URL names an Azure, so none is
 * simulated and the page cannot set the clock forward. Rejects with OperatorError for a wrong SIMULATOR_… setting.
 */
export async function startPlayground({
  env,
  clock,
  simulate,
}: {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: SettableClock;
  readonly simulate: boolean;
}): Promise<Playground> {
  const azure = simulate ? await startSimulatedAzure({ ...readSettings(env), clock, port: 0 }) : null;
  const channels: PlaygroundChannel[] = [];
  return {
    azureUrl: azure?.url ?? '',
    attach(server, botUrl) {
      channels.push(attachChannel(server, { clock, botUrl, canForward: simulate }));
      attachGallery(server);
    },
    async close() {
      for (const channel of channels) channel.close();
      await azure?.close();
    },
  };
}
