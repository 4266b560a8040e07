import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { MemoryStorage, type Storage } from 'botbuilder';

import { createAdapter } from '../../bots/channel/adapter';
import { CardMessages } from '../../bots/channel/cardMessages';
import { Roster } from '../../bots/channel/roster';
import { createSender } from '../../bots/channel/sender';
import { createGuard } from '../../bots/http/guard';
import { createServer, type Health } from '../../bots/http/server';
import { InFlight } from '../../bots/inbox/inFlight';
import { BackupBot } from '../../bots/turn/backupBot';
import type { Brain } from '../../bots/turn/steps/answer';
import { VmChoice } from '../../bots/turn/vmChoice';
import { failureView } from '../../commands/failure';
import type { CommandOutcome } from '../../commands/handler';
import { everyoneIsAdmin } from '../../services/access/accessRules';
import { ReadOnly } from '../../services/access/readOnly';
import { Proposals } from '../../services/conversations/proposals';
import { Settings } from '../../services/conversations/settings';
import type { Services } from '../../views/services';
import { aCommandStore } from './commandStore';
import { FakeConnector } from './fakeConnector';
import { ManualClock } from './manualClock';
import { PLANTED, watchLine } from './planted';
import type { Json } from './teamsActivities';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly facts: Json;
  readonly message: string;
}

/** The real server, adapter and bot on a free port, with a fake connector and answers by the test. */
export interface RunningBot {
  readonly connector: FakeConnector;
  readonly clock: ManualClock;
  readonly timers: ManualTimers;
  readonly bot: BackupBot;
  readonly log: readonly LogLine[];
  readonly url: string;
  /** Posts to /api/messages: an activity, or a body as it stands. */
  post(body: Json | string, headers?: Record<string, string>): Promise<Answered>;
  get(path: string): Promise<Answered>;
  stop(): Promise<void>;
}

/** Timers that fire only when the test lets time pass. */
class ManualTimers {
  readonly #waiting = new Set<{ readonly ms: number; readonly ring: () => void }>();

  readonly after = (ms: number, ring: () => void): (() => void) => {
    const timer = { ms, ring };
    this.#waiting.add(timer);
    return () => {
      this.#waiting.delete(timer);
    };
  };

