import type { Job, ProtectedItem } from '../../backup/types';
import type { Vaults } from '../../backup/vaults';
import type { Checks } from '../../notify/revalidate';
import type { Clock } from '../../platform/clock';
import { planReads } from '../planner/planner';
import type { Discovery } from '../track/applyReading';
import { followSnapshot, mayTakeSnapshot, readVmJobs } from '../track/vmJobs';
import { coverageOf, readStandingWatches } from '../track/watchCoverage';
import { vmItemsOf } from '../track/watchedJob';
import type { MonitorParts, MonitorTables } from './parts';
import { type JobReader, createJobReader } from './reader';
import { ReadingState } from './readingState';
import { createOwedGoAheads, otherOf, recheckGoAhead } from './recheckGoAhead';

export interface Monitor {
  start(): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
  /** Something new is to be watched: the loop looks now. */
  wake(): void;
  /** Backups that are watched, by whichever process. */
  watched(): number;
  /** For the moment of sending a go-ahead (`Checks`). */
  readonly recheck: Checks['recheck'];
  readonly otherOf: Checks['otherOf'];
}

/** Other processes' triggers and watches are seen at the latest after so much of our clock, and of real time. */
const LOOK_MS_MAX = 30_000;
const LOOK_REAL_MS = 250;
const INTEREST_MS = 60_000;
/** Real time: a lease of 30 s is renewed well within it, and one that somebody else has is asked for soon after it has run out. */
const RENEW_MS = 10_000;
const ASK_MS = 2_000;
const FAILED_REAL_MS = 1_000;
/** A look at thousands of jobs takes a tenth of a second: wakes that come faster share one. */
const MANY = 1_000;
const REST_REAL_MS_PER_JOB = 0.05;
/** What is newly protected is found within this, also where nobody asks anything. */
const INVENTORY_MS = 30 * 60_000;

/** Keeps the promises: one loop that plans, reads, writes what changed and raises it. It never asks Azure to do anything. */
export function createMonitor<T extends MonitorTables>(parts: MonitorParts<T>): Monitor {
  const memory = new ReadingState();
  const reader = createJobReader(parts, memory);
  const claims = createClaims(parts.claim);
  const stopping = new AbortController();
  let nap = new AbortController();
  let isWoken = true;
  let running: Promise<void> | undefined;
  let discovery: { readonly atMs: number; readonly value: Discovery } | null = null;

  const look = async (): Promise<number> => {
    const nowMs = parts.clock.now().getTime();
    const anew = isWoken;
    isWoken = false;
    await memory.refresh((work) => parts.transaction(work));
    if (discovery === null || anew || nowMs - discovery.atMs >= INTEREST_MS)
      discovery = { atMs: nowMs, value: await readDiscovery(parts) };
    return round({ parts, memory, reader, claims, discovery: discovery.value });
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { clock, log } = parts;
      let againMs: number;
      try {
        againMs = await look();
      } catch (error) {
        log.error({ err: error }, 'a round of the watcher failed; it goes on');
        againMs = clock.now().getTime() + FAILED_REAL_MS * clock.speed;
      }
      if (memory.size > MANY) await clock.sleep(restMs(memory, clock), stopping.signal).catch(() => undefined);
      if (isWoken) continue;
      const leastMs = LOOK_REAL_MS * Math.min(clock.speed, 8);
      const waitMs = Math.min(Math.max(againMs - clock.now().getTime(), leastMs), LOOK_MS_MAX, RENEW_MS * clock.speed);
      await clock.sleep(waitMs, nap.signal).catch(() => undefined);
      if (nap.signal.aborted) nap = new AbortController();
    }
  };
  const wake = (): void => {
    isWoken = true;
    nap.abort();
  };
  return {
    start() {
      running ??= loop();
    },
    async stop() {
      stopping.abort();
      nap.abort();
      await running;
    },
    wake,
    watched: () => memory.size,
    ...checksOf(parts, wake),
  };
}

