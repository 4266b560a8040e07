import type { ConversationKey } from '../../services/access/conversation';
import { type Access, NO_GRANT } from '../../services/access/roles';
import { DeliveryError } from '../../services/notify/deliveryError';
import type { DeliveryChecks } from '../../services/notify/outbox/revalidate';
import { UserError } from '../../services/platform/errors';
import type { Services } from '../../views/services';
import type { Roster } from '../channel/roster';
import type { Address } from '../channel/sender';

interface Parts {
  readonly access: Access;
  /** If null, only the rules count. */
  readonly roster: Pick<Roster, 'ofOwner'> | null;
  readonly referenceOf: (to: ConversationKey) => Promise<Address | null>;
}

/**
 * What the asker of a change may do now, by the rules and by the roster's present entry. Rejects with UserError if the
 * roster cannot be read.
 */
export function createGrantNow({ access, roster, referenceOf }: Parts): Services['grantNow'] {
  return async ({ person, place, to }) => {
    if (roster === null) return access.grantOf(person, place);
    const at = await referenceOf(to);
    const membership = at === null ? 'unread' : await roster.ofOwner({ person, place }, to.tenant, at);
    if (membership === 'unlisted') return NO_GRANT;
    if (typeof membership === 'string') throw new UserError('askerUnchecked', { asker: person.name });
    return access.grantOf({ ...person, ...membership }, place);
  };
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
