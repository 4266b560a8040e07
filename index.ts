import { randomUUID } from 'node:crypto';

import type { Server } from 'restify';

import { ActivityLog } from './bots/activityLog';
import { type ChannelAdapter, createAdapter } from './bots/adapter';
import { BackupBot } from './bots/backupBot';
import { CardMessages } from './bots/cardMessages';
import { Choices } from './bots/choices';
import { Conversations } from './bots/conversations';
import { createDialogStorage } from './bots/dialogStorage';
import { createGuard } from './bots/guard';
import { createHealth } from './bots/health';
import { Members } from './bots/members';
import { createMessenger } from './bots/messenger';
import { createOneTry, createSender } from './bots/sender';
import { createOpsServer, createServer } from './bots/server';
import { Turns } from './bots/turns';
import { render } from './cards/render';
import { answerPress, answerText } from './commands/answer';
import type { Services } from './commands/ask';
import { ConsistencySeen } from './commands/consistencySeen';
import { failureView } from './commands/failure';
import { Proposals } from './commands/proposals';
import { runCommand } from './commands/run';
import { Settings } from './commands/settings';
import { Triggers } from './commands/triggers';
import type { Playground } from './playground/start';
import { openAccessFile } from './services/access/accessFile';
import { everyoneIsAdmin } from './services/access/accessRules';
import type { Access } from './services/access/roles';
import { createCredential, tokenFor } from './services/azure/tokens';
import { type AzureVaults, createVaults } from './services/azure/vaults';
import type { Messenger } from './services/notify/message';
import { createOutbox } from './services/notify/outbox';
import { raise } from './services/notify/raise';
import { type Clock, createClock, type SettableClock } from './services/platform/clock';
import { type Config, readConfig } from './services/platform/config';
import { OperatorError } from './services/platform/errors';
import { createLog, type Log } from './services/platform/log';
import { createMetrics, type Metrics } from './services/platform/metrics';
import { openStore, type Store } from './services/store/openStore';
import type { Tables } from './services/store/tables';
import { createWatcher, type Watcher } from './services/watch/watcher';

const DRAIN_MS = 8_000;
const PURGE_MS = 10 * 60_000;
/** https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-connect-with-managed-identity */
const POSTGRES_SCOPE = 'https://ossrdbms-aad.database.windows.net/.default';
/** Where `npm run azure` listens: the bench, and a demo without its playground. */
const SIMULATOR_URL = 'http://127.0.0.1:4010';

export interface Running {
  /** The address that it listens on, such as `http://127.0.0.1:3978`. */
  readonly url: string;
  /** Takes no more activities, answers those under way (10 s at most), closes everything. */
  stop(): Promise<void>;
}

/**
 * The composition root: builds every part, in order, and listens. `playground: false` leaves the page and the simulated
 * Azure out (the bench). Rejects with OperatorError where a setting, the access file or the port is wrong.
 */
export async function start(env: NodeJS.ProcessEnv, { playground: play = true } = {}): Promise<Running> {
  const config = readConfig(env);
  const log = createLog(config.logLevel);
  const metrics = createMetrics();
  const clock = clockOf(config);
  const playground = play && config.mode === 'demo' ? await openPlayground(env, clock, config) : null;
  const identity = identityOf(config);
  const vaults = openVaults(config, { clock, log, metrics, identity, simulated: playground?.azureUrl });
  const access = accessOf(config, log);
  const store = await openStore(config.database.url, { log, anew: config.database.anew, ...postgresToken(identity) });

  const activityLog = new ActivityLog({ store, clock, log });
  const adapter = createAdapter({
    config,
    log,
    channelToken: (scope) => identity?.token(scope) ?? Promise.resolve(''),
  });
  const cards = new CardMessages();
  const services: Services = createServices({ vaults, clock, log, store, access }, () => {
    keeper.wake();
  });
  const messenger = createMessenger({
    ...{ sources: services, render, cards, log, oneTry: createOneTry(adapter) },
    referenceOf: (to) => activityLog.referenceOf(to),
  });
  const keeper = createKeeper({ vaults, store, messenger, access, clock, log, metrics });
  const bot = createBot(services, { adapter, activityLog, cards, store, config, metrics });

  const guard = createGuard({ mode: config.mode, tenants: access.tenants, log });
  const health = createHealth({ vaults, store, channelToken: identity?.token ?? null, clock, log });
  const server = createServer({ config, guard, adapter, bot, health, metrics, log });
  const ops = createOpsServer({ health, metrics, log });
  const url = (): string => server.url.replace('[::]', '127.0.0.1');
  playground?.attach(server, url);
  await listen(server, config.port, config.host);
  if (config.opsPort !== null) await listen(ops, config.opsPort, config.host);
  process.stdout.write(`${url()}/\n`);

  void warmUp(services);
  keeper.start();
  const endTaking = activityLog.takeLeft((activity) => bot.resume(activity));
  const stop = async (): Promise<void> => {
    endTaking();
    server.close();
    ops.close();
    await Promise.all([bot.drain(DRAIN_MS), keeper.stop()]);
    access.close();
    vaults.close();
    await store.close();
    await playground?.close();
  };
  return { url: url(), stop };
}

function clockOf({ clock: { speed, epoch } }: Config): SettableClock {
  return createClock({ speed, ...(epoch && { epoch }) });
}

/** The bot's own identity in Entra; null in demo mode, where no credential is ever created. */
interface Identity {
  readonly credential: ReturnType<typeof createCredential>;
  readonly token: (scope: string) => Promise<string>;
}

