import { sameVault } from '../../services/backup/ids';
import { AzureError, type Vaults } from '../../services/backup/vaults';
import type { Clock } from '../../services/platform/clock';
import { MINUTE_MS, SECOND_MS } from '../../services/platform/durations';
import { DatabaseError } from '../../services/platform/errors';
import type { RecentAnswers } from '../../services/platform/failureStreak';
import type { Log } from '../../services/platform/log';
import type { Gauges } from '../../services/platform/metrics';
import { withTimeout } from '../../services/platform/timeout';
import type { Check, Health } from './server';

/**
 * Maximum age of the reading of Azure that answers a probe (bot's clock). Probes come every few seconds, so they share
 * one. A failing Azure is read more often.
 */
const AZURE_MAX_AGE_MS = 5 * MINUTE_MS;
const AZURE_FAILING_AGE_MS = 30 * SECOND_MS;
/** A check that takes longer counts as failed; real time. */
const CHECK_MS_MAX = 5 * SECOND_MS;
const CHANNEL_SCOPE = 'https://api.botframework.com/.default';

interface Parts {
  readonly vaults: Pick<Vaults, 'inventory'> & { lately(): RecentAnswers };
  /** Rejects unless the database takes a write. */
  readonly store: { health(): Promise<void> };
  /** How the last requests to the channel ended. */
  readonly channel: { lately(): RecentAnswers };
  /** Reads a token for the channel from a cache; null in demo mode, where nothing is authenticated. */
  readonly channelToken: ((scope: string) => Promise<string>) | null;
  readonly access: { state(): { readonly ok: boolean; readonly detail: string } };
  /** Whether the bot is read-only, and by whom. */
  readonly readOnly: { state(): Promise<{ readonly kind: 'off' | 'environment' | 'admin'; readonly atMs?: number }> };
  /** Which answers of the checklist hold; null without a file. */
  readonly checklist: { state(): { readonly ok: boolean; readonly detail: string } } | null;
  /** Whether the daily heartbeat can be sent; null if there is to be none. */
  readonly heartbeat?: { check(): Promise<Found | null> };
  /** Whether the monitor reads with hints. It works without them too. */
  readonly hints: { state(): { readonly detail: string; readonly at: Date | null } };
  /** `check`: how far this machine's clock is from Azure's. */
  readonly clock: Pick<Clock, 'now'> & { check(): Found };
  readonly log: Log;
}

type Found = Omit<Check, 'at'> & { readonly at?: Date };

/**
 * The bot is ready while the database takes a write, the vaults can be read and the channel's token can be had. Three
 * failed requests in a row, to Azure or to the channel, make it unready. With a broken access file the bot stays ready,
 * since the last good rules hold, and with a wrong clock, since it goes by Azure's; the checks say so. `at` is the time
 * of the check. Details name no secret.
 */
export function createHealth(parts: Parts): Health {
  const { vaults, store, channel, channelToken, access, readOnly, checklist, heartbeat, hints, clock, log } = parts;
  const checked = async (look: () => Promise<Found>): Promise<Check> => {
    try {
      return { at: clock.now(), ...(await withTimeout(look(), CHECK_MS_MAX, tooSlow)) };
    } catch (error) {
      log.warn({ err: error }, 'a health check failed');
      return { ok: false, detail: detailOf(error), at: clock.now() };
    }
  };
  const noteReadiness = readinessLog(log);
  return async () => {
    const [database, azure, toChannel, rules, changes, time, known, daily] = await Promise.all([
      checked(async () => {
        await store.health();
        return { ok: true, detail: 'takes a write' };
      }),
      checked(async () => {
        const maxAgeMs = vaults.lately().failing ? AZURE_FAILING_AGE_MS : AZURE_MAX_AGE_MS;
        return azureCheck(await vaults.inventory({ maxAgeMs }), vaults.lately());
      }),
      checked(async () => {
        await channelToken?.(CHANNEL_SCOPE);
        return channelCheck(channelToken ? 'a token can be had' : 'demo mode: no authentication', channel.lately());
      }),
      checked(async () => access.state()),
      checked(async () => ({ ok: true, detail: changesDetail(await readOnly.state()) })),
      checked(async () => clock.check()),
      checklist && checked(async () => checklist.state()),
      heartbeatCheck(heartbeat, checked),
    ]);
    noteReadiness({ database, azure, channel: toChannel });
    return {
      ...{ database, azure, channel: toChannel, access: rules, changes, clock: time },
      hints: hintsCheck(hints.state(), clock.now()),
      ...(known && { checklist: known }),
      ...(daily && { heartbeat: daily }),
    };
  };
}

