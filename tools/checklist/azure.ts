import { createArmExchange, lazySdk } from '../../services/azure/http/armExchange';
import { openIdentity } from '../../services/azure/http/tokens';
import { type AzureVaults, createVaults } from '../../services/azure/vaults';
import type { ProtectedItem } from '../../services/backup/types';
import type { Clock } from '../../services/platform/clock';
import type { Config } from '../../services/platform/config';
import { OperatorError } from '../../services/platform/errors';
import type { Log } from '../../services/platform/log';
import { Reads } from './reads';
import { nothingSeen, type Seeing } from './seen';

interface CheckedAzure {
  /** The bot's own port: it finds the VM and starts the backup. */
  readonly vaults: AzureVaults;
  /** Whether Azure is on this machine and asks for no token. */
  readonly local: boolean;
  /** The checklist's requests about one item, through the same client, identity and budget. */
  readsOf(item: ProtectedItem): { readonly reads: Reads; readonly seeing: Seeing };
  close(): Promise<void>;
}

/** Opens Azure as the bot does. Throws OperatorError in demo mode without an address. */
export function openAzure(config: Config, { clock, log }: { readonly clock: Clock; readonly log: Log }): CheckedAzure {
  const { resourceManagerUrl, subscriptionIds, vaults: configured, jobReadsPerHour } = config;
  if (resourceManagerUrl === null)
    throw new OperatorError(
      'AZURE_RESOURCE_MANAGER_URL: demo mode has no Azure of its own here; start npm run azure and give http://127.0.0.1:4010, or set BOT_MODE=teams.',
    );
  const local = resourceManagerUrl.startsWith('http:');
  const identity = openIdentity(config);
  const credential = local || identity === null ? null : identity.credential;
  const options = { resourceManagerUrl, jobReadsPerHour, clock, credential };
  const vaults = createVaults({ ...options, subscriptionIds, vaults: configured, log });
  const arm = createArmExchange(options);
  const own = lazySdk(options);
  // Over TLS a credential that gives no token: only so the SDK keeps to a proxy.
  const nobody = { getToken: () => Promise.resolve(null) };
  const none = lazySdk({ resourceManagerUrl, credential: local ? null : async () => nobody });
  return {
    vaults,
    local,
    readsOf: (item) => {
      const seeing = nothingSeen();
      const clients = { sdk: () => own.get('reader'), tokenless: () => none.get('reader') };
      return { reads: new Reads({ ...clients, arm, clock, item, seeing }), seeing };
    },
    close: async () => {
      arm.close();
      own.close();
      none.close();
      await vaults.close();
    },
  };
}
