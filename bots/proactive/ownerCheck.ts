import type { ConversationKey } from '../../services/access/conversation';
import type { Access } from '../../services/access/roles';
import { DeliveryError } from '../../services/notify/deliveryError';
import type { DeliveryChecks } from '../../services/notify/outbox/revalidate';
import type { Roster } from '../channel/roster';
import type { Address } from '../channel/sender';

interface Parts {
  readonly access: Access;
  /** If null, only the rules count. */
  readonly roster: Pick<Roster, 'ofOwner'> | null;
  readonly referenceOf: (to: ConversationKey) => Promise<Address | null>;
}

/**
 * Whether the owner of a watch may see a VM, by the rules and by the roster's present entry. A watch ends with its
 * owner's rights. Rejects with DeliveryError if the roster cannot be read: the message waits, or the conversation
 * rests if the bot is out of it.
 */
export function createOwnerCheck({ access, roster, referenceOf }: Parts): DeliveryChecks['mayTell'] {
  return async ({ owner, to }, vm) => {
    const sees = (person: typeof owner.person): boolean =>
      access.grantOf(person, owner.place).may('viewer', { vm: { name: vm.vmName }, ref: vm });
    if (roster === null || !sees(owner.person)) return sees(owner.person);
    const at = await referenceOf(to);
    const membership = at === null ? 'unread' : await roster.ofOwner(owner, to.tenant, at);
    if (membership === 'gone' || membership === 'missing') throw new DeliveryError(membership);
    if (membership === 'unread') throw new DeliveryError('retry');
    return membership !== 'unlisted' && sees({ ...owner.person, ...membership });
  };
}
