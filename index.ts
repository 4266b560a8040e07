import { randomUUID } from 'node:crypto';

import { createAdapter, type TurnOpener } from './bots/channel/adapter';
import { CardMessages } from './bots/channel/cardMessages';
import { KeySet } from './bots/channel/keySet';
import { Roster } from './bots/channel/roster';
import { type Address, createOneTry, createSender } from './bots/channel/sender';
import { createGuard } from './bots/http/guard';
import { checkGauges, createHealth, lookEachMinute } from './bots/http/health';
import { openPorts, urlOf } from './bots/http/listen';
import { createOpsServer, createServer, type Health } from './bots/http/server';
import { ActivityLog } from './bots/inbox/activityLog';
import { InFlight } from './bots/inbox/inFlight';
import { createMessenger } from './bots/proactive/messenger';
import { createGrantNow, createOwnerCheck } from './bots/proactive/ownerCheck';
import { BackupBot } from './bots/turn/backupBot';
import { createDialogStorage } from './bots/turn/dialogStorage';
import { VmChoice } from './bots/turn/vmChoice';
import { render } from './cards/render';
import { answerPress, answerText, runForPerson } from './commands/answer';
import { failureView } from './commands/failure';
import type { Playground } from './playground/start';
import { openAccess } from './services/access/accessFile';
import { recordIfPossible, rulesReloaded } from './services/access/audit';
import type { ConversationKey } from './services/access/conversation';
import { guardChanges, ReadOnly } from './services/access/readOnly';
import { createStrangerAudit } from './services/access/strangerAudit';
import { type AzureClock, createAzureClock } from './services/azure/azureClock';
import { type KnownAnswers, openChecklist } from './services/azure/checklist/checklistFile';
import { type Identity, openIdentity } from './services/azure/http/tokens';
import { vaultGauges } from './services/azure/vaultGauges';
import { type AzureVaults, createVaults } from './services/azure/vaults';
import { Proposals } from './services/conversations/proposals';
import { Settings } from './services/conversations/settings';
import { openBackground, type UnaskedWork } from './services/monitor/openBackground';
import type { Messenger } from './services/notify/message';
import { Triggers } from './services/onDemand/triggers';
import { type Clock, createClock, type SettableClock } from './services/platform/clock';
import { type Config, readConfig } from './services/platform/config';
import { SECOND_MS } from './services/platform/durations';
import { OperatorError } from './services/platform/errors';
import { FailureStreak } from './services/platform/failureStreak';
import { createLog, type Log } from './services/platform/log';
import { createMetrics, type Metrics } from './services/platform/metrics';
import { type Running, runUntilSignal } from './services/platform/process';
import { secretsOf } from './services/platform/secrets';
import { openSpanExport } from './services/platform/spanExport';
import { withTimeout } from './services/platform/timeout';
import { createTracer, type Tracer } from './services/platform/trace';
import type { LimiterBudget } from './services/readBudget/counter';
import { openStore, type Store } from './services/store/openStore';
import { ConsistencyCache } from './views/consistencyCache';
import { heartbeatView } from './views/heartbeat';
import type { Services } from './views/services';

/** How long SIGTERM lets work finish, in real ms. The next process takes over work that hangs longer. */
const DRAIN_MS = 8 * SECOND_MS;
/** The address of `npm run azure`, the simulated Azure for the bench and for a demo without its playground. */
const SIMULATOR_URL = 'http://127.0.0.1:4010';

/**
 * The composition root: builds every part in order and listens. `playground: false` omits the page and the simulated
 * Azure, for the bench. Rejects with OperatorError if a setting, the access file or the port is wrong.
 */
