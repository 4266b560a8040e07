import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, request as ask } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { startSimulatedAzure } from '../../playground/azure/server';
import { type CallName, CALLS } from '../../services/azure/http/calls';
import { openIdentity } from '../../services/azure/http/tokens';
import { type AzureVaults, createVaults } from '../../services/azure/vaults';
import type { ProtectedItem, VaultRef } from '../../services/backup/types';
import { AZURE_ROLES, AzureError, type AzureRole } from '../../services/backup/vaults';
import { createClock } from '../../services/platform/clock';
import { readConfig } from '../../services/platform/config';
import type { Log } from '../../services/platform/log';

const NAMES = Object.keys(CALLS) as CallName[];
const VAULT =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.RecoveryServices/vaults/{vault}';
const ITEM = `${VAULT}/backupFabrics/Azure/protectionContainers/{container}/protectedItems/{item}`;

/** The names of the calls in the table that a request is. */
export function namesOf({ method, path }: Pick<Reached, 'method' | 'path'>): readonly CallName[] {
  return NAMES.filter(
    (name) =>
      CALLS[name].method === method &&
      CALLS[name].paths.some((template) => {
        const whole = template.replace(/^VAULT/, VAULT).replace(/^ITEM/, ITEM);
        return new RegExp(`^${whole.replace(/\{\w+\}/g, '[^/]+')}$`, 'i').test(path);
      }),
  );
}

/** One request that reached Azure. */
export interface Reached {
  readonly method: string;
  /** Decoded, without its query. */
  readonly path: string;
  /** The client id whose token came with it. */
  readonly clientId: string;
  readonly status: number;
}

/** What came of every method of the port while one permission was missing. */
export interface Round {
  /** Azure's name of the permission; '' where none was missing. */
  readonly removed: string;
  readonly reached: readonly Reached[];
  /** The problems with which methods failed, and those in the log. */
  readonly problems: readonly unknown[];
}

/** Ids of managed identities, as given in the settings. */
export const CLIENT_IDS: Readonly<Record<AzureRole, string>> = {
  reader: '00000000-0000-4000-8000-0000000000a1',
  trigger: '00000000-0000-4000-8000-0000000000a2',
  canceller: '00000000-0000-4000-8000-0000000000a3',
};
const OWN_ID = '00000000-0000-4000-8000-0000000000bb';

/** The actions of a file in `infra/roles`. */
export function actionsOf(role: AzureRole): readonly string[] {
  const text = readFileSync(join(__dirname, '../../infra/roles', `${role}.json`), 'utf8');
  return (JSON.parse(text) as { readonly Actions: readonly string[] }).Actions;
}

/**
 * Does all that the port offers: once with every permission of the role files, then with one of them missing at a time.
 * The tokens come from a fake endpoint of managed identities. `folder` holds a certificate for localhost, which this
 * process must trust; tokens are sent over TLS only.
 */
export async function removeEach(folder: string): Promise<readonly Round[]> {
  let removed = '';
  const clock = createClock({ speed: 60, epoch: null });
  const azure = await startSimulatedAzure({
    ...{ clock, fleet: '2x15', jobReadsPerHour: 0, faults: 0, points: 'end' },
    // The test itself comes without a token and may do everything.
    isAllowed: (token, action) =>
      token === '' || AZURE_ROLES.some((role) => CLIENT_IDS[role] === token && holds(role, action, removed)),
  });
  const tls = await overTls(azure.url, folder);
  const identities = createHttpServer((request, response) => {
    const clientId = new URL(request.url ?? '', 'http://identity').searchParams.get('client_id') ?? '';
    const expires = String(Math.floor(Date.now() / 1_000) + 3_600);
    response.end(JSON.stringify({ access_token: clientId, expires_on: expires, token_type: 'Bearer', resource: '' }));
  });
  process.env['IDENTITY_ENDPOINT'] = `http://localhost:${await listen(identities)}/token`;
  process.env['IDENTITY_HEADER'] = 'header of the identity';
  const { url, reached } = tls;

  const free = portTo(azure.url, null, { clock });
  const { items, vaults } = (await free.inventory()).value;
  const rounds: Round[] = [];
  for (const [index, action] of ['', ...AZURE_ROLES.flatMap(actionsOf)].entries()) {
    removed = action;
    reached.length = 0;
    const active = items.filter(({ softDeleted }) => !softDeleted);
    // Each round takes VMs that no other round takes, so that no other backup of theirs runs.
    const [item, running] = [index, index + 15].map((n) => active[n % active.length]) as [ProtectedItem, ProtectedItem];
    const problems = await doAll({ item, running }, { url, vaults, free, clock });
    rounds.push({ removed, reached: [...reached], problems });
  }
  await free.close();
  tls.close();
  identities.close();
  await azure.close();
  return rounds;
}

