import { maySeeVault, NotFoundWithUnread, unreadFor, visibleUnreadVaults } from '../../../commands/lookup/unread';
import { type AccessRules, grantFrom } from '../../../services/access/accessRules';
import { NO_GRANT } from '../../../services/access/roles';
import type { ProtectedItem, VaultRef } from '../../../services/backup/types';
import { AzureError } from '../../../services/backup/vaults';
import type { Ask } from '../../../services/conversations/ask';
import type { Services } from '../../../views/services';
import { anAsk } from '../../support/commandBot';
import { anItem, aReading, VAULT } from '../../support/samples';

const B: VaultRef = { ...VAULT, name: 'vault-b' };
const WHOLE: VaultRef = { subscription: 's-2', resourceGroup: '*', name: '*' };
const DOWN = new AzureError({ kind: 'unavailable', status: 500 });

function servicesWith(
  unread: readonly VaultRef[],
  items: readonly ProtectedItem[] = [anItem({ name: 'web-01' })],
): Services {
  const inventory = { items, vaults: [VAULT, B], unread: unread.map((vault) => ({ vault, problem: DOWN })) };
  // Only the inventory is used.
  return { vaults: { known: () => aReading(inventory) } } as unknown as Services;
}

/** A person with one access rule. */
function askOf(scope: Partial<AccessRules['rules'][number]>): Ask {
  const ask = anAsk();
  const rules: Pick<AccessRules, 'tenants' | 'rules'> = {
    tenants: ['tenant-a'],
    rules: [{ who: 'everyone', role: 'viewer', ...scope }],
  };
  return { ...ask, grant: grantFrom(rules, ask.person, ask.place) };
}

const NAMED = { vaults: ['vault-b'], subscriptions: [], skipped: [], others: false };
const COUNTED = { vaults: [], subscriptions: [], skipped: [], others: true };

describe('a vault that could not be read', () => {
  it.each([
    ['who may see all', {}, NAMED],
    ['who may see all of that vault', { vaults: ['rg-prod/vault-*'] }, NAMED],
    ['who may see another vault alone', { vaults: ['rg-prod/vault-a'] }, null],
    ['who may see VMs of some names', { vms: ['web-*'] }, COUNTED],
    ['who may see VMs of some names in another vault', { vms: ['web-*'], vaults: ['rg-prod/vault-a'] }, null],
  ])('%s is told in a list', (_who, scope, expected) => {
    expect(unreadFor(askOf(scope), servicesWith([B]))).toEqual(expected);
  });

  it.each([
    ['the name is one of theirs', 'web-07', COUNTED],
    ['the name is one of theirs, with its group', 'rg-prod/web-07', COUNTED],
    ['the name is none of theirs', 'db-07', null],
  ])('for people who may see VMs of some names: counts for a typed VM where %s', (_what, typed, expected) => {
    expect(unreadFor(askOf({ vms: ['web-*'] }), servicesWith([B]), typed)).toEqual(expected);
  });

  it('is named to people who saw a VM in it before', () => {
    const before = [anItem({ name: 'web-02', vault: B })];
    expect(unreadFor(askOf({ vms: ['web-*'] }), servicesWith([B], before))).toEqual(NAMED);
  });
});

it('when all was read, or nothing yet, then nothing is lacking', () => {
  expect(unreadFor(askOf({}), servicesWith([]))).toBeNull();
  expect(unreadFor(askOf({}), { vaults: { known: () => null } } as unknown as Services)).toBeNull();
});

it('when a subscription could not be read, then people who may see all learn which, others only that one is missing', () => {
  const services = servicesWith([WHOLE]);
  expect(unreadFor(askOf({}), services)).toEqual({ ...NAMED, vaults: [], subscriptions: ['s-2'] });
  expect(unreadFor(askOf({ vaults: ['rg-prod/vault-a'] }), services)).toEqual(COUNTED);
  expect(unreadFor({ ...askOf({}), grant: NO_GRANT }, services)).toBeNull();
});

it('when a vault could not be read, then only who may see all of it knows it by name', () => {
  expect(visibleUnreadVaults(askOf({}), servicesWith([B, WHOLE]))).toEqual([B]);
  expect(visibleUnreadVaults(askOf({ vms: ['web-*'] }), servicesWith([B]))).toEqual([]);
  expect([
    maySeeVault(B, askOf({})),
    maySeeVault(B, askOf({ vms: ['*'] })),
    maySeeVault(B, askOf({ vms: ['web-*'] })),
  ]).toEqual([true, true, false]);
  expect(new NotFoundWithUnread('unknownJobUnread', 'j', NAMED)).toMatchObject({
    facts: { typed: 'j' },
    unread: NAMED,
  });
});
