import type { Hints } from '../backup/hints';
import { itemIdOf, jobKey, sameId, vaultKey } from '../backup/ids';
import { isActive, newestFirst } from '../backup/phase';
import type { Job, Policy, ProtectedItem, RecoveryPoint, VaultRef } from '../backup/types';
import {
  AzureError,
  type JobWindow,
  type LastRead,
  type Reading,
  type VaultRead,
  type Vaults,
  type VmTags,
} from '../backup/vaults';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/durations';
import type { RecentAnswers } from '../platform/failureStreak';
import type { Log } from '../platform/log';
import type { LimiterBudget } from '../readBudget/counter';
import { createReadLedger, type ReadCountStore, type ReadLedger } from '../readBudget/ledger';
import type { ReadShare } from '../readBudget/limiter';
import { requestCancel, triggerJob } from './changes';
import { type CallBase, paidByEither } from './discovery';
import { createHints } from './hints';
import { type ArmExchange, type ArmOptions, createArmExchange } from './http/armExchange';
import { lastPart } from './http/jsonFields';
import { createInventoryReader, type InventoryReader } from './inventory';
import { readJobs, windowStart } from './jobList';
import { createRunningJobs, type Look, type RunningJobs } from './runningJobs';
import { createSharedReadings, type SharedReadings } from './sharedReadings';
import { readJob, readPolicies, readRecoveryPoints, readVmTags } from './singleReads';

interface AzureOptions extends ArmOptions {
  /** Subscriptions to read. If empty and `vaults` is empty too, the endpoint's own list is read. */
  readonly subscriptionIds: readonly string[];
  /** From BACKUP_VAULTS. If given, discovery is skipped. */
  readonly vaults: readonly VaultRef[];
  readonly log: Log;
}

export interface AzureVaults extends Vaults {
  /** The same port and the same readings, but its reads of jobs use the monitor's share of the budget. */
  readonly forMonitor: Vaults;
  /** The last readings, of commands and of the monitor. */
  readonly lastRead: LastRead;
  /** Azure Resource Graph, which says when a read may be worth it. */
  readonly hints: Hints;
  /** The vaults that are known, and when this process last read each. */
  vaultReads(): readonly VaultRead[];
  /** How the last requests to Azure ended, for /readyz. */
  lately(): RecentAnswers;
  /** What the monitor may still spend on reads of jobs in a subscription. */
  monitorBudget(subscription: string): LimiterBudget;
  /**
   * Stores the counts of reads from now on. Resolves when the earlier counts, also of other replicas, are known. Call
   * it once.
   */
  keepCounts(store: ReadCountStore): Promise<void>;
  /** Resolves when the counts are written. */
  close(): Promise<void>;
}

/** Real time for a whole read, all pages and repetitions included. */
const READ_MS_MAX = 10 * SECOND_MS;
const INVENTORY_AGE_MS = 5 * MINUTE_MS;
const STATE_AGE_MS = 30 * SECOND_MS;
const POLICY_AGE_MS = HOUR_MS;
const TAGS_AGE_MS = HOUR_MS;
/** A policy that the list lacks may be new. Then a list no older than this is searched once more. */
const POLICY_MISS_AGE_MS = 5 * MINUTE_MS;

/** Caches shared by commands and the monitor: the monitor also uses a job list that was read for a user. */
interface Shared extends AzureOptions {
  readonly arm: ArmExchange;
  readonly inventory: InventoryReader;
  readonly jobLists: SharedReadings<readonly Job[]>;
  readonly jobs: SharedReadings<Job>;
  readonly running: RunningJobs;
  readonly points: SharedReadings<readonly RecoveryPoint[]>;
  readonly policies: SharedReadings<readonly Policy[]>;
  readonly tags: SharedReadings<VmTags>;
}

