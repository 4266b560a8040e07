import { grantFrom, parseRules } from '../../../services/access/accessRules';
import { everyVmOf, type Person, type Place } from '../../../services/access/roles';
import { OperatorError } from '../../../services/platform/errors';
import { anItem } from '../../support/samples';

const HOME = 'tenant-home';
const TANAKA: Person = { id: '29:tanaka', name: 'Tanaka', aadObjectId: 'oid-tanaka', tenantId: HOME, guest: false };
const PERSONAL: Place = { id: 'a:1', kind: 'personal', teamId: null };
const WEB = anItem({ vm: { name: 'web-01', resourceGroup: 'rg-prod', id: '/vm/web-01' } });
const DB = anItem({ vm: { name: 'db-01', resourceGroup: 'rg-prod', id: '/vm/db-01' } });
const rules = (...rows: object[]): ReturnType<typeof parseRules> =>
  parseRules(JSON.stringify({ tenants: [HOME, 'tenant-other'], rules: rows }));

it('when no rule matches, then there is no access', () => {
  expect(grantFrom(rules({ who: 'user:somebody', role: 'admin' }), TANAKA, PERSONAL).role).toBeNull();
});

it('when several rules match, then the person holds their union, each over its own VMs', () => {
  const grant = grantFrom(
    rules({ who: 'everyone', role: 'viewer' }, { who: 'user:OID-Tanaka', role: 'operator', vms: ['WEB-*'] }),
    TANAKA,
    PERSONAL,
  );
  expect(grant.role).toBe('operator');
  expect([grant.may('operator', WEB), grant.may('operator', DB), grant.may('viewer', DB)]).toEqual([true, false, true]);
});

it('when a rule names a vault, then other vaults are not seen', () => {
  const { resourceGroup, name } = WEB.ref.vault;
  const inVault = grantFrom(
    rules({ who: 'everyone', role: 'viewer', vaults: [`${resourceGroup}/${name}`] }),
    TANAKA,
    PERSONAL,
  );
  const elsewhere = grantFrom(rules({ who: 'everyone', role: 'viewer', vaults: ['rg-x/vault-x'] }), TANAKA, PERSONAL);
  expect([inVault.may('viewer', WEB), elsewhere.may('viewer', WEB)]).toEqual([true, false]);
});

it.each([
  ['a guest', { ...TANAKA, guest: true }],
  ['a member of another listed tenant', { ...TANAKA, tenantId: 'tenant-other' }],
  ['a member of a tenant that is not listed', { ...TANAKA, tenantId: 'tenant-unknown' }],
  ['somebody without an Entra object id', { ...TANAKA, aadObjectId: null }],
  ['somebody without a tenant', { ...TANAKA, tenantId: null }],
])('when %s asks, then "everyone" does not mean them', (_who, person) => {
  expect(grantFrom(rules({ who: 'everyone', role: 'viewer' }), person, PERSONAL).role).toBeNull();
});

it.each(['tenant-unknown', null])(
  'when somebody of the tenant %s is named in a rule, then there is no access',
  (tenantId) => {
    const named = rules({ who: 'user:oid-tanaka', role: 'admin' });
    expect(grantFrom(named, { ...TANAKA, tenantId }, PERSONAL).role).toBeNull();
    expect(grantFrom(named, { ...TANAKA, tenantId: 'TENANT-HOME' }, PERSONAL).role).toBe('admin');
  },
);

describe.each([
  ['a guest', { ...TANAKA, guest: true }],
  ['a member of another listed tenant', { ...TANAKA, tenantId: 'tenant-OTHER' }],
  ['a guest of another listed tenant', { ...TANAKA, tenantId: 'tenant-other', guest: true }],
])('%s', (_who, person) => {
  it.each(['viewer', 'operator', 'admin'])(
    'when a rule names them as %s, then they see its VMs and never act',
    (role) => {
      const grant = grantFrom(rules({ who: 'user:oid-tanaka', role, vms: ['web-*'] }), person, PERSONAL);
      expect(grant.role).toBe('viewer');
      expect([grant.may('viewer', WEB), grant.may('viewer', DB)]).toEqual([true, false]);
      expect([grant.may('operator', WEB), grant.may('admin', WEB)]).toEqual([false, false]);
    },
  );
});

