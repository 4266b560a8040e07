import { vaultOfItemId } from '../../services/backup/itemId';
import { indexOf } from '../../services/backup/itemIndex';
import { type ProtectedItem, sameId, sameVault, type VaultRef } from '../../services/backup/types';
import type { ProposalAnswer } from '../../services/conversations/proposals';
import type { Question } from '../../services/notify/questionContent';
import { UserError } from '../../services/platform/errors';
import type { Services } from '../../views/services';
import type { CommandOutcome } from '../handler';

/** Asks which open question a typed yes or no answers: no change is made from a guess. */
export function whichQuestion(open: readonly Question[]): CommandOutcome {
  if (open.length === 0) throw new UserError('nothingOpen');
  return {
    kind: 'view',
    view: { kind: 'which', questions: open.map(({ id, asks }) => ({ proposal: id, asks })) },
  };
}

/** Throws UserError where the answer took no proposal. */
export function takenProposal(
  result: Exclude<ProposalAnswer, { kind: 'unsure' }>,
): Extract<ProposalAnswer, { kind: 'taken' }> {
  switch (result.kind) {
    case 'taken':
      return result;
    case 'none':
      throw new UserError('nothingOpen');
    case 'expired':
      throw new UserError('proposalExpired');
    case 'notYours':
      throw new UserError('proposalNotYours');
    case 'elsewhere':
      throw new UserError('proposalElsewhere');
    case 'replaced':
      throw new UserError('proposalReplaced');
    case 'used':
      throw new UserError('proposalUsed');
  }
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
    // Azure's sentence about another vault may name what the asker may not see.
    const lost = unread.find(({ vault }) => own !== null && (sameVault(vault, own) || isSubscriptionOf(vault, own)));
    if (item === null) throw lost?.problem ?? new UserError('proposalExpired');
    return item;
  });
}

/** Whether `unread` stands for all vaults of the subscription that `vault` lies in. */
function isSubscriptionOf(unread: VaultRef, vault: VaultRef): boolean {
  return unread.name === '*' && sameId(unread.subscription, vault.subscription);
}