/** What is true of a go-ahead at the moment of sending. What it finds is watched, whoever began it. */
function checksOf<T extends MonitorTables>(
  parts: MonitorParts<T>,
  wake: () => void,
): Pick<Monitor, 'recheck' | 'otherOf'> {
  const owed = createOwedGoAheads();
  const followAll = async (running: readonly Job[], items: readonly ProtectedItem[]): Promise<boolean> => {
    let isNew = false;
    for (const job of running)
      isNew = (await parts.transaction((tables) => followSnapshot(tables, job, items))) || isNew;
    return isNew;
  };
  return {
    async recheck(key, toldInstead) {
      const items = await itemsOf(parts.vaults, parts.clock.now().getTime());
      const ofVm = await parts.transaction((tables) => readVmJobs(tables, key, items));
      // Without any item it is not known which vaults hold backups of the VM.
      if (ofVm === null || items.length === 0) return { kind: 'unread' };
      if (toldInstead.includes('anotherSnapshot') && ofVm.others.some(mayTakeSnapshot)) return { kind: 'notYet' };
      if (toldInstead.length > 0 && !owed.isReadDue(ofVm.own, parts)) return { kind: 'notYet' };
      const { recheck, running } = await recheckGoAhead(ofVm, parts);
      if (recheck.kind !== 'withdrawn' && (await followAll(running, vmItemsOf(ofVm.own, items)))) wake();
      return recheck;
    },
    async otherOf(key) {
      const items = parts.vaults.known()?.value.items ?? [];
      const ofVm = await parts.transaction((tables) => readVmJobs(tables, key, items));
      return ofVm && otherOf(ofVm, parts);
    },
  };
}

function restMs({ size }: ReadingState, { speed }: Clock): number {
  return size * REST_REAL_MS_PER_JOB * speed;
}

/** Renews what this process has, and asks again for what it has not. */
function createClaims(claim: MonitorParts<MonitorTables>['claim']): (subscription: string) => Promise<boolean> {
  const asked = new Map<string, { readonly atMs: number; readonly isOurs: boolean }>();
  return async (subscription) => {
    const last = asked.get(subscription);
    const nowMs = performance.now();
    if (last && nowMs - last.atMs < (last.isOurs ? RENEW_MS : ASK_MS)) return last.isOurs;
    const isOurs = await claim(subscription);
    asked.set(subscription, { atMs: nowMs, isOurs });
    return isOurs;
  };
}

async function readDiscovery<T extends MonitorTables>(parts: MonitorParts<T>): Promise<Discovery> {
  const items = await itemsOf(parts.vaults, parts.clock.now().getTime());
  const watches = await parts.transaction((tables) => readStandingWatches(tables.watches));
  return { items, coverage: await coverageOf(watches, items, parts.mayTell) };
}

async function itemsOf(vaults: Vaults, nowMs: number): Promise<readonly ProtectedItem[]> {
  const known = vaults.known();
  if (known && nowMs - known.at.getTime() < INVENTORY_MS) return known.value.items;
  return vaults.inventory().then(
    ({ value }) => value.items,
    () => known?.value.items ?? [],
  );
}

interface Round<T extends MonitorTables> {
  readonly parts: MonitorParts<T>;
  readonly memory: ReadingState;
  readonly reader: JobReader;
  readonly claims: (subscription: string) => Promise<boolean>;
  readonly discovery: Discovery;
}

/** Plans and reads, one subscription after the other: their budgets are their own. Resolves with when to look again. */
async function round<T extends MonitorTables>({ parts, memory, reader, claims, discovery }: Round<T>): Promise<number> {
  const discovered = discovery.coverage.vaults;
  let againMs = Infinity;
  for (const subscription of memory.subscriptions(discovered)) {
    const isOurs = await claims(subscription);
    const now = (): number => parts.clock.now().getTime();
    if (!isOurs) {
      againMs = Math.min(againMs, now() + ASK_MS * parts.clock.speed);
      continue;
    }
    await reader.adoptCommandReads(memory.known(subscription, { nowMs: now(), discovered }), discovery);
    const nowMs = now();
    const known = memory.known(subscription, { nowMs, discovered });
    const plan = planReads({ ...known, budget: parts.budgetOf(subscription) }, nowMs);
    await reader.read(plan.reads, discovery);
    againMs = Math.min(againMs, plan.againMs, await reader.readPoints(subscription, discovery));
  }
  return againMs;
}