it('when a rule is for a conversation or a team, then somebody of no known tenant gets nothing by it', () => {
  const place: Place = { id: '19:general', kind: 'channel', teamId: '19:team' };
  const given = rules({ who: 'conversation:19:general', role: 'viewer' }, { who: 'team:19:team', role: 'viewer' });
  for (const tenantId of [null, '', 'tenant-unknown']) {
    const grant = grantFrom(given, { ...TANAKA, tenantId }, place);
    expect([grant.role, grant.may('viewer', WEB)]).toEqual([null, false]);
  }
  expect(grantFrom(given, { ...TANAKA, tenantId: 'tenant-other', guest: true }, place).role).toBe('viewer');
});

it('when a rule is for every VM, then it covers those that are gone; a rule by names does not', () => {
  const over = (scope: object, vault: Parameters<typeof everyVmOf>[0]): boolean =>
    grantFrom(rules({ who: 'user:oid-tanaka', role: 'admin', ...scope }), TANAKA, PERSONAL).may(
      'admin',
      everyVmOf(vault),
    );
  const { vault } = WEB.ref;
  const named = `${vault.resourceGroup}/${vault.name}`;
  for (const scope of [{}, { vms: ['*'] }, { vaults: ['*'] }])
    expect([over(scope, vault), over(scope, null)]).toEqual([true, true]);
  expect([over({ vaults: [named] }, vault), over({ vaults: [named] }, null)]).toEqual([true, false]);
  for (const scope of [{ vms: ['web-*'] }, { vms: ['*-01', 'w*'] }, { vaults: ['rg-x/vault-x'] }])
    expect([over(scope, vault), over(scope, null)]).toEqual([false, false]);
});

it('when a rule has several conversations or patterns, then one that fits is enough', () => {
  const grant = grantFrom(
    rules({ who: 'user:oid-tanaka', role: 'operator', vms: ['app-*', 'web-*'], in: ['19:other', 'a:1'] }),
    TANAKA,
    PERSONAL,
  );
  expect([grant.may('operator', WEB), grant.may('operator', DB)]).toEqual([true, false]);
});

it('when a rule is tied to a conversation, then it holds nowhere else', () => {
  const tied = rules({ who: 'user:oid-tanaka', role: 'operator', in: ['19:ops'] });
  expect(grantFrom(tied, TANAKA, PERSONAL).role).toBeNull();
  expect(grantFrom(tied, TANAKA, { ...PERSONAL, id: '19:ops' }).role).toBe('operator');
});

it('when a team or a conversation is named, then whoever asks there is a viewer', () => {
  const place: Place = { id: '19:general', kind: 'channel', teamId: '19:team' };
  expect(grantFrom(rules({ who: 'team:19:team', role: 'viewer' }), TANAKA, place).role).toBe('viewer');
  expect(grantFrom(rules({ who: 'conversation:19:general', role: 'viewer' }), TANAKA, place).role).toBe('viewer');
});

it.each([
  ['vm-1', ['vm-1', 'VM-1'], ['vm-10', 'avm-1', 'vm-1.old', 'vm-1\nvm-2']],
  ['vm-*', ['vm-1', 'vm-'], ['avm-1', 'vm']],
  ['*-prod', ['vm-1-prod'], ['vm-1-prod2']],
])('when a rule names %s, then it grants the VMs whose whole name fits, and no other', (pattern, granted, refused) => {
  const grant = grantFrom(rules({ who: 'user:oid-tanaka', role: 'operator', vms: [pattern] }), TANAKA, PERSONAL);
  const may = (name: string): boolean => grant.may('operator', anItem({ vm: { ...WEB.vm, name } }));
  expect(granted.filter(may)).toEqual(granted);
  expect(refused.filter(may)).toEqual([]);
});

