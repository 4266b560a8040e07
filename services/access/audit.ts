import type { ItemId } from '../backup/ids';
import type { Log } from '../platform/log';
import type { ChainFault, ChainLink } from './auditChain';
import type { ConversationKey } from './conversation';
import type { Role } from './roles';

/**
 * `refusal`: the bot refused a person. `proposal`: it asked a person for a yes, or the person answered. `approval`: a
 * second person answered. `delivery`: messages to a conversation ended. `rules`: the access rules were read again.
 */
export type AuditKind =
  'command' | 'refusal' | 'proposal' | 'approval' | 'trigger' | 'cancel' | 'delivery' | 'setting' | 'rules';

export interface AuditPerson {
  readonly id: string;
  readonly aadObjectId: string | null;
  readonly name: string;
}

/** What somebody attempted, allowed or not, or what happened to the bot. `audit` lists it. Times are epoch ms. */
export interface AuditEntry {
  readonly at: number;
  readonly kind: AuditKind;
  /** The ids are those that Teams authenticated; the name is untrusted text. Null means the bot itself. */
  readonly by: AuditPerson | null;
  /** The second person who approved it; absent where it needs none. */
  readonly approvedBy?: AuditPerson;
  readonly tenant: string | null;
  /** null: in no conversation. */
  readonly conversation: string | null;
  /** The command's kind; null: there was none. */
  readonly command: string | null;
  /** The command's words as the bot understood them, never the message; '' where there was no command. */
  readonly text: string;
  readonly vm: { readonly name: string; readonly itemId: string } | null;
  /** The person's highest role there; null means no access. */
  readonly role: Role | null;
  /** The access rule that allowed it; null: none did, or it needs none. */
  readonly rule: string | null;
  /** The `x-ms-client-request-id` of the request to Azure, which Azure's Activity Log shows; null: there is none. */
  readonly requestId: string | null;
}

/**
 * How an attempt ended. `result` is one of the bot's own words; `jobId` comes from Azure. `code` is Azure's error code,
 * or the bot's own reason where it refused, declined or gave up.
 */
export interface AuditOutcome {
  readonly result: string;
  readonly jobId: string | null;
  readonly code: string | null;
}

export interface AuditedEntry extends AuditEntry {
  /** Null if unknown, for example because the process died before the outcome was written. */
  readonly outcome: AuditOutcome | null;
}

/**
 * Rows are only added, each chained to the one before (`auditChain.ts`), in one order over all replicas. A transaction
 * writes here last: until it ends, no other replica can write here.
 */
export interface AuditLog {
  /** Writes the entry before the attempt is made; resolves with the id that `end` takes. */
  begin(entry: AuditEntry): Promise<number>;
  /** Adds how the attempt ended, at `at` (epoch ms). Once for each attempt. */
  end(id: number, at: number, outcome: AuditOutcome): Promise<void>;
  /** Writes what has its outcome already. */
  record(entry: AuditedEntry): Promise<void>;
  /** Entries from `since` (epoch ms) on, newest first. `item` selects one VM; null selects all. `kind` selects too. */
  find(asked: {
    readonly item: ItemId | null;
    readonly since: number;
    readonly limit: number;
    readonly kind?: AuditKind;
  }): Promise<readonly AuditedEntry[]>;
}

/** The two ends of the chain that is kept. */
export interface AuditEnds {
  readonly head: ChainLink;
  /** The last row that the purge deleted; the first kept row continues it. */
  readonly checkpoint: ChainLink;
}

/** The ends of the chain, and what is wrong with the rows that were added since they were logged last. */
export interface CheckedEnds extends AuditEnds {
  /** The first fault; null if there is none. */
  readonly fault: ChainFault | null;
}

export interface AuditHeads {
  /** The ends of the chain, to be logged; null where any replica logged them less than an hour before `at`. */
  due(at: number): Promise<CheckedEnds | null>;
}

const NOBODY = { by: null, command: null, vm: null, role: null, rule: null, requestId: null } as const;

const FIELD_MAX = 200;

/** Somebody of a tenant that may not use the bot was refused, before the message was read. */
export function strangerRefused({ id, aadObjectId, name }: AuditPerson, to: ConversationKey, at: number): AuditedEntry {
  const cut = (text: string): string => text.slice(0, FIELD_MAX);
  return {
    ...NOBODY,
    ...{ at, kind: 'refusal', text: '', tenant: cut(to.tenant), conversation: cut(to.conversation) },
    by: { id: cut(id), aadObjectId: aadObjectId && cut(aadObjectId), name: cut(name) },
    outcome: { result: 'refused', jobId: null, code: 'foreignTenant' },
  };
}

/** Messages to a conversation ended: the bot was removed from it, or the channel no longer knows it. */
export function deliveryEnded(to: ConversationKey, at: number, result: 'removed' | 'unreachable'): AuditedEntry {
  return { ...NOBODY, ...to, at, kind: 'delivery', text: '', outcome: { result, jobId: null, code: null } };
}

/** One message was given up after its last try. `why` is one of the outbox's own words. */
export function deliveryFailed(
  to: ConversationKey,
  at: number,
  { why, vm, jobId }: Pick<AuditEntry, 'vm'> & { readonly why: string; readonly jobId: string | null },
): AuditedEntry {
  const outcome = { result: 'undelivered', jobId, code: why };
  return { ...NOBODY, ...to, at, kind: 'delivery', text: '', vm, outcome };
}

/** What came of reading the access rules again. `digest`: SHA-256 of the file that holds now. */
export type RulesReload =
  | { readonly result: 'rulesRead'; readonly digest: string }
  | { readonly result: 'rulesBroken'; readonly reason: string };

const REASON_MAX = 300;

export function rulesReloaded(reload: RulesReload, at: number): AuditedEntry {
  const { result } = reload;
  const text = reload.result === 'rulesRead' ? `sha256 ${reload.digest}` : reload.reason.slice(0, REASON_MAX);
  const outcome = { result, jobId: null, code: null };
  return { ...NOBODY, at, kind: 'rules', tenant: null, conversation: null, text, outcome };
}

interface AuditWriter {
  readonly store: {
    transaction<T>(work: (tables: { readonly audit: Pick<AuditLog, 'record'> }) => Promise<T>): Promise<T>;
  };
  readonly log: Pick<Log, 'error'>;
}

/** Writes what has happened anyway; the log says where that fails. Never rejects. */
export async function recordIfPossible(entry: AuditedEntry, { store, log }: AuditWriter): Promise<void> {
  try {
    await store.transaction(({ audit }) => audit.record(entry));
  } catch (error) {
    log.error({ err: error, kind: entry.kind, result: entry.outcome?.result }, 'an audit entry could not be written');
  }
}
