import { randomUUID } from 'node:crypto';

import type { Command } from '../protocol/command';
import type { MessageView } from '../protocol/messageView';
import {
  type AuditedEntry,
  type AuditEntry,
  type AuditKind,
  type AuditLog,
  type AuditOutcome,
  type AuditPerson,
  recordIfPossible,
} from '../services/access/audit';
import type { Role } from '../services/access/roles';
import { indexOf } from '../services/backup/itemIndex';
import type { ProtectedItem } from '../services/backup/types';
import { AzureError } from '../services/backup/vaults';
import { checkStartLimits } from '../services/onDemand/startLimits';
import { UserError } from '../services/platform/errors';
import { withoutTokens } from '../services/platform/log';
import type { Watch } from '../services/subscriptions/watch';
import type { CommandContext } from './handler';
import { usageOf } from './usage';
import { WORDS } from './words';

/** Something that a person asked for, as the audit log records it. */
export interface AuditedChange {
  readonly kind: AuditKind;
  /** Null if the message was not read. */
  readonly command: Command | null;
  /** Null if the VM is no longer protected, or if it is about no VM. */
  readonly item: ProtectedItem | null;
  /** The role that allows it; absent means that of its command. An answer needs that of the change it is about. */
  readonly role?: Role;
}

/** Kinds of entries whose attempt is a request to Azure. */
const REQUESTS: readonly AuditKind[] = ['trigger', 'cancel'];

/** Longer words of a command are cut. */
const TEXT_MAX = 500;

/**
 * Writes the attempt to the audit log, runs `work`, then writes the outcome. If the process dies in between, the entry
 * has no outcome. If the attempt cannot be written, `work` does not run. If the outcome cannot be written, the log
 * reports it. Rejects as `work` does, and with UserError when the limits on backups are reached. A request to Azure
 * carries `requestId`, so that Azure's Activity Log leads to the entry.
 */
export async function withAudit<T>(
  change: AuditedChange,
  context: CommandContext,
  work: (requestId: string) => Promise<{ readonly value: T; readonly outcome: AuditOutcome }>,
): Promise<T> {
  const { ask, services } = context;
  const { store, clock, log } = services;
  const requestId = randomUUID();
  const entry = { ...entryOf(change, context), requestId: REQUESTS.includes(change.kind) ? requestId : null };
  const id = await store.transaction(async (tables) => {
    const begun = await tables.audit.begin(entry);
    const { kind, item } = change;
    if (kind === 'trigger' && item) await checkStartLimits(tables, { ...entry, item }, services.access.limits());
    return begun;
  });
  const end = async (outcome: AuditOutcome): Promise<void> => {
    try {
      await store.transaction(({ audit }) => audit.end(id, clock.now().getTime(), outcome));
    } catch (error) {
      log.error({ turnId: ask.turnId, err: error, ...outcome }, 'what came of an attempt could not be written down');
    }
  };
  try {
    const { value, outcome } = await work(requestId);
    await end(outcome);
    return value;
  } catch (error) {
    await end(failedOutcome(error));
    if (error instanceof UserError) recorded.add(error);
    throw error;
  }
}

/** The entry of what is done already, or of what is done in the transaction that records it. */
export function auditedChange(change: AuditedChange, result: string, context: CommandContext): AuditedEntry {
  return { ...entryOf(change, context), outcome: { result, jobId: null, code: null } };
}

/**
 * Writes that nothing was asked of Azure, and gives the message that says why. The message stands, also where that
 * cannot be written.
 */
export async function declined(change: AuditedChange, why: MessageView, context: CommandContext): Promise<MessageView> {
  const outcome = { result: 'declined', jobId: null, code: why.key };
  await recordIfPossible({ ...entryOf(change, context), outcome }, context.services);
  return why;
}

/** Writes what is done, one entry for each item; one without an item where there is none. */
export async function recordChanges(
  { items, ...change }: Omit<AuditedChange, 'item'> & { readonly items: readonly (ProtectedItem | null)[] },
  result: string,
  context: CommandContext,
): Promise<void> {
  const about = items.length > 0 ? items : [null];
  await context.services.store.transaction(async ({ audit }) => {
    for (const item of about) await audit.record(auditedChange({ ...change, item }, result, context));
  });
}