export async function start(env: NodeJS.ProcessEnv, { playground: play = true } = {}): Promise<Running> {
  const config = readConfig(env);
  const log = createLog(config.logLevel, secretsOf(env));
  const metrics = createMetrics();
  // Tokens, the channel and the door go by this machine's clock; everything else by Azure's.
  const machine = createClock(config.clock);
  const clock = createAzureClock(machine, log);
  const spans = openSpanExport(config.tracesExporter, { log, clock: machine });
  const tracer = createTracer(spans);
  const playground = play && config.mode === 'demo' ? await openPlayground(env, machine, config) : null;
  const identity = openIdentity(config);
  const checklist = openChecklist({ config, clock, log });
  const given = { identity, checklist, simulatedUrl: playground?.azureUrl };
  const vaults = openVaults(config, { clock, asked: clock.asked, log, metrics }, given);
  const access = openAccess(config.accessFile, log);
  const store = await openDatabase(config, log, identity);
  await vaults.keepCounts(store);
  access.onReload((reload) => void recordIfPossible(rulesReloaded(reload, clock.now().getTime()), { store, log }));

  const readOnly = new ReadOnly({ store, clock, byEnvironment: config.readOnly });
  const parts = { vaults, lastRead: vaults.lastRead, readOnly, clock, log, store, access };
  const services = createServices({ ...parts, grantNow: (asking) => grantNow(asking) }, () => {
    background.wake();
  });
  const { turner, channel } = openChannel(config, { clock: machine, log }, identity);
  const activityLog = new ActivityLog({ store, clock, log });
  const cards = new CardMessages();
  const inFlight = new InFlight({ log });
  const roster = config.mode === 'teams' ? new Roster({ clock: machine, log, turner, inFlight }) : null;
  const bot = createBot({ services, turner, activityLog, cards, store, config, metrics, inFlight, roster, tracer });
  const referenceOf = (to: ConversationKey): Promise<Address | null> => activityLog.referenceOf(to);
  const { settings } = services;
  const sources = { sources: services, settings, render, cards, log, referenceOf, oneTry: createOneTry(turner) };
  const messenger = createMessenger({ ...sources, heartbeat: () => heartbeatView(parts) });
  const owners = { access, roster, referenceOf };
  const grantNow = createGrantNow(owners);
  const unasked = { clock, log, metrics, tracer, config, vaults, store, readOnly, settings, messenger, owners };
  const background = createBackground(unasked);

  const guard = openGuard({ config, tenants: access.tenants, machine }, { store, clock, log });
  const channelToken = identity?.token ?? null;
  const health = createHealth({ ...parts, ...background, channel, channelToken, checklist });
  showGauges(metrics, { vaults, readOnly, health, clock });
  const server = createServer({ config, guard, adapter: turner, bot, health, metrics, clock: machine, log });
  const ops = createOpsServer({ health, metrics, log });
  playground?.attach(server, () => urlOf(server));
  await openPorts(config, { server, ops }, () => lookEachMinute(health, log));
  process.stdout.write(`${urlOf(server)}/\n`);

  void warmUp(services);
  background.start();
  const endTaking = activityLog.takeLeft((activity, seenMs) => bot.resume(activity, seenMs));
  const stop = async (): Promise<void> => {
    endTaking();
    server.close();
    ops.close();
    await withTimeout(Promise.all([bot.drain(DRAIN_MS), background.stop()]), DRAIN_MS, () => undefined);
    access.close();
    await Promise.all([vaults.close(), spans?.close()]);
    await store.close();
    await playground?.close();
  };
  return { url: urlOf(server), stop };
}

/** What is found out at each scrape of the metrics. */
function showGauges(
  metrics: Metrics,
  { vaults, readOnly, health, clock }: Pick<Services, 'readOnly' | 'clock'> & { vaults: AzureVaults; health: Health },
): void {
  metrics.gauges(async () => ({ bot_read_only: (await readOnly.state()).kind === 'off' ? 0 : 1 }));
  metrics.gauges(async () => checkGauges(await health()));
  metrics.gauges(async () => vaultGauges(vaults, clock));
}

interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

interface VaultsGiven {
  readonly identity: Identity | null;
  readonly checklist: KnownAnswers | null;
  readonly simulatedUrl: string | undefined;
}

/** Opens the vaults that the configuration names. The token is sent over TLS only; each request is counted. */
function openVaults(
  config: Config,
  { clock, asked, log, metrics }: Surroundings & Pick<AzureClock, 'asked'>,
  { identity, checklist, simulatedUrl }: VaultsGiven,
): AzureVaults {
  const { subscriptionIds, vaults, jobReadsPerHour } = config;
  const resourceManagerUrl = config.resourceManagerUrl ?? simulatedUrl ?? SIMULATOR_URL;
  const isPlain = resourceManagerUrl.startsWith('http:');
  return createVaults({
    resourceManagerUrl,
    subscriptionIds,
    vaults,
    jobReadsPerHour,
    jobReadLimitOf: checklist?.jobReadLimitOf,
    clock,
    asked,
    log,
    credential: isPlain || identity === null ? null : identity.credential,
    onRequest: ({ action, method, status }) => {
      metrics.count('azure_requests_total', { action, method, status: String(status) });
    },
  });
}

function openDatabase({ database: { url, anew } }: Config, log: Log, identity: Identity | null): Promise<Store> {
  return openStore(url, { log, anew, postgresToken: identity?.postgresToken });
}

