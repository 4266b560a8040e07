import type { CommandOf } from '../../protocol/command';
import { isSamePerson, type Role } from '../../services/access/roles';
import { sameId, sameVault } from '../../services/backup/ids';
import { vaultOfItemId } from '../../services/backup/itemId';
import { indexOf } from '../../services/backup/itemIndex';
import type { ProtectedItem, VaultRef } from '../../services/backup/types';
import type { ProposalAnswer, ProposedChange } from '../../services/conversations/proposals';
import type { Question } from '../../services/notify/questionContent';
import { UserError } from '../../services/platform/errors';
import type { Services } from '../../views/services';
import { recordChanges } from '../audited';
import { type CommandContext, type CommandOutcome, outcome } from '../handler';
import { WORDS } from '../words';

/** Asks which open question a typed yes or no answers, because no change is made from a guess. */
export function whichQuestion(open: readonly Question[]): CommandOutcome {
  if (open.length === 0) throw new UserError('nothingOpen');
  return outcome({ kind: 'which', questions: open.map(({ id, asks }) => ({ proposal: id, asks })) });
}

const NOT_TAKEN = {
  none: 'nothingOpen',
  expired: 'proposalExpired',
  notYours: 'proposalNotYours',
  elsewhere: 'proposalElsewhere',
  ownApproval: 'ownApproval',
  replaced: 'proposalReplaced',
  used: 'proposalUsed',
} as const;

/** The accepted proposal. Throws UserError if the answer accepted none. */
export function takenProposal(
  result: Exclude<ProposalAnswer, { kind: 'unsure' }>,
): Extract<ProposalAnswer, { kind: 'taken' }> {
  if (result.kind === 'taken') return result;
  throw new UserError(NOT_TAKEN[result.kind]);
}

/** Null: the job's VM is no longer protected. */
function itemIdsOf(asks: ProposedChange): readonly (string | null)[] {
  switch (asks.kind) {
    case 'backup':
      return asks.itemIds;
    case 'cancel':
      return [asks.itemId];
    case 'readOnlyOff':
      return [];
  }
}

/** The role that the change needs. */
function roleFor(asks: ProposedChange): Role {
  switch (asks.kind) {
    case 'backup':
      return WORDS.backupNow.role;
    case 'cancel':
      return asks.role;
    case 'readOnlyOff':
      return WORDS.readOnly.role;
  }
}

/** Writes the answer to the audit log, for each item of the proposal. */
export function recordAnswer(
  command: CommandOf<'yes' | 'no'>,
  asks: ProposedChange,
  context: CommandContext,
): Promise<void> {
  const index = indexOf(context.services.vaults.known()?.value.items ?? []);
  const ids = itemIdsOf(asks);
  const items = ids.map((id) => (id === null ? null : index.byId(id)));
  const isYes = command.kind === 'yes';
  const answer = { command, items, role: roleFor(asks) };
  if (asks.asker === undefined || isSamePerson(asks.asker.person, context.ask.person))
    return recordChanges({ kind: 'proposal', ...answer }, isYes ? 'accepted' : 'dismissed', context);
  return recordChanges({ kind: 'approval', ...answer }, isYes ? 'approved' : 'rejected', context);
}

/**
 * The proposal's items as they are now. An item may be missing because it is no longer protected, or because its vault
 * could not be read. Rejects with UserError `proposalExpired`, or with the AzureError of an unread vault.
 */
export async function findProposedItems(
  ids: readonly string[],
  { vaults }: Services,
): Promise<readonly ProtectedItem[]> {
  const { items, unread } = (await vaults.inventory()).value;
  const index = indexOf(items);
  return ids.map((id) => {
    const item = index.byId(id);
    const own = vaultOfItemId(id);
    // Azure's sentence about another vault may name things that the asker may not see.
    const lost = unread.find(({ vault }) => own !== null && (sameVault(vault, own) || isSubscriptionOf(vault, own)));
    if (item === null) throw lost?.problem ?? new UserError('proposalExpired');
    return item;
  });
}

/** Whether `unread` means all vaults of the subscription that holds `vault`. */
function isSubscriptionOf(unread: VaultRef, vault: VaultRef): boolean {
  return unread.name === '*' && sameId(unread.subscription, vault.subscription);
}