/** Stands before an Azure and speaks TLS. Writes down what comes, and with whose token. */
async function overTls(
  azureUrl: string,
  folder: string,
): Promise<{ readonly url: string; readonly reached: Reached[]; close(): void }> {
  const reached: Reached[] = [];
  const server = createTlsServer(
    { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'certificate.pem')) },
    (incoming, outgoing) => {
      const { method = '', url = '', headers } = incoming;
      const inner = ask(`${azureUrl}${url}`, { method, headers }, (answer) => {
        const { statusCode: status = 0 } = answer;
        const clientId = headers.authorization?.replace('Bearer ', '') ?? '';
        reached.push({ method, path: decodeURIComponent(url.replace(/\?.*$/, '')), clientId, status });
        outgoing.writeHead(status, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(inner);
    },
  );
  const port = await listen(server);
  return {
    url: `https://localhost:${port}`,
    reached,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function holds(role: AzureRole, action: string, removed: string): boolean {
  return actionsOf(role).some((one) => one === action && one !== removed);
}

interface Surroundings {
  readonly clock: ReturnType<typeof createClock>;
}

/** Calls every method of a port that has read nothing yet. A backup of `running` is started first, to be cancelled. */
async function doAll(
  { item, running }: { readonly item: ProtectedItem; readonly running: ProtectedItem },
  { url, vaults, free, clock }: Surroundings & { url: string; vaults: readonly VaultRef[]; free: AzureVaults },
): Promise<readonly unknown[]> {
  const problems: unknown[] = [];
  const tryIt = async (work: Promise<unknown>): Promise<void> => {
    try {
      const { problem } = ((await work) ?? {}) as { readonly problem?: AzureError };
      if (problem) problems.push(problem.problem);
    } catch (error) {
      if (!(error instanceof AzureError)) throw error;
      problems.push(error.problem);
    }
  };
  const warn = (facts: unknown): void => {
    const { problem } = facts as { readonly problem?: unknown };
    if (problem) problems.push(problem);
  };
  const { vault } = running.ref;
  const since = new Date(clock.now().getTime() - 3_600_000);
  const retainUntil = new Date(clock.now().getTime() + 86_400_000);
  const jobId = await free.trigger(running, { retainUntil });
  const discovering = portTo(url, [], { clock, warn });
  const configured = portTo(url, vaults, { clock, warn });
  await tryIt(discovering.inventory());
  await tryIt(configured.inventory());
  await tryIt(configured.jobs(vault, { since }));
  await tryIt(configured.job(vault, jobId));
  await tryIt(configured.points(item));
  await tryIt(configured.policy(item));
  await tryIt(configured.tags(item));
  await tryIt(configured.hints.jobs([vault.subscription], since));
  await tryIt(configured.cancel(vault, jobId));
  await tryIt(configured.trigger(item, { retainUntil }));
  await Promise.all([discovering.close(), configured.close()]);
  return problems;
}

/** A port as index.ts opens it in teams mode. Without vaults it discovers them. Plain http gets no token. */
function portTo(
  resourceManagerUrl: string,
  vaults: readonly VaultRef[] | null,
  { clock, warn = () => undefined }: Surroundings & { readonly warn?: (facts: unknown) => void },
): AzureVaults {
  const identity = openIdentity(
    readConfig({
      ...{ BOT_MODE: 'teams', MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: OWN_ID },
      ...{ MicrosoftAppTenantId: OWN_ID, ACCESS_FILE: 'access.json', AZURE_SUBSCRIPTION_IDS: OWN_ID },
      AZURE_READER_CLIENT_ID: CLIENT_IDS.reader,
      AZURE_TRIGGER_CLIENT_ID: CLIENT_IDS.trigger,
      AZURE_CANCELLER_CLIENT_ID: CLIENT_IDS.canceller,
    }),
  );
  const quiet = (): undefined => undefined;
  return createVaults({
    ...{ resourceManagerUrl, vaults: vaults ?? [], clock, jobReadsPerHour: null },
    subscriptionIds: vaults === null ? [] : ['5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10'],
    log: { debug: quiet, info: quiet, error: quiet, warn } as Log,
    credential: vaults === null ? null : (identity?.credential ?? null),
  });
}

async function listen(server: ReturnType<typeof createHttpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return (server.address() as AddressInfo).port;
}
