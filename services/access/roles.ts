import { sameId } from '../backup/ids';
import type { ProtectedItem } from '../backup/types';

/** From the lowest to the highest: each role includes those before it. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Why it is not known who a person is: the roster could not be read in time, or does not list the person in full. */
export type Unchecked = 'unread' | 'unlisted';

/** The person who asked, by the ids that Teams authenticated; a name never identifies anybody. */
export interface Person {
  /** Teams' id of the person (`29:…`), for mentions and to tie a proposal to one person. */
  readonly id: string;
  /** Untrusted text. */
  readonly name: string;
  /** Entra object id; null if Teams gave none. Then only `team:` and `conversation:` rules match. */
  readonly aadObjectId: string | null;
  readonly tenantId: string | null;
  /** Whether Teams says that the person is a guest of the tenant. */
  readonly guest: boolean;
}

/** By either id: one Entra user may reach the bot under several of Teams' ids. */
export function isSamePerson(a: PersonIds, b: PersonIds): boolean {
  return a.id === b.id || (a.aadObjectId !== null && b.aadObjectId !== null && sameId(a.aadObjectId, b.aadObjectId));
}

type PersonIds = Pick<Person, 'id' | 'aadObjectId'>;

/** The conversation of a command. `id` lacks the thread's `;messageid=…`. */
export interface Place {
  readonly id: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';
  /** The team's `19:…` id or its Entra group id, as the activity states it; null outside a team. */
  readonly teamId: string | null;
}

/** The fields of a protected item that a rule's `vms` and `vaults` are compared with. */
export interface Scoped {
  readonly vm: Pick<ProtectedItem['vm'], 'name'>;
  readonly ref: Pick<ProtectedItem['ref'], 'vault'>;
}

/** No VM and no vault can have this name, so only a rule without a filter covers it. */
const ANY_NAME = '/';

/** Means every VM of the vault, including removed ones. Without a vault it means every VM of every vault. */
export function everyVmOf(vault: Scoped['ref']['vault'] | null): Scoped {
  const anyVault = { subscription: ANY_NAME, resourceGroup: ANY_NAME, name: ANY_NAME };
  return { vm: { name: ANY_NAME }, ref: { vault: vault ?? anyVault } };
}

/** The grant of a person of whom nothing is known. */
export const NO_GRANT: Grant = {
  role: null,
  may: () => false,
  conditionsFor: () => ({ confirm: true, approve: true, maxKeepDays: 0 }),
};

/** What a person may do in a conversation: the union of the rules that match. */
export interface Grant {
  /** The highest role held over any VM; null means no access at all. */
  readonly role: Role | null;
  /** Whether the person holds `role` over this VM. */
  may(role: Role, item: Scoped): boolean;
  /** What no rule exceeds; unset: the file has none. */
  readonly ceiling?: Ceiling;
  /** The strictest conditions of all rules that let the person change this VM. */
  conditionsFor(item: Scoped): ChangeConditions;
  /** For the audit: the rule that grants `role` over the VM, or over any VM if `item` is null. Null: no rule does. */
  ruleFor?(role: Role, item: Scoped | null): string | null;
}

/** What the rules ask for before a change of a VM. */
export interface ChangeConditions {
  /** The person is asked before each change. */
  readonly confirm: boolean;
  /** A second person with the role must approve each change. */
  readonly approve: boolean;
  /** The most days that a recovery point of an on-demand backup may be kept. */
  readonly maxKeepDays: number;
}

/** The upper limit of the access file. */
export interface Ceiling {
  readonly role?: Role | undefined;
  /** Patterns of names of VMs. */
  readonly vms?: readonly string[] | undefined;
  /** Patterns of `resourceGroup/vault`. */
  readonly vaults?: readonly string[] | undefined;
  readonly confirm?: boolean | undefined;
  readonly approve?: 'other' | undefined;
  readonly maxKeepDays?: number | undefined;
}

/** The most on-demand backups that are started through the bot. */
export interface TriggerLimits {
  readonly perPersonAndHour: number;
  readonly perVaultAndDay: number;
}

export interface Access {
  /** Call it for each command: the rules may change at any time. */
  grantOf(person: Person, place: Place): Grant;
  readonly limits: () => TriggerLimits;
  /** Who grants access, in the file's own words; null: the file does not say. */
  readonly contact: () => string | null;
}

export function includesRole(held: Role | null, needed: Role): boolean {
  return held !== null && ROLES.indexOf(held) >= ROLES.indexOf(needed);
}
