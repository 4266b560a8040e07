import { DAY_MS } from '../platform/durations';
import type { Job, Policy, ProtectedItem, RecoveryPoint, VaultRef } from './types';

/**
 * An answer from Azure with its time. `at` is the bot's clock just before the request, because the answer proves
 * nothing about a later moment. `problem` is set if a newer read failed; `value` is then from the last read that
 * succeeded.
 */
export interface Reading<T> {
  readonly value: T;
  readonly at: Date;
  readonly problem?: AzureError;
}

export interface Inventory {
  readonly items: readonly ProtectedItem[];
  readonly vaults: readonly VaultRef[];
  /** Vaults whose latest read failed, with the reason. `items` holds what their last successful read showed. */
  readonly unread: readonly { readonly vault: VaultRef; readonly problem: AzureError }[];
}

/** The vaults and subscriptions that an answer lacks, by names that its reader may see. */
export interface Unread {
  /** Vaults whose read failed. */
  readonly vaults: readonly string[];
  /** Subscriptions whose vaults could not be listed. */
  readonly subscriptions: readonly string[];
  /** Vaults that were omitted, because one command reads only `limit` of them. */
  readonly skipped: readonly string[];
  /** How many vaults one command reads; set if `skipped` names some. */
  readonly limit?: number;
  /** Whether further reads failed, of vaults or subscriptions that this user's role hides. */
  readonly others: boolean;
}

/** What this process last read of a vault. */
export interface VaultRead {
  readonly vault: VaultRef;
  /** When the newest reading of its items or of its jobs was asked for; null if there is none. */
  readonly at: Date | null;
  /** The number of its protected items; null if they were never read. */
  readonly items: number | null;
}

export interface JobWindow {
  /**
   * The start of the window (bot's clock). The list holds the jobs that started since then and all jobs that still run.
   */
  readonly since: Date;
}

/**
 * Every list of jobs covers at least this many ms before its `at`. It shows an older running job in the state that was
 * last read. That job may have ended since; only a read of the job itself shows this.
 */
export const LISTED_MS = DAY_MS;

export interface ReadOptions {
  /** Maximum age (ms) of a cached reading; 0 always asks Azure. Each method has its own default. */
  readonly maxAgeMs?: number;
  /** For a list of jobs: skips the search for older running jobs when less than half of the hour's reads is left. */
  readonly sparing?: boolean;
}

/** Values by name, in Azure's spelling: untrusted text. */
export type VmTags = Readonly<Record<string, string>>;

/**
 * The port to Recovery Services vaults. Every method rejects with AzureError only. Callers share readings: calls at the
 * same time make one request, and a cached reading within `maxAgeMs` makes none. Azure limits reads of jobs per
 * subscription. When the limit refuses a read, the result is the last reading with a `problem`, or `throttled` without
 * one.
 */
export interface Vaults {
  /** All protected VMs of all vaults, including soft-deleted ones. Default maxAgeMs: 5 minutes. */
  inventory(options?: ReadOptions): Promise<Reading<Inventory>>;
  /** The last inventory read, without asking Azure; null before the first read. */
  known(): Reading<Inventory> | null;
  /**
   * The vault's jobs, newest first, without tasks. The list holds every job that began in the window, and every older
   * job that Azure reports as InProgress or Cancelling. `problem` is also set if the search for older running jobs
   * failed. Default maxAgeMs: 30 s.
   */
  jobs(vault: VaultRef, window: JobWindow, options?: ReadOptions): Promise<Reading<readonly Job[]>>;
  /**
   * One job with its tasks; [] if Azure shows no tasks. Rejects with `notFound` if the vault lacks the job, with
   * `notOfVm` if the job protects no Azure VM. Default maxAgeMs: 30 s.
   */
  job(vault: VaultRef, id: string, options?: ReadOptions): Promise<Reading<Job>>;
  /** All recovery points of the item, newest first. Default maxAgeMs: 30 s. */
  points(item: ProtectedItem, options?: ReadOptions): Promise<Reading<readonly RecoveryPoint[]>>;
  /**
   * The item's policy; null if the item has none, or the vault does not list it. One request reads all policies of the
   * vault. Default maxAgeMs: 1 hour.
   */
  policy(item: ProtectedItem, options?: ReadOptions): Promise<Reading<Policy | null>>;
  /** The tags of the item's VM; {} for a VM that Azure Resource Manager does not hold. Default maxAgeMs: 1 hour. */
  tags(item: ProtectedItem, options?: ReadOptions): Promise<Reading<VmTags>>;
  /**
   * Starts an on-demand backup and returns the id of its job, which Azure names after 1 to 13 s. The request is sent
   * once, because Azure has no idempotency key. Rejects with `unconfirmed` if the answer is lost or names no job; a
   * backup may then run. While another backup of the VM runs, Azure accepts the request and fails the new job.
   */
  trigger(item: ProtectedItem, options: TriggerOptions): Promise<string>;
  /**
   * Asks Azure to cancel the job, which then turns to Cancelling. Rejects with `refused` if Azure does not.
   * `requestId` is as in TriggerOptions.
   */
  cancel(vault: VaultRef, jobId: string, requestId?: string): Promise<void>;
}