/** The bot works without hints, a little later, so they leave it ready. */
function hintsCheck({ detail, at }: ReturnType<Parts['hints']['state']>, now: Date): Check {
  return { ok: true, detail, at: at ?? now };
}

/** While the bot is not ready, the log says so at most this often, in real time: probes come every few seconds. */
const SAID_EVERY_MS = 5 * MINUTE_MS;

/** Logs that the bot is not ready, again and again, for those who have only the log to alert by. */
function readinessLog(log: Log): (checks: Readonly<Record<string, Check>>) => void {
  let saidMs: number | null = null;
  return (checks) => {
    const failing = Object.entries(checks).filter(([, { ok }]) => !ok);
    if (failing.length === 0) {
      if (saidMs !== null) log.info('the bot is ready again');
      saidMs = null;
    } else if (saidMs === null || performance.now() - saidMs >= SAID_EVERY_MS) {
      saidMs = performance.now();
      log.warn(Object.fromEntries(failing.map(([name, { detail }]) => [name, detail])), 'the bot is not ready');
    }
  };
}

/** Looks each minute of real time, so that the log tells of an outage also where nobody asks. Returns what ends it. */
export function lookEachMinute(health: Health, log: Log): () => void {
  const look = (): void => {
    health().catch((error: unknown) => {
      log.error({ err: error }, 'the health checks failed');
    });
  };
  const timer = setInterval(look, MINUTE_MS).unref();
  return () => {
    clearInterval(timer);
  };
}

/** Undefined if the bot is to send no heartbeat. */
async function heartbeatCheck(
  heartbeat: Parts['heartbeat'],
  checked: (look: () => Promise<Found>) => Promise<Check>,
): Promise<Check | undefined> {
  let isOff = heartbeat === undefined;
  const check = await checked(async () => {
    const found = await heartbeat?.check();
    isOff = found == null;
    return found ?? { ok: true, detail: '' };
  });
  return isOff ? undefined : check;
}

/** The checks as gauges, for the metrics. */
export function checkGauges(checks: Awaited<ReturnType<Health>>): Gauges {
  const samples = Object.entries(checks).map(([check, { ok }]) => ({ labels: { check }, value: Number(ok) }));
  return { bot_check_ok: samples };
}

function azureCheck({ value, problem, at }: Awaited<ReturnType<Vaults['inventory']>>, lately: RecentAnswers): Found {
  const { items, vaults, unread } = value;
  const read = vaults.filter((vault) => !unread.some((lost) => sameVault(lost.vault, vault))).length;
  const seen = `${items.length} protected items in ${read} of ${vaults.length} vaults`;
  if (lately.failing && lately.at) return { ok: false, detail: `${failuresOf(lately)}; ${seen} before`, at: lately.at };
  return {
    ok: problem === undefined && (read > 0 || vaults.length === 0),
    detail: `${seen}${problem ? `; last read failed: ${problem.message}` : ''}`,
    at,
  };
}

function channelCheck(token: string, lately: RecentAnswers): Found {
  if (lately.at === null) return { ok: true, detail: `${token}; nothing was sent lately` };
  if (lately.inARow === 0) return { ok: true, detail: `${token}; the last message was answered`, at: lately.at };
  return { ok: !lately.failing, detail: failuresOf(lately), at: lately.at };
}

/** A read-only bot is ready: it answers, and it promises no change. */
function changesDetail({ kind, atMs = 0 }: Awaited<ReturnType<Parts['readOnly']['state']>>): string {
  if (kind === 'off') return 'allowed';
  return kind === 'environment'
    ? 'read-only: READ_ONLY is set'
    : `read-only: an admin switched it on at ${new Date(atMs).toISOString()}`;
}

function failuresOf({ inARow, status }: RecentAnswers): string {
  const last = status === 0 ? 'no answer' : `HTTP ${status}`;
  return inARow === 1
    ? `the last request failed: ${last}`
    : `the last ${inARow} requests failed, the last one: ${last}`;
}

function detailOf(error: unknown): string {
  if (error instanceof AzureError) return `Azure: ${error.message}`;
  if (error instanceof DatabaseError) return `takes no write: ${error.code}`;
  return error instanceof TooSlow ? error.message : 'failed; the log says why';
}

class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

function tooSlow(): never {
  throw new TooSlow(`no answer within ${CHECK_MS_MAX / 1_000} s`);
}
