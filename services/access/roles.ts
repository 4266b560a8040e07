import type { ProtectedItem } from '../backup/types';

/** Each role holds those before it (README.md). */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Why it is not known who a person is: the roster could not be read in time, or does not list the person in full. */
export type Unchecked = 'unread' | 'unlisted';

/** Who asked, as the channel vouches for it. Never identified by name. */
export interface Person {
  /** The channel's id of the person (`29:…`): for mentions and for tying a proposal to one person. */
  readonly id: string;
  /** Untrusted text. */
  readonly name: string;
  /** Entra object id; null where the channel gave none: then only `conversation:` rules match. */
  readonly aadObjectId: string | null;
  readonly tenantId: string | null;
  /** A guest of the tenant, as far as the channel says. */
  readonly guest: boolean;
}

/** Where it was asked. `id` is the conversation without `;messageid=…`. */
export interface Place {
  readonly id: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';
  /** The team's `19:…` id or its Entra group id, as the activity carries it. */
  readonly teamId: string | null;
}

/** What a rule's scope looks at: a protected item, or what is kept of one. */
export interface Scoped {
  readonly vm: Pick<ProtectedItem['vm'], 'name'>;
  readonly ref: Pick<ProtectedItem['ref'], 'vault'>;
}

/** No VM can have this name, and no vault: only a rule for all of them covers it. */
const ANY_NAME = '/';

/** Stands for every VM of the vault, those that are gone too. Without a vault: for every VM of every vault. */
export function everyVmOf(vault: Scoped['ref']['vault'] | null): Scoped {
  const anyVault = { subscription: ANY_NAME, resourceGroup: ANY_NAME, name: ANY_NAME };
  return { vm: { name: ANY_NAME }, ref: { vault: vault ?? anyVault } };
}

/** What somebody may do of whom nothing is known. */
export const NO_GRANT: Grant = { role: null, may: () => false };

/** What a person may do here: the union of the rules that match. */
export interface Grant {
  /** The highest role held over any VM; null: no access at all. */
  readonly role: Role | null;
  /** Whether the person holds `role` over this VM. */
  may(role: Role, item: Scoped): boolean;
}

export interface Access {
  /** Looked up anew each time: rules may have changed since. */
  grantOf(person: Person, place: Place): Grant;
}

export function holds(held: Role | null, needed: Role): boolean {
  return held !== null && ROLES.indexOf(held) >= ROLES.indexOf(needed);
}