function identityOf({ channel }: Config): Identity | null {
  if (channel === null) return null;
  const credential = createCredential(channel);
  return { credential, token: (scope) => tokenFor(credential, scope)() };
}

function postgresToken(identity: Identity | null): { postgresToken?: () => Promise<string> } {
  return identity === null ? {} : { postgresToken: () => identity.token(POSTGRES_SCOPE) };
}

type AccessRules = Access & { readonly tenants: () => readonly string[]; close(): void };

function accessOf({ accessFile }: Config, log: Log): AccessRules {
  if (accessFile !== null) return openAccessFile(accessFile, log);
  return { ...everyoneIsAdmin, tenants: () => [], close: () => undefined };
}

interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly identity: Identity | null;
  /** The simulated Azure's address, where there is one. */
  readonly simulated: string | undefined;
}

function openVaults(config: Config, { clock, log, metrics, identity, simulated }: Surroundings): AzureVaults {
  const resourceManagerUrl = config.resourceManagerUrl ?? simulated ?? SIMULATOR_URL;
  const isPlain = resourceManagerUrl.startsWith('http:');
  return createVaults({
    ...config,
    resourceManagerUrl,
    credential: isPlain || identity === null ? null : identity.credential,
    clock,
    log,
    onRequest: ({ action, method, status }) => {
      metrics.count('azure_requests_total', { action, method, status: String(status) });
    },
  });
}

function createServices(
  given: Pick<Services, 'vaults' | 'clock' | 'log' | 'access' | 'store'>,
  wake: () => void,
): Services {
  const { clock, store } = given;
  return {
    ...given,
    proposals: new Proposals(clock),
    settings: new Settings(store),
    triggers: new Triggers({ store, clock, wake }),
    seen: new ConsistencySeen(clock),
  };
}

interface Kept {
  readonly vaults: AzureVaults;
  readonly store: Store;
  readonly messenger: Messenger;
  readonly access: Access;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What keeps the promises: the watcher, which reads, and the outbox, which tells. */
function createKeeper({ vaults, store, messenger, access, clock, log, metrics }: Kept): Watcher {
  const owner = randomUUID();
  const watcher = createWatcher<Tables>({
    ...{ vaults: vaults.forWatcher, clock, log, raise },
    transaction: (work) => store.transaction(work),
    raised: () => {
      outbox.wake();
    },
    budgetOf: (subscription) => vaults.watchBudget(subscription),
    claim: (subscription) => store.transaction(({ leases }) => leases.claim(`read ${subscription}`, owner)),
  });
  const outbox = createOutbox({
    ...{ store, clock, messenger, log, metrics, owner, random: Math.random },
    mayTell: async ({ owner: { person, place } }, vm) =>
      access.grantOf(person, place).may('viewer', { vm: { name: vm.vmName }, ref: vm }),
    recheck: (key) => watcher.recheck(key),
  });
  const purging = setInterval(() => {
    store.purge(clock.now().getTime()).catch((error: unknown) => {
      log.error({ err: error }, 'old rows could not be deleted; it is tried again');
    });
  }, PURGE_MS);
  return {
    ...watcher,
    start: () => {
      watcher.start();
      outbox.start();
    },
    stop: async () => {
      clearInterval(purging);
      await Promise.all([watcher.stop(), outbox.stop()]);
    },
  };
}

interface Outside {
  readonly adapter: ChannelAdapter;
  readonly activityLog: ActivityLog;
  readonly cards: CardMessages;
  readonly store: Store;
  readonly config: Config;
  readonly metrics: Metrics;
}

function createBot(services: Services, { adapter, activityLog, cards, store, config, metrics }: Outside): BackupBot {
  const { clock, log } = services;
  const turns = new Turns({ log });
  return new BackupBot({
    services,
    activityLog,
    brain: { answerText, answerPress, runCommand, failureView, render },
    sender: createSender({ turner: adapter, clock, metrics, log }),
    choices: new Choices({ turner: adapter, storage: createDialogStorage(store), clock, log }),
    cards,
    conversations: new Conversations(),
    members: config.mode === 'teams' ? new Members({ clock, log, turns }) : null,
    turns,
    turner: adapter,
    defaults: config,
    metrics,
  });
}

/** Reads the inventory before anybody asks. */
async function warmUp({ vaults, log }: Services): Promise<void> {
  try {
    await vaults.inventory();
  } catch (error) {
    log.warn({ err: error }, 'the inventory could not be read at the start; it is read again when somebody asks');
  }
}

async function openPlayground(env: NodeJS.ProcessEnv, clock: SettableClock, config: Config): Promise<Playground> {
  const { startPlayground } = await import('./playground/start.js');
  return startPlayground({ env, clock, simulate: config.resourceManagerUrl === null });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      reject(
        new OperatorError(
          `PORT: cannot listen on ${host}:${port} (${error.code ?? error.message}); give a free one, such as PORT=0.`,
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}

/** SIGINT and SIGTERM may come twice, and while the start is under way. */
async function main(): Promise<void> {
  const starting = start(process.env);
  let stopping: Promise<void> | undefined;
  const end = (): void => {
    stopping ??= starting.then((running) => running.stop()).then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  try {
    await starting;
  } catch (error) {
    process.stderr.write(`${error instanceof OperatorError ? error.message : String((error as Error).stack)}\n`);
    process.exit(error instanceof OperatorError ? 2 : 1);
  }
}

if (require.main === module) void main();