it('when a rule names a vault, then a longer name of a group or a vault does not fit', () => {
  const { resourceGroup, name } = WEB.ref.vault;
  const may = (pattern: string): boolean =>
    grantFrom(rules({ who: 'everyone', role: 'viewer', vaults: [pattern] }), TANAKA, PERSONAL).may('viewer', WEB);
  expect([`${resourceGroup}/${name.slice(0, -1)}`, `${resourceGroup.slice(1)}/${name}`].filter(may)).toEqual([]);
  expect([`${resourceGroup}/*`, `*/${name}`].filter(may)).toHaveLength(2);
});

it('a pattern is no regular expression', () => {
  const grant = grantFrom(rules({ who: 'everyone', role: 'viewer', vms: ['web.01'] }), TANAKA, PERSONAL);
  expect(grant.may('viewer', WEB)).toBe(false);
});

it.each([
  ['is not JSON', '{'],
  ['lists no tenant', JSON.stringify({ tenants: [], rules: [] })],
  ['hands operator to a team', JSON.stringify({ tenants: [HOME], rules: [{ who: 'team:x', role: 'operator' }] })],
  ['hands admin to everyone', JSON.stringify({ tenants: [HOME], rules: [{ who: 'everyone', role: 'admin' }] })],
  ['has a word too many', JSON.stringify({ tenants: [HOME], rules: [{ who: 'everyone', role: 'viewer', vm: ['x'] }] })],
  ['names nobody', JSON.stringify({ tenants: [HOME], rules: [{ who: 'tanaka', role: 'viewer' }] })],
])('when the file %s, then it is refused with a sentence', (_fault, text) => {
  expect(() => parseRules(text)).toThrow(OperatorError);
});

it('when the file has a ceiling, then no rule exceeds it', () => {
  const file = (ceiling: object): ReturnType<typeof parseRules> =>
    parseRules(
      JSON.stringify({
        tenants: [HOME],
        ceiling,
        rules: [{ who: 'user:oid-tanaka', role: 'admin', maxKeepDays: 400 }],
      }),
    );
  const grant = grantFrom(
    file({ role: 'operator', vms: ['web-*'], maxKeepDays: 30, approve: 'other' }),
    TANAKA,
    PERSONAL,
  );
  expect([grant.role, grant.may('admin', WEB), grant.may('operator', DB)]).toEqual(['operator', false, false]);
  expect(grant.conditionsFor(WEB)).toEqual({ confirm: false, approve: true, maxKeepDays: 30 });
  expect(grantFrom(file({}), TANAKA, PERSONAL).conditionsFor(DB)).toMatchObject({ maxKeepDays: 400 });
});

it('when several rules let a person change a VM, then the strictest of each condition holds', () => {
  const own = { who: 'user:oid-tanaka', role: 'operator' };
  const of = (...rows: object[]): object => {
    const grant = grantFrom(rules(...rows.map((row) => ({ ...own, ...row }))), TANAKA, PERSONAL);
    return [grant.conditionsFor(WEB), grant.conditionsFor(DB)];
  };
  const free = { confirm: false, approve: false, maxKeepDays: 99 };
  const narrow = { vms: ['web-*'], confirm: true, approve: 'other', maxKeepDays: 14 };
  const strict = { confirm: true, approve: true, maxKeepDays: 14 };
  expect(of({}, narrow)).toEqual([strict, free]);
  expect(of(narrow, { role: 'admin' })).toEqual([strict, free]);
  expect(of(narrow, { vms: ['web-*'], maxKeepDays: 400 }, {})).toEqual([strict, free]);
  expect(of({ vms: ['db-*'], maxKeepDays: 365 }, {})).toEqual([free, { ...free, maxKeepDays: 365 }]);
  // A rule that lets look only has nothing to say of changes.
  expect(of({}, { ...narrow, role: 'viewer' })).toEqual([free, free]);
});
