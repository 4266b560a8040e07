import type { Clock } from '../platform/clock';
import type { Config } from '../platform/config';
import type { Log } from '../platform/log';
import type { Metrics } from '../platform/metrics';
import type { Identity } from './http/tokens';
import { type AzureVaults, createVaults } from './vaults';

interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly identity: Identity | null;
  /** Address of the simulated Azure in this process; used where the configuration gives none. */
  readonly simulatedUrl: string | undefined;
}

/** Where `npm run azure` listens: the bench, and a demo without its playground. */
const SIMULATOR_URL = 'http://127.0.0.1:4010';

/** The Vaults port over the configured Azure. A token is sent over TLS only; each request is counted. */
export function openVaults(
  config: Pick<Config, 'resourceManagerUrl' | 'subscriptionIds' | 'vaults' | 'jobReadsPerHour'>,
  { clock, log, metrics, identity, simulatedUrl }: Surroundings,
): AzureVaults {
  const resourceManagerUrl = config.resourceManagerUrl ?? simulatedUrl ?? SIMULATOR_URL;
  const isPlain = resourceManagerUrl.startsWith('http:');
  return createVaults({
    ...config,
    resourceManagerUrl,
    clock,
    log,
    credential: isPlain || identity === null ? null : identity.credential,
    onRequest: ({ action, method, status }) => {
      metrics.count('azure_requests_total', { action, method, status: String(status) });
    },
  });
}
