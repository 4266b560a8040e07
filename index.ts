import { setTimeout as wait } from 'node:timers/promises';

import { createAdapter } from './bots/channel/adapter';
import { CardMessages } from './bots/channel/cardMessages';
import { KeySet } from './bots/channel/keySet';
import { createOneTry } from './bots/channel/sender';
import { createGuard } from './bots/http/guard';
import { createHealth } from './bots/http/health';
import { listenOn, urlOf } from './bots/http/listen';
import { createOpsServer, createServer } from './bots/http/server';
import { ActivityLog } from './bots/inbox/activityLog';
import { createMessenger } from './bots/proactive/messenger';
import { createBot } from './bots/turn/createBot';
import { render } from './cards/render';
import { createServices } from './commands/createServices';
import type { Playground } from './playground/start';
import { openAccess } from './services/access/accessFile';
import { openIdentity } from './services/azure/http/tokens';
import { openVaults } from './services/azure/openVaults';
import { createBackgroundWork } from './services/monitor/background';
import { createClock, type SettableClock } from './services/platform/clock';
import { type Config, readConfig, secretsOf } from './services/platform/config';
import { OperatorError } from './services/platform/errors';
import { createLog, createScrubber } from './services/platform/log';
import { createMetrics } from './services/platform/metrics';
import { Streak } from './services/platform/streak';
import { openStore } from './services/store/openStore';
import type { Services } from './views/services';

/** Of the 10 s in which SIGTERM drains; what hangs beyond it is taken up again by the next process. */
const DRAIN_MS = 8_000;
const STOP_MS = 9_500;

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
  const log = createLog(config.logLevel, secretsOf(env));
  const metrics = createMetrics();
  const clock = createClock(config.clock);
  const playground = play && config.mode === 'demo' ? await openPlayground(env, clock, config) : null;
  const identity = openIdentity(config.channel);
  const vaults = openVaults(config, { clock, log, metrics, identity, simulatedUrl: playground?.azureUrl });
  const access = openAccess(config.accessFile, log);
  const { url, anew } = config.database;
  const store = await openStore(url, { log, anew, postgresToken: identity?.postgresToken });
  await vaults.keepCounts(store);

  const services = createServices({ vaults, lastRead: vaults.lastRead, clock, log, store, access }, () => {
    keeper.wake();
  });
  const channel = new Streak(clock);
  const turner = createAdapter({
    ...{ config, log, clock, channelToken: async (scope) => (await identity?.token(scope)) ?? '' },
    onStatus: (status) => {
      channel.saw(status);
    },
  });
  const activityLog = new ActivityLog({ store, clock, log });
  const cards = new CardMessages();
  const bot = createBot({ services, turner, activityLog, cards, store, config, metrics });
  const messenger = createMessenger({
    ...{ sources: services, settings: services.settings, render, cards, log, oneTry: createOneTry(turner) },
    referenceOf: (to) => activityLog.referenceOf(to),
  });
  const keeper = createBackgroundWork({
    ...{ vaults, store, messenger, clock, log, metrics },
    mayTell: async ({ owner: { person, place } }, vm) =>
      access.grantOf(person, place).may('viewer', { vm: { name: vm.vmName }, ref: vm }),
  });

  const guard = createGuard({ config, keys: new KeySet({ clock, log }), clock, tenants: access.tenants });
  const health = createHealth({ vaults, store, channel, channelToken: identity?.token ?? null, clock, log });
  const server = createServer({ config, guard, adapter: turner, bot, health, metrics, clock, log });
  const ops = createOpsServer({ health, metrics, log });
  playground?.attach(server, () => urlOf(server));
  await listenOn(server, { ...config, setting: 'PORT' });
  if (config.opsPort !== null) await listenOn(ops, { host: config.host, port: config.opsPort, setting: 'OPS_PORT' });
  process.stdout.write(`${urlOf(server)}/\n`);

  void warmUp(services);
  keeper.start();
  const endTaking = activityLog.takeLeft((activity, seenMs) => bot.resume(activity, seenMs));
  const stop = async (): Promise<void> => {
    endTaking();
    server.close();
    ops.close();
    await Promise.race([Promise.all([bot.drain(DRAIN_MS), keeper.stop()]), wait(DRAIN_MS, null, { ref: false })]);
    access.close();
    await vaults.close();
    await store.close();
    await playground?.close();
  };
  return { url: urlOf(server), stop };
}

async function openPlayground(env: NodeJS.ProcessEnv, clock: SettableClock, config: Config): Promise<Playground> {
  const { startPlayground } = await import('./playground/start.js');
  return startPlayground({ env, clock, simulate: config.resourceManagerUrl === null });
}

/** Reads the inventory before anybody asks. */
async function warmUp({ vaults, log }: Services): Promise<void> {
  try {
    await vaults.inventory();
  } catch (error) {
    log.warn({ err: error }, 'the inventory could not be read at the start; it is read again when somebody asks');
  }
}

/** SIGINT and SIGTERM may come twice, and while the start is under way. */
async function main(): Promise<void> {
  const starting = start(process.env);
  let stopping: Promise<void> | undefined;
  const end = (): void => {
    stopping ??= starting.then((running) => running.stop()).then(() => process.exit(0));
    setTimeout(() => process.exit(1), STOP_MS).unref();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  try {
    await starting;
  } catch (error) {
    const text = error instanceof OperatorError ? error.message : String((error as Error).stack);
    process.stderr.write(`${createScrubber(secretsOf(process.env))(text)}\n`);
    process.exit(error instanceof OperatorError ? 2 : 1);
  }
}

if (require.main === module) void main();
