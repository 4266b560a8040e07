import { checkGauges, createHealth, lookEachMinute } from '../../../bots/http/health';
import { AzureError, type Inventory, type Reading } from '../../../services/backup/vaults';
import { DatabaseError } from '../../../services/platform/errors';
import type { RecentAnswers } from '../../../services/platform/failureStreak';
import { ManualClock } from '../../support/manualClock';
import { anItem, VAULT } from '../../support/samples';
import { type LogLine, recording } from '../../support/startBot';

const NOW = new Date('2026-11-22T17:00:00Z');
const BEFORE = new Date('2026-11-22T16:58:00Z');
const QUIET: RecentAnswers = { failing: false, inARow: 0, status: null, at: null };
const FINE: RecentAnswers = { failing: false, inARow: 0, status: 200, at: BEFORE };
const failing = (status: number): RecentAnswers => ({ failing: true, inARow: 4, status, at: BEFORE });
const READ: Reading<Inventory> = { value: { items: [anItem()], vaults: [VAULT], unread: [] }, at: BEFORE };

interface Given {
  readonly inventory?: () => Promise<Reading<Inventory>>;
  readonly azure?: RecentAnswers;
  readonly channel?: RecentAnswers;
  readonly store?: () => Promise<void>;
  readonly access?: { readonly ok: boolean; readonly detail: string };
  readonly readOnly?: () => Promise<{ readonly kind: 'off' | 'environment' | 'admin'; readonly atMs?: number }>;
  readonly checklist?: { state(): { readonly ok: boolean; readonly detail: string } };
  readonly time?: { readonly ok: boolean; readonly detail: string };
  readonly hints?: { readonly detail: string; readonly at: Date | null };
  readonly heartbeat?: () => Promise<{ readonly ok: boolean; readonly detail: string } | null>;
  readonly log?: LogLine[];
  readonly channelToken?: ((scope: string) => Promise<string>) | null;
}

const asked: (number | undefined)[] = [];
function health(given: Given): ReturnType<ReturnType<typeof createHealth>> {
  const { inventory = async () => READ, azure = FINE, channel = FINE, store = async () => undefined } = given;
  const lines: LogLine[] = [];
  return createHealth({
    vaults: {
      lately: () => azure,
      inventory: (options) => {
        asked.push(options?.maxAgeMs);
        return inventory();
      },
    },
    store: { health: store },
    channel: { lately: () => channel },
    channelToken: given.channelToken ?? null,
    access: { state: () => given.access ?? { ok: true, detail: '1 rules' } },
    readOnly: { state: given.readOnly ?? (async () => ({ kind: 'off' })) },
    checklist: given.checklist ?? null,
    hints: { state: () => given.hints ?? { detail: 'with hints', at: BEFORE } },
    clock: Object.assign(new ManualClock(NOW.toISOString()), {
      check: () => given.time ?? { ok: true, detail: 'right' },
    }),
    ...(given.heartbeat && { heartbeat: { check: given.heartbeat } }),
    log: recording(given.log ?? lines),
  })();
}

it('when all is well, then each check says what it rests on, and when that was seen', async () => {
  expect(await health({ channelToken: async () => 'token' })).toEqual({
    database: { ok: true, detail: 'takes a write', at: NOW },
    azure: { ok: true, detail: '1 protected items in 1 of 1 vaults', at: BEFORE },
    channel: { ok: true, detail: 'a token can be had; the last message was answered', at: BEFORE },
    access: { ok: true, detail: '1 rules', at: NOW },
    changes: { ok: true, detail: 'allowed', at: NOW },
    clock: { ok: true, detail: 'right', at: NOW },
    hints: { ok: true, detail: 'with hints', at: BEFORE },
  });
});

it('when Resource Graph gives no hints, then the bot is ready, and says why', async () => {
  const { hints } = await health({ hints: { detail: 'without hints: AuthorizationFailed', at: null } });
  expect(hints).toEqual({ ok: true, detail: 'without hints: AuthorizationFailed', at: NOW });
});

it.each([
  [{ kind: 'environment' }, 'read-only: READ_ONLY is set'],
  [{ kind: 'admin', atMs: BEFORE.getTime() }, 'read-only: an admin switched it on at 2026-11-22T16:58:00.000Z'],
] as const)('when the bot is read-only (%j), then it is ready, and says so', async (state, detail) => {
  expect((await health({ readOnly: async () => state })).changes).toEqual({ ok: true, detail, at: NOW });
});

it('when the database cannot say whether changes are allowed, then that check fails', async () => {
  const { changes } = await health({
    readOnly: async () => {
      throw new DatabaseError('SQLITE_IOERR');
    },
  });
  expect(changes).toEqual({ ok: false, detail: 'takes no write: SQLITE_IOERR', at: NOW });
});