/** Writes a change of watches in the transaction that makes it, one entry for each: with the VM of a watch of one. */
export async function recordWatches(
  { audit }: { readonly audit: Pick<AuditLog, 'record'> },
  { watches, ...change }: Pick<AuditedChange, 'command'> & { readonly watches: readonly Pick<Watch, 'scope'>[] },
  context: CommandContext,
): Promise<void> {
  const index = indexOf(context.services.vaults.known()?.value.items ?? []);
  for (const { scope } of watches) {
    const item = scope.kind === 'vm' ? index.byId(scope.itemId) : null;
    await audit.record(auditedChange({ kind: 'command', ...change, item }, 'changed', context));
  }
}

function entryOf({ kind, command, item, ...change }: AuditedChange, { ask, services }: CommandContext): AuditEntry {
  const { person, approvedBy, to, grant, language } = ask;
  const role = change.role ?? (command === null ? 'viewer' : WORDS[command.kind].role);
  return {
    at: services.clock.now().getTime(),
    kind,
    by: personOf(person),
    ...(approvedBy && { approvedBy: personOf(approvedBy) }),
    ...to,
    command: command?.kind ?? null,
    text: command === null ? '' : withoutTokens(usageOf(command, language)).slice(0, TEXT_MAX),
    vm: item && { name: item.vm.name, itemId: item.id },
    role: grant.role,
    rule: kind === 'refusal' ? null : (grant.ruleFor?.(role, item) ?? null),
    requestId: null,
  };
}

function personOf({ id, aadObjectId, name }: AuditPerson): AuditPerson {
  return { id, aadObjectId, name };
}

function failedOutcome(error: unknown): AuditOutcome {
  if (error instanceof UserError) return { result: 'refused', jobId: null, code: error.reason };
  if (!(error instanceof AzureError)) return { result: 'failed', jobId: null, code: null };
  const result = error.problem.kind === 'unconfirmed' ? 'unconfirmed' : 'azureRefused';
  return { result, jobId: null, code: error.code === '' ? null : error.code };
}

/** Reasons of a UserError that refuse a person, or an answer or a request that comes too late. */
const REFUSALS: ReadonlySet<string> = new Set([
  'noAccess',
  'notPermitted',
  'proposalExpired',
  'proposalNotYours',
  'proposalElsewhere',
  'proposalReplaced',
  'proposalUsed',
  'ownApproval',
  'approvalNeeded',
  'approvalNotHere',
  'askerNotPermitted',
  'askerUnchecked',
  'triggersPerPerson',
  'triggersPerVault',
  'answeredLate',
  'askedTooLongAgo',
]);

function isRefusal(reason: string): boolean {
  return REFUSALS.has(reason) || reason.startsWith('readOnly.');
}

interface Refused extends Pick<AuditedChange, 'command' | 'item'> {
  /** One of the bot's own words. */
  readonly why: string;
}

/** Errors that are refusals, whatever they say to the person, with the VM that they are about. */
const refusals = new WeakMap<Error, Omit<Refused, 'command'>>();
/** Refusals that stand in the audit log as what came of an attempt. */
const recorded = new WeakSet<Error>();

/** `why` stands in the audit log only. */
export function refusing<E extends Error>(error: E, item: ProtectedItem | null, why = 'notPermitted'): E {
  refusals.set(error, { item, why });
  return error;
}

/** Writes a refusal to the audit log, and no other error. The refusal stands, also where it cannot be written. */
export async function auditRefusal(error: unknown, command: Command | null, context: CommandContext): Promise<void> {
  if (!(error instanceof Error) || recorded.has(error)) return;
  const listed = error instanceof UserError && isRefusal(error.reason) ? { item: null, why: error.reason } : null;
  const refused = refusals.get(error) ?? listed;
  if (refused) await recordRefusal({ command, ...refused }, context);
}

export async function recordRefusal({ why, ...refused }: Refused, context: CommandContext): Promise<void> {
  const outcome = { result: 'refused', jobId: null, code: why };
  await recordIfPossible({ ...entryOf({ kind: 'refusal', ...refused }, context), outcome }, context.services);
}