  /** Lets all pass that wait for at most `ms`, once `count` wait for just that. */
  async pass(ms: number, count = 1): Promise<void> {
    while ([...this.#waiting].filter((timer) => timer.ms === ms).length < count)
      await new Promise((resolve) => setImmediate(resolve));
    for (const timer of [...this.#waiting].filter((waiting) => waiting.ms <= ms)) {
      this.#waiting.delete(timer);
      timer.ring();
    }
  }
}

/** A promise that the test settles. */
export function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  const parts: { resolve?: (value: T) => void } = {};
  const promise = new Promise<T>((resolve) => {
    parts.resolve = resolve;
  });
  return {
    promise,
    resolve: (value) => {
      parts.resolve?.(value);
    },
  };
}

/** Shows `said` as the summary; what the brain of a test answers with. */
export function saying(said: string): CommandOutcome {
  return { kind: 'view', view: { kind: 'message', tone: 'info', key: said, facts: {}, offers: [] } };
}

interface StartOptions {
  readonly brain?: Partial<Brain>;
  readonly health?: Health;
  readonly services?: Partial<Services>;
  /** Whether people are looked up in the roster, as in teams mode. */
  readonly asksRoster?: boolean;
  /** Where open questions are kept. */
  readonly storage?: Storage;
  /** Limits, small enough to be reached. */
  readonly slowMax?: number;
  readonly underWayMax?: number;
  /** What remembers, over processes, what was answered; without one each activity is new. */
  readonly activityLog?: ConstructorParameters<typeof BackupBot>[0]['activityLog'];
}

export async function startBot(options: StartOptions = {}): Promise<RunningBot> {
  const { brain = {}, health = HEALTHY, services = {}, asksRoster = false, slowMax = 200, underWayMax = 200 } = options;
  const { storage = new MemoryStorage() } = options;
  const connector = await FakeConnector.start();
  const clock = new ManualClock();
  const timers = new ManualTimers();
  const log: LogLine[] = [];
  const parts = partsOf({ brain, services, slowMax, storage, clock, timers, log });
  const { adapter, logger } = parts;
  const roster = asksRoster ? new Roster({ clock, log: logger, turner: adapter, inFlight: parts.inFlight }) : null;
  const bot = new BackupBot({ ...parts, roster, activityLog: options.activityLog ?? NO_LOG });
  const metrics = { text: async () => 'bot_commands_total 1\n', count: () => undefined };
  const keys = { find: async () => null };
  const guard = createGuard({
    config: { channel: null },
    keys,
    clock,
    tenants: () => [],
    noteStranger: () => undefined,
  });
  const server = createServer({
    ...{ config: { mode: 'demo', trustedProxies: [] }, guard, adapter, bot, health, metrics, clock, log: logger },
    limits: { underWayMax },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return {
    ...{ connector, clock, timers, bot, log, url },
    post: async (body, headers = {}) =>
      answered(
        await fetch(`${url}/api/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    get: async (path) => answered(await fetch(`${url}${path}`)),
    async stop() {
      server.server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(resolve);
      });
      await connector.stop();
    },
  };
}

const HEALTHY: Health = async () => {
  const check = { ok: true, detail: 'fine', at: new Date(0) };
  return { database: check, azure: check, channel: check, access: check, changes: check, clock: check, hints: check };
};

interface Assembly extends Required<Pick<StartOptions, 'brain' | 'services' | 'slowMax' | 'storage'>> {
  readonly clock: ManualClock;
  readonly timers: ManualTimers;
  readonly log: LogLine[];
}

function partsOf({ brain, services, slowMax, storage, clock, timers, log }: Assembly) {
  const logger = recording(log);
  const config = { mode: 'demo', channel: null } as const;
  const adapter = createAdapter({ config, log: logger, clock, channelToken: async () => PLANTED.token });
  const metrics = { count: () => undefined, observe: () => undefined };
  return {
    adapter,
    logger,
    metrics,
    brain: { ...BRAIN, ...brain },
    services: { ...plainServices(clock, logger), ...services },
    sender: createSender({ turner: adapter, clock, metrics, log: logger }),
    vmChoice: new VmChoice({ turner: adapter, storage, clock, log: logger }),
    cards: new CardMessages(),
    inFlight: new InFlight({ log: logger, after: timers.after, slowMax }),
    turner: adapter,
    defaults: { defaultLanguage: 'en', defaultTimeZone: 'UTC' } as const,
  };
}

/** What is written down is the store's business; here nothing is. */
const NO_LOG = {
  once: <T>(_activity: unknown, work: () => Promise<T>) => work(),
  keepReference: async () => undefined,
  forget: async () => undefined,
};

/** Says what was asked; draws the key of a message, or the view's kind, as the summary and carries the card's id. */
const BRAIN: Brain = {
  answerText: async (text) => saying(text),
  answerPress: async (data) => ({ outcome: saying(JSON.stringify((data as Json)['command'])), effect: 'reads' }),
  runCommand: async (command) => saying(JSON.stringify(command)),
  failureView,
  render: async (view, { cardId, language }) => ({
    summary: view.kind === 'message' ? view.key : view.kind,
    card: { type: 'AdaptiveCard', version: '1.5', body: [], id: cardId, lang: language },
  }),
};

function plainServices(clock: ManualClock, log: Services['log']): Services {
  // No test here reaches Azure or the store: the brain is the test's own.
  const services: Omit<Services, 'vaults' | 'lastRead' | 'consistencyCache' | 'triggers' | 'store' | 'grantNow'> = {
    access: everyoneIsAdmin,
    clock,
    proposals: new Proposals({ store: aCommandStore(), clock, log, wake: () => undefined }),
    settings: new Settings(aCommandStore()),
    readOnly: new ReadOnly({ store: aCommandStore(), clock, byEnvironment: false }),
    log,
  };
  return services as Services;
}

/** A log whose lines a test can read. */
export function recording(lines: LogLine[]): Services['log'] {
  const at =
    (level: LogLine['level']) =>
    (facts: Json | string, message = ''): void => {
      watchLine([facts, message]);
      lines.push(typeof facts === 'string' ? { level, facts: {}, message: facts } : { level, facts, message });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
}

/** What does not hold JSON stands as it is. */
function jsonOf(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}