export interface TriggerOptions {
  readonly retainUntil: Date;
  /** Azure's Activity Log shows it with the request; absent means a new one. */
  readonly requestId?: string;
}

/**
 * Cached readings, without asking Azure. The result is null if no reading is newer than `newerMs` (epoch ms), or if the
 * bot started or cancelled a job since.
 */
export interface LastRead {
  /** A list that covers `window`, with every job that is known to run. */
  jobs(vault: VaultRef, window: JobWindow, newerMs: number): Reading<readonly Job[]> | null;
  job(vault: VaultRef, id: string, newerMs: number): Reading<Job> | null;
}

/** The reasons for which Azure refuses a request with 401 or 403. */
export const BARRIERS = [
  /** Azure does not accept the bot's sign-in. */
  'credential',
  /** A role assignment is missing. */
  'role',
  /** An Azure Policy denies the request. */
  'policy',
  'lock',
  /** The bot has no rights on a linked resource in another scope or tenant. */
  'linked',
  /** The subscription is disabled. */
  'subscription',
  /** The resource provider is not registered. */
  'registration',
  /** A network rule of the vault denies the request. */
  'network',
  /** Azure's sentence gives a reason that is none of the above. */
  'other',
  /** Azure gives no reason. */
  'unsaid',
] as const;
export type Barrier = (typeof BARRIERS)[number];

/** The bot's roles in Azure; a file in `infra/roles` defines each. An identity may hold one or all. */
export const AZURE_ROLES = ['reader', 'trigger', 'canceller'] as const;
export type AzureRole = (typeof AZURE_ROLES)[number];

/** What failed in a call to Azure, by what the user or the operator can do about it. */
export type AzureProblem =
  /**
   * Azure does not allow it, because of `by`. `action` is Azure's name of the missing permission, `policy` the Azure
   * Policy that denies it; each is '' if it is not known. `role` is the bot's role that grants `action`, if one does.
   */
  | {
      readonly kind: 'notAllowed';
      readonly by: Barrier;
      readonly action: string;
      readonly policy: string;
      readonly role?: AzureRole;
    }
  | { readonly kind: 'notFound'; readonly what: 'job' | 'item' | 'vault' | 'policy' | 'subscription' }
  /** The job protects something other than an Azure VM: `workload`, by Azure's name; '' if Azure gives none. */
  | { readonly kind: 'notOfVm'; readonly workload: string }
  /** A backup of the VM runs. `job` is its id; null if Azure does not name it. */
  | { readonly kind: 'alreadyRunning'; readonly job: string | null }
  /** Azure did nothing, because another operation holds the item. That operation may be a backup. */
  | { readonly kind: 'busy' }
  /**
   * Azure answers 429, or the bot's own budget of reads is spent (`own`). `until` is when to ask again; null if not
   * known.
   */
  | { readonly kind: 'throttled'; readonly until: Date | null; readonly own: boolean }
  /**
   * 5xx, a timeout, no answer (`status` 0), or a body that is not Azure's (HTML, empty, cut). `until` is the time from
   * `Retry-After`; absent if Azure sends none.
   */
  | { readonly kind: 'unavailable'; readonly status: number; readonly until?: Date }
  /** Any other 4xx. `message` is Azure's own sentence: untrusted text. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The answer to a trigger or a cancel is lost: Azure may have carried it out. */
  | { readonly kind: 'unconfirmed' };

/**
 * A call to Azure failed. The chat puts `problem` into its own words and shows `code`; `cause` goes to the log only.
 */
export class AzureError extends Error {
  override readonly name = 'AzureError';
  readonly problem: AzureProblem;
  /** Azure's symbolic code; '' if it sends none. */
  readonly code: string;
  /** `x-ms-client-request-id` of the request, for Azure's support; '' if no request was sent. */
  readonly requestId: string;
  /** Azure's own sentence, untrusted text; '' if it sends none. */
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

/** When the request may be sent again; null if Azure names no time. */
export function retryAfter({ problem }: AzureError): Date | null {
  return problem.kind === 'throttled' || problem.kind === 'unavailable' ? (problem.until ?? null) : null;
}