/** Opens the HTTP client of the channel, and counts its latest failures. */
function openChannel(
  config: Config,
  { clock, log }: Pick<Surroundings, 'clock' | 'log'>,
  identity: Identity | null,
): { readonly turner: ReturnType<typeof createAdapter>; readonly channel: FailureStreak } {
  const channel = new FailureStreak(clock);
  const turner = createAdapter({
    config,
    log,
    clock,
    channelToken: async (scope) => (await identity?.token(scope)) ?? '',
    onStatus: (status) => {
      channel.record(status);
    },
  });
  return { turner, channel };
}

/** The services of commands and views. `wake` starts the next round of the monitor and of the outbox. */
export function createServices(
  given: Pick<Services, 'vaults' | 'lastRead' | 'readOnly' | 'clock' | 'log' | 'access' | 'grantNow' | 'store'>,
  wake: () => void,
): Services {
  const { clock, store, log } = given;
  return {
    ...given,
    vaults: guardChanges(given.vaults, given.readOnly),
    proposals: new Proposals({ store, clock, log, wake }),
    settings: new Settings(store),
    triggers: new Triggers({ store, clock, wake }),
    consistencyCache: new ConsistencyCache(clock),
  };
}

/** A token counts by this machine's clock, a record of a stranger by Azure's. */
function openGuard(
  given: Pick<Parameters<typeof createGuard>[0], 'config' | 'tenants'> & { readonly machine: Clock },
  audit: Parameters<typeof createStrangerAudit>[0] & Pick<Surroundings, 'log'>,
): ReturnType<typeof createGuard> {
  const { machine: clock, ...rest } = given;
  const keys = new KeySet({ clock, log: audit.log });
  return createGuard({ ...rest, keys, clock, noteStranger: createStrangerAudit(audit) });
}

interface BotSurroundings {
  readonly services: Services;
  readonly turner: TurnOpener;
  readonly activityLog: ActivityLog;
  readonly cards: CardMessages;
  readonly store: Parameters<typeof createDialogStorage>[0];
  readonly config: Pick<Config, 'defaultLanguage' | 'defaultTimeZone'>;
  readonly metrics: Pick<Metrics, 'count' | 'observe'>;
  readonly inFlight: InFlight;
  readonly tracer?: Tracer;
  /** Null in demo mode. */
  readonly roster: Roster | null;
}

/** The bot with the product's commands and cards. */
export function createBot(parts: BotSurroundings): BackupBot {
  const { services, turner, activityLog, cards, store, config, metrics, inFlight, roster, tracer } = parts;
  const { clock, log } = services;
  return new BackupBot({
    services,
    activityLog,
    cards,
    inFlight,
    turner,
    metrics,
    tracer,
    defaults: config,
    brain: { answerText, answerPress, runCommand: runForPerson, failureView, render },
    sender: createSender({ turner, clock, metrics, log }),
    vmChoice: new VmChoice({ turner, storage: createDialogStorage(store), clock, log }),
    roster,
  });
}

interface BackgroundSurroundings extends Surroundings {
  readonly vaults: AzureVaults;
  readonly store: Store;
  readonly messenger: Messenger;
  readonly settings: Services['settings'];
  readonly readOnly: ReadOnly;
  readonly config: Config;
  readonly tracer: Tracer;
  readonly owners: Parameters<typeof createOwnerCheck>[0];
}

/** The parts that send unasked messages. */
function createBackground({ config, owners, vaults, ...parts }: BackgroundSurroundings): UnaskedWork {
  // Reads and enqueued messages depend on the rules alone. The roster is asked before a message is sent.
  const mayRead = createOwnerCheck({ ...owners, roster: null });
  const { forMonitor, lastRead, hints } = vaults;
  const budgetOf = (subscription: string): LimiterBudget => vaults.monitorBudget(subscription);
  const given = { ...parts, defaults: config, conversation: config.heartbeatConversation, budgetOf };
  const tellers = { owner: randomUUID(), mayRead, mayTell: createOwnerCheck(owners) };
  return openBackground({ ...given, ...tellers, vaults: forMonitor, lastRead, hints });
}

async function openPlayground(env: NodeJS.ProcessEnv, clock: SettableClock, config: Config): Promise<Playground> {
  const { startPlayground } = await import('./playground/start.js').catch((error: unknown) => {
    // An image holds the product alone.
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new OperatorError('BOT_MODE: this installation has no demo; set BOT_MODE=teams, and what that needs.');
  });
  return startPlayground({ env, clock, simulate: config.resourceManagerUrl === null });
}

/** Reads the inventory before the first question. */
async function warmUp({ vaults, log }: Services): Promise<void> {
  try {
    await vaults.inventory();
  } catch (error) {
    log.warn({ err: error }, 'the inventory could not be read at the start; it is read again when somebody asks');
  }
}

if (require.main === module) void runUntilSignal(() => start(process.env));