/** The Vaults port over Azure Resource Manager. The SDK is loaded by the first call. */
export function createVaults(options: AzureOptions): AzureVaults {
  const { clock } = options;
  const arm = createArmExchange(options);
  const shared: Shared = {
    ...options,
    arm,
    inventory: createInventoryReader({ ...options, arm }),
    jobLists: createSharedReadings({ clock, keysMax: 500 }),
    jobs: createSharedReadings({ clock, keysMax: 1_000 }),
    running: createRunningJobs({ clock }),
    points: createSharedReadings({ clock, keysMax: 1_000 }),
    policies: createSharedReadings({ clock, keysMax: 500 }),
    tags: createSharedReadings({ clock, keysMax: 1_000 }),
  };
  let ledger: ReadLedger | null = null;
  return {
    ...portFor('command', shared),
    forMonitor: portFor('watch', shared),
    lastRead: lastReadOf(shared),
    hints: createHints({ arm, clock }),
    vaultReads: () => vaultReadsOf(shared),
    lately: () => arm.lately(),
    monitorBudget: (subscription) => arm.monitorBudget(subscription),
    keepCounts: (store) => {
      ledger = createReadLedger({ ...options, store, budgets: arm.budgets });
      return ledger.start();
    },
    close: async () => {
      arm.close();
      await ledger?.stop();
    },
  };
}

function vaultReadsOf({ inventory, jobLists }: Shared): readonly VaultRead[] {
  return (inventory.known()?.value.vaults ?? []).map((vault) => {
    const items = inventory.lastOf(vault);
    const times = [items?.at, jobLists.last(vaultKey(vault))?.at].flatMap((at) => at?.getTime() ?? []);
    return { vault, at: times.length === 0 ? null : new Date(Math.max(...times)), items: items?.value.length ?? null };
  });
}

function portFor(share: ReadShare, shared: Shared): Vaults {
  const { arm, inventory } = shared;
  const base = (): CallBase => ({ share, deadlineMs: performance.now() + READ_MS_MAX });
  const jobs: Vaults['jobs'] = (vault, window, { maxAgeMs = STATE_AGE_MS, sparing = false } = {}) =>
    jobsSince(shared, { vault, window, maxAgeMs, sparing, base: base() });
  const outdate = (vault: VaultRef, jobId?: string): void => {
    shared.jobLists.outdate(vaultKey(vault));
    if (jobId !== undefined) shared.jobs.outdate(jobKey(vault, jobId));
  };
  return {
    inventory: ({ maxAgeMs = INVENTORY_AGE_MS } = {}) => inventory.read(maxAgeMs, base()),
    known: () => inventory.known(),
    jobs,
    job: (vault, id, { maxAgeMs = STATE_AGE_MS } = {}) =>
      shared.jobs.read(jobKey(vault, id), { maxAgeMs }, () => readOne(shared, base(), { vault, id })),
    points: (item, { maxAgeMs = STATE_AGE_MS } = {}) =>
      shared.points.read(itemIdOf(item.id), { maxAgeMs }, () => readRecoveryPoints(arm, base(), item)),
    policy: (item, { maxAgeMs = POLICY_AGE_MS } = {}) => policyOfItem(shared, item, { maxAgeMs, base }),
    tags: (item, { maxAgeMs = TAGS_AGE_MS } = {}) =>
      shared.tags.read(itemIdOf(item.id), { maxAgeMs }, () => readVmTags(arm, base(), item)),
    trigger: (item, options) => triggerJob({ ...shared, jobs, outdate, share }, item, options),
    cancel: (vault, jobId, requestId) => requestCancel({ arm, outdate, base: { ...base(), requestId } }, vault, jobId),
  };
}

function lastReadOf(shared: Shared): LastRead {
  const { jobLists, jobs, clock } = shared;
  return {
    jobs: (vault, { since }, newerMs) => {
      const scope = windowStart(since, clock.now()).getTime();
      const reading = jobLists.since(vaultKey(vault), { scope, newerMs });
      return reading && withRunning(shared, { vault, since }, reading);
    },
    job: (vault, id, newerMs) => jobs.since(jobKey(vault, id), { newerMs }),
  };
}

