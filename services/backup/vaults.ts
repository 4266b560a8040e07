import { DAY_MS } from '../platform/durations';
import type { Job, Policy, ProtectedItem, RecoveryPoint, VaultRef } from './types';

/**
 * What Azure showed, and when it was asked. `at` is the moment (bot's clock) just before the request went out, so that
 * nothing that happened later is claimed. `problem` stands where a newer reading was wanted and could not be had:
 * then `value` is the last one that succeeded.
 */
export interface Reading<T> {
  readonly value: T;
  readonly at: Date;
  readonly problem?: AzureError;
}

export interface Inventory {
  readonly items: readonly ProtectedItem[];
  readonly vaults: readonly VaultRef[];
  /** Vaults whose items could not be read this time, with the reason; their last known items are in `items`. */
  readonly unread: readonly { readonly vault: VaultRef; readonly problem: AzureError }[];
}

/** What an answer lacks, as far as its reader may know of it. Names only. */
export interface Unread {
  /** Vaults that could not be read. */
  readonly vaults: readonly string[];
  /** Subscriptions whose vaults are not known. */
  readonly subscriptions: readonly string[];
  /** Vaults that one question does not read. */
  readonly skipped: readonly string[];
  /** How many vaults one question reads, where some are skipped. */
  readonly limit?: number;
  /** More could not be read that the reader is not told by name. */
  readonly others: boolean;
}

export interface JobWindow {
  /** Jobs started since then (bot's clock), and every one that runs. */
  readonly since: Date;
}

/**
 * Every list reaches back at least so far, in ms before its `at`. A job that began earlier and runs stands in it as it
 * was last seen: it may have ended since, which a read of the job itself tells.
 */
export const LISTED_MS = DAY_MS;

export interface ReadOptions {
  /** The oldest reading that will do, in ms of the bot's clock; 0 asks Azure in any case. Each method has its own default. */
  readonly maxAgeMs?: number;
  /** Of a list of jobs: older ones that run are looked for only where half of the hour's reads are left. Default false. */
  readonly sparing?: boolean;
}

/**
 * The port to Recovery Services vaults (implemented by services/azure). Every method rejects with AzureError and
 * nothing else. Readings are shared: two callers at the same time cost one request, and a caller whose `maxAgeMs`
 * is met costs none. Reads of jobs are limited per subscription (docs/decisions/reads.md): a refused read answers with the
 * last reading and its `problem`, or rejects with `throttled` where there is none.
 */
export interface Vaults {
  /** All protected VMs of all vaults, every page; soft-deleted ones among them. Default maxAgeMs: 5 minutes. */
  inventory(options?: ReadOptions): Promise<Reading<Inventory>>;
  /** The last inventory that was read, without asking Azure; null before the first. */
  known(): Reading<Inventory> | null;
  /**
   * Jobs of the vault of every operation and status that began in the window, and every job that Azure reports as running
   * (InProgress, Cancelling), of any age and whoever began it; newest first, all pages, without tasks. `problem` too
   * where it is not known which older jobs run. Default maxAgeMs: 30 s.
   */
  jobs(vault: VaultRef, window: JobWindow, options?: ReadOptions): Promise<Reading<readonly Job[]>>;
  /**
   * One job with its tasks, [] where Azure shows none. `notFound` where this vault has no such job, `notOfVm` where it is
   * about something else than an Azure VM. Default maxAgeMs: 30 s.
   */
  job(vault: VaultRef, id: string, options?: ReadOptions): Promise<Reading<Job>>;
  /** Recovery points of the item, newest first, all pages. Default maxAgeMs: 30 s. */
  points(item: ProtectedItem, options?: ReadOptions): Promise<Reading<readonly RecoveryPoint[]>>;
  /** The item's policy; null where the item has none or the vault does not know it. Read with all of the vault's policies. Default maxAgeMs: 1 hour. */
  policy(item: ProtectedItem, options?: ReadOptions): Promise<Reading<Policy | null>>;
  /**
   * Starts an on-demand backup and returns its job's id as soon as Azure names it (1 s, at most 13 s: docs/azure.md).
   * Sent once, never repeated: Azure knows no idempotency key. `unconfirmed` where the answer was lost or named no job:
   * a backup may have been started. A backup that already runs is not refused here: it becomes a failed job.
   */
  trigger(item: ProtectedItem, options: { readonly retainUntil: Date }): Promise<string>;
  /** Asks Azure to cancel; the job goes on to Cancelling. `refused` with Azure's words where it no longer may. */
  cancel(vault: VaultRef, jobId: string): Promise<void>;
}