it('when nothing was sent lately, then that is said', async () => {
  const { channel } = await health({ channel: QUIET });
  expect(channel).toEqual({
    ok: true,
    detail: 'demo mode: no authentication; nothing was sent lately',
    at: NOW,
  });
});

it.each([
  [failing(503), false, 'the last 4 requests failed, the last one: HTTP 503'],
  [failing(0), false, 'the last 4 requests failed, the last one: no answer'],
  [{ ...FINE, inARow: 1, status: 429 }, true, 'the last request failed: HTTP 429'],
])('when the channel’s answers were %j, then it is told as such', async (channel, ok, detail) => {
  expect((await health({ channel })).channel).toEqual({ ok, detail, at: BEFORE });
});

it('when a token cannot be had, then the channel fails, without the words of whoever refused it', async () => {
  const { channel } = await health({ channelToken: () => Promise.reject(new TypeError('SECRET')) });
  expect(channel).toEqual({ ok: false, detail: 'failed; the log says why', at: NOW });
});

it('when the database takes no write, then its code is told', async () => {
  const { database } = await health({ store: () => Promise.reject(new DatabaseError('SQLITE_FULL')) });
  expect(database).toEqual({ ok: false, detail: 'takes no write: SQLITE_FULL', at: NOW });
});

it('when Azure failed several requests in a row, then it is not ready, and it is asked anew sooner', async () => {
  const { azure } = await health({ azure: failing(500) });
  expect(azure).toEqual({
    ok: false,
    detail: 'the last 4 requests failed, the last one: HTTP 500; 1 protected items in 1 of 1 vaults before',
    at: BEFORE,
  });
  expect(asked.at(-1)).toBe(30_000);
});

it.each([
  ['no vault was ever read', () => Promise.reject(new AzureError({ kind: 'unavailable', status: 504 }))],
  ['an older reading stands', async () => ({ ...READ, problem: new AzureError({ kind: 'unavailable', status: 0 }) })],
  [
    'no vault could be read',
    async () => ({
      ...READ,
      value: {
        ...READ.value,
        unread: [{ vault: VAULT, problem: new AzureError({ kind: 'notAllowed', by: 'role', action: '', policy: '' }) }],
      },
    }),
  ],
])('when %s, then Azure is not ready', async (_what, inventory) => {
  expect((await health({ inventory })).azure.ok).toBe(false);
});

it('when a checklist is given, then a check says what is relied on; else there is none', async () => {
  const state = { ok: true, detail: '1 answers hold' };
  expect((await health({ checklist: { state: () => state } })).checklist).toEqual({ ...state, at: NOW });
  expect(await health({})).not.toHaveProperty('checklist');
});

it('when the heartbeat cannot be sent, then its check says so, and without a heartbeat there is no check', async () => {
  const detail = 'mention the bot there once';
  expect((await health({ heartbeat: async () => ({ ok: false, detail }) })).heartbeat).toMatchObject({
    ok: false,
    detail,
  });
  expect((await health({ heartbeat: async () => null })).heartbeat).toBeUndefined();
  expect((await health({})).heartbeat).toBeUndefined();
  const broken = () => Promise.reject(new DatabaseError('SQLITE_FULL'));
  expect((await health({ heartbeat: broken })).heartbeat).toMatchObject({
    ok: false,
    detail: 'takes no write: SQLITE_FULL',
  });
});

it('when the bot is not ready, then the log says which check and why', async () => {
  const log: LogLine[] = [];
  await health({ log, store: () => Promise.reject(new DatabaseError('SQLITE_FULL')) });
  expect(log).toContainEqual({
    ...{ level: 'warn', message: 'the bot is not ready', facts: { database: 'takes no write: SQLITE_FULL' } },
  });
});

it('when nobody asks, then the checks look each minute until the bot stops, and one that fails is logged', () => {
  jest.useFakeTimers();
  try {
    const log: LogLine[] = [];
    let looks = 0;
    const look = (): never => {
      looks += 1;
      throw new RangeError('broken');
    };
    const end = lookEachMinute(async () => look(), recording(log));
    jest.advanceTimersByTime(150_000);
    expect(looks).toBe(2);
    end();
    jest.advanceTimersByTime(150_000);
    expect(looks).toBe(2);
  } finally {
    jest.useRealTimers();
  }
});

it('the checks are gauges too: 1 where the check is good', async () => {
  expect(checkGauges(await health({ access: { ok: false, detail: 'broken' } })).bot_check_ok).toEqual(
    expect.arrayContaining([
      { labels: { check: 'database' }, value: 1 },
      { labels: { check: 'access' }, value: 0 },
    ]),
  );
});