async function jobsSince(
  shared: Shared,
  wish: { vault: VaultRef; window: JobWindow; maxAgeMs: number; sparing: boolean; base: CallBase },
): Promise<Reading<readonly Job[]>> {
  const { jobLists, arm, clock, running } = shared;
  const { vault, window, maxAgeMs, base } = wish;
  const now = clock.now();
  const since = windowStart(window.since, now);
  const load = async (): Promise<readonly Job[]> => {
    try {
      const jobs = await readJobs(arm, base, { vault, since, now });
      running.listed(vault, jobs, { since, at: now });
      return jobs;
    } catch (error) {
      running.unlisted(vault);
      throw error;
    }
  };
  if (wish.sparing && !hasPlenty(shared, vault)) {
    const list = await jobLists.read(vaultKey(vault), { maxAgeMs, scope: since.getTime() }, load);
    return withRunning(shared, { vault, since: window.since }, list);
  }
  const look = lookAt(shared, vault, base);
  const [reading] = await Promise.all([
    jobLists.read(vaultKey(vault), { maxAgeMs, scope: since.getTime() }, load),
    running.look(vault, look),
  ]);
  // The first successful list after an outage shows that a look can succeed too.
  if (!reading.problem && running.whyUnknown(vault)) await running.look(vault, look);
  return withRunning(shared, { vault, since: window.since }, reading);
}

/** Whether half of the monitor's hourly reads are left. Looks at many vaults after a start could spend them all. */
function hasPlenty({ arm, clock }: Shared, { subscription }: VaultRef): boolean {
  const { perHour, spent } = arm.monitorBudget(subscription);
  const hourAgoMs = clock.now().getTime() - HOUR_MS;
  const reads = spent.reduce((sum, { atMs, reads: some }) => sum + (atMs > hourAgoMs ? some : 0), 0);
  return reads <= perHour / 2;
}

function lookAt({ arm, clock }: Shared, vault: VaultRef, base: CallBase): Look {
  return (status, since) => {
    const wish = { vault, since, now: clock.now(), status };
    return paidByEither(base, (paid) => readJobs(arm, paid, wish));
  };
}

function withRunning(
  { running }: Shared,
  { vault, since }: JobWindow & { readonly vault: VaultRef },
  reading: Reading<readonly Job[]>,
): Reading<readonly Job[]> {
  const all = running.mergedWith(vault, reading);
  const problem = reading.problem ?? running.whyUnknown(vault);
  const isWanted = (job: Job): boolean => isActive(job) || !job.startedAt || job.startedAt >= since;
  return { value: all.value.filter(isWanted).sort(newestFirst), at: reading.at, ...(problem && { problem }) };
}

async function readOne(
  { arm, clock, running }: Shared,
  base: CallBase,
  { vault, id }: { vault: VaultRef; id: string },
): Promise<Job> {
  const at = clock.now();
  try {
    const job = await readJob(arm, base, { vault, id });
    running.read(vault, id, { job, at });
    return job;
  } catch (error) {
    if (error instanceof AzureError && error.problem.kind === 'notFound' && error.problem.what === 'job')
      running.read(vault, id, { job: null, at });
    throw error;
  }
}

async function policyOfItem(
  { policies, inventory, arm, clock }: Shared,
  item: ProtectedItem,
  { maxAgeMs, base }: { maxAgeMs: number; base: () => CallBase },
): Promise<Reading<Policy | null>> {
  const { policy, ref } = item;
  if (!policy) return { value: null, at: clock.now() };
  const isIt = ({ id, name }: Policy): boolean => sameId(id, policy.id) || sameId(name, lastPart(policy.id, '/'));
  const paceMs = arm.paceMs({ ...ref.vault, action: 'policies' }, inventory.vaultsIn(ref.vault.subscription));
  const read = (ageMs: number): Promise<Reading<readonly Policy[]>> =>
    policies.read(vaultKey(ref.vault), { maxAgeMs: ageMs }, () =>
      paidByEither(base(), (paid) => readPolicies(arm, paid, ref.vault)),
    );
  const reading = await read(Math.max(maxAgeMs, paceMs));
  const known = reading.value.some(isIt) ? reading : await read(Math.min(maxAgeMs, POLICY_MISS_AGE_MS));
  return { ...known, value: known.value.find(isIt) ?? null };
}