/**
 * What Azure was last seen to show, without asking it; null where nothing was read after `newerMs` (epoch ms), or since
 * we changed something there.
 */
export interface LastRead {
  /** A list that reaches back to the window's beginning, with every job that is known to run. */
  jobs(vault: VaultRef, window: JobWindow, newerMs: number): Reading<readonly Job[]> | null;
  job(vault: VaultRef, id: string, newerMs: number): Reading<Job> | null;
}

/**
 * What keeps Azure from allowing it: the bot's sign-in, a missing role, an Azure Policy, a lock, something linked in another
 * tenant or scope, a disabled subscription, a provider that is not registered, a network rule; `other`: what Azure's
 * sentence says; `unsaid`: a 403 without a word.
 */
export const BARRIERS = [
  'credential',
  'role',
  'policy',
  'lock',
  'linked',
  'subscription',
  'registration',
  'network',
  'other',
  'unsaid',
] as const;
export type Barrier = (typeof BARRIERS)[number];

/** What failed, as far as the person who asked or the operator can do something about it. */
export type AzureProblem =
  /**
   * Somebody must allow it first: `by` says what stands in the way. `action`: Azure's name of the missing permission;
   * `policy`: the Azure Policy that denies it; '' where Azure does not say.
   */
  | { readonly kind: 'notAllowed'; readonly by: Barrier; readonly action: string; readonly policy: string }
  | { readonly kind: 'notFound'; readonly what: 'job' | 'item' | 'vault' | 'policy' | 'subscription' }
  /** The vault has this job, and it is about no Azure VM: `workload` is Azure's word for what it is about, '' where none. */
  | { readonly kind: 'notOfVm'; readonly workload: string }
  | { readonly kind: 'alreadyRunning'; readonly job: string | null }
  /** An operation that may be no backup holds the item: nothing was done. */
  | { readonly kind: 'busy' }
  /** 429, or our own budget of reads is spent (`own`). `until`: when to ask again, as far as known. */
  | { readonly kind: 'throttled'; readonly until: Date | null; readonly own: boolean }
  /**
   * 5xx, no answer, a timeout, or an answer that is not Azure's (HTML, empty, cut). `status` 0: no HTTP answer. `until`:
   * where Azure asked to wait (Retry-After).
   */
  | { readonly kind: 'unavailable'; readonly status: number; readonly until?: Date }
  /** Any other 4xx: Azure refused, in its own words (untrusted text). */
  | { readonly kind: 'refused'; readonly message: string }
  /** A trigger or cancel whose answer was lost: it may have been carried out. */
  | { readonly kind: 'unconfirmed' };

/** Azure refused or failed a call. The chat tells `problem` in its own words; `code` and `cause` go to the log. */
export class AzureError extends Error {
  override readonly name = 'AzureError';
  readonly problem: AzureProblem;
  /** Azure's symbolic code, '' where there is none. Always shown. */
  readonly code: string;
  /** `x-ms-client-request-id` of the request, for Azure's support; '' where none was sent. */
  readonly requestId: string;
  /** Azure's own sentence, untrusted; '' where it said nothing. */
  readonly says: string;

  constructor(
    problem: AzureProblem,
    {
      code = '',
      requestId = '',
      says = '',
      cause,
    }: Partial<Pick<AzureError, 'code' | 'requestId' | 'says' | 'cause'>> = {},
  ) {
    super(`${problem.kind} ${code}`.trim(), { cause });
    this.problem = problem;
    this.code = code;
    this.requestId = requestId;
    this.says = says;
  }
}

/** When Azure may be asked the same again; null where it named no time. */
export function retryAfter({ problem }: AzureError): Date | null {
  return problem.kind === 'throttled' || problem.kind === 'unavailable' ? (problem.until ?? null) : null;
}
