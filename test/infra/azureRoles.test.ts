import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { type CallName, CALLS } from '../../services/azure/http/calls';
import { AZURE_ROLES, type AzureRole } from '../../services/backup/vaults';
import { at, type BicepFile, declaredValue, find, readBicep, textAt, valueOf } from '../support/bicep';

const INFRA = resolve(__dirname, '../../infra');
const ASSIGNMENT = 'Microsoft.Authorization/roleAssignments@2022-04-01';
const DEFINITION = 'Microsoft.Authorization/roleDefinitions@2022-04-01';

let files: ReadonlyMap<string, BicepFile>;
let main: BicepFile;
beforeAll(async () => {
  files = await readBicep();
  main = files.get('azure.bicep')!;
});

/** What a path of a call lies under, and so what an assignment must cover. */
type Scope = 'vault' | 'VM group' | 'subscription' | 'any';
function scopeOf(path: string): Scope {
  // Resource Graph answers with what lies within the caller's assignments, wherever they are.
  if (path.startsWith('/providers/Microsoft.ResourceGraph/')) return 'any';
  if (/^(VAULT|ITEM)\//.test(path)) return 'vault';
  return path.startsWith('/subscriptions/{subscription}/resourceGroups/{group}/') ? 'VM group' : 'subscription';
}

/** The module in which a role is assigned at a scope. */
const MODULES = [
  { scope: 'vault', module: 'vaultRoles', path: 'modules/vaultRoles.bicep' },
  { scope: 'VM group', module: 'vmRoles', path: 'modules/vmRoles.bicep' },
] as const;

/** Every role that the template assigns: to which identity's principal, over what. */
function assigned(): readonly { readonly role: string; readonly identity: string; readonly scope: Scope }[] {
  return MODULES.flatMap(({ scope, module, path }) => {
    const given = at(declaredValue(main, 'module', module), 'params');
    const parameter = (name: string): string => textAt(given, name.replace('=', ''));
    return files
      .get(path)!
      .declared.filter(({ of }) => of === ASSIGNMENT)
      .map(({ name }) => {
        const value = declaredValue(files.get(path), 'resource', name);
        const [, role = ''] = /Microsoft\.Authorization\/roleDefinitions', (\w+)\)/.exec(
          textAt(value, 'properties.roleDefinitionId'),
        )!;
        const within = at(value, 'scope') === '=vault' ? 'vault' : at(value, 'scope') === undefined ? 'VM group' : '?';
        expect(within).toBe(scope);
        expect(at(value, 'properties.principalType')).toBe('ServicePrincipal');
        return {
          role: parameter(role).replace('=roles.outputs.', ''),
          identity: parameter(textAt(value, 'properties.principalId')).replace(
            /^=(\w+)\.properties\.principalId$/,
            '$1',
          ),
          scope,
        };
      });
  });
}

/** The identity whose client id the bot uses for a role. */
function identityOf(role: AzureRole): string {
  const settings = find(main, 'var', 'settings').node.text;
  const [, identity = ''] =
    new RegExp(`AZURE_${role.toUpperCase()}_CLIENT_ID: (\\w+)\\.properties\\.clientId`).exec(settings) ?? [];
  return identity;
}

it.each(AZURE_ROLES)('the role %s is defined by its file alone, and lives in the subscriptions given', (role) => {
  const definitions = files.get('modules/roles.bicep')!;
  expect(find(definitions, 'var', role).body?.text).toBe(`loadJsonContent('../roles/${role}.json')`);
  const { properties } = declaredValue(definitions, 'resource', `${role}Role`) as { properties: object };
  expect(properties).toEqual({
    roleName: `\${${role}.Name} (\${installation})`,
    description: `=${role}.Description`,
    type: 'CustomRole',
    permissions: [
      {
        actions: `=${role}.Actions`,
        notActions: `=${role}.NotActions`,
        dataActions: `=${role}.DataActions`,
        notDataActions: `=${role}.NotDataActions`,
      },
    ],
    assignableScopes: '=assignableScopes',
  });
  expect(valueOf(find(definitions, 'output', role).body)).toBe(`=${role}Role.name`);
});

it('every call is covered: its action is in the file of its role, which its identity has over its address', () => {
  const uncovered = (Object.keys(CALLS) as CallName[]).flatMap((name) => {
    const { role, action, paths } = CALLS[name];
    if (role === null) return [];
    const { Actions } = JSON.parse(readFileSync(join(INFRA, `roles/${role}.json`), 'utf8')) as { Actions: string[] };
    const scopes = assigned()
      .filter((one) => one.role === role && one.identity === identityOf(role))
      .map(({ scope }) => scope);
    const isCovered = (scope: Scope): boolean =>
      scope === 'subscription' || (scope === 'any' ? scopes.length > 0 : scopes.includes(scope));
    const missing = paths.filter((path) => !isCovered(scopeOf(path)));
    return [...(Actions.includes(action) ? [] : [`${name}: ${role} lacks ${action}`]), ...missing];
  });
  expect(uncovered).toEqual([]);
});

it('the only call over a whole subscription is not made, since the vaults are named', () => {
  const wide = (Object.keys(CALLS) as CallName[]).filter((name) => {
    const { role, paths } = CALLS[name];
    return role !== null && paths.some((path) => scopeOf(path) === 'subscription');
  });
  expect(wide).toEqual(['vaults']);
  const settings = find(main, 'var', 'settings').node.text;
  expect(settings).toContain("BACKUP_VAULTS: join(vaults, ',')");
  expect(settings).not.toContain('AZURE_SUBSCRIPTION_IDS');
});

it('no identity has more: one role each on a vault, the reader alone where the VMs are, and who pulls the image', () => {
  expect(AZURE_ROLES.map(identityOf)).toEqual(AZURE_ROLES.map((role) => `${role}Identity`));
  expect(assigned()).toEqual(
    expect.arrayContaining([
      ...AZURE_ROLES.map((role) => ({ role, identity: `${role}Identity`, scope: 'vault' })),
      { role: 'reader', identity: 'readerIdentity', scope: 'VM group' },
    ]),
  );
  expect(assigned()).toHaveLength(AZURE_ROLES.length + 1);
  const everywhere = [...files.values()].flatMap(({ path, declared }) =>
    declared.filter(({ of }) => of === ASSIGNMENT || of === DEFINITION).map(({ name }) => `${path} ${name}`),
  );
  expect(everywhere.toSorted()).toEqual([
    'modules/containerApps.bicep pull',
    ...['canceller', 'reader', 'trigger'].map((role) => `modules/roles.bicep ${role}Role`),
    ...['canceller', 'reader', 'trigger'].map((role) => `modules/vaultRoles.bicep ${role}OnVault`),
    'modules/vmRoles.bicep readerOnGroup',
  ]);
  // AcrPull, Azure's own role.
  expect(find(files.get('modules/containerApps.bicep'), 'var', 'acrPull').body?.text).toContain(
    '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  );
});

it('each vault and each group of VMs gets its assignments in its own subscription and resource group', () => {
  for (const { module, path } of MODULES) {
    const { of, body } = find(main, 'module', module);
    expect(of).toBe(path);
    const [, item = ''] = /^\[for \((\w+), index\) in (?:vaults|vmGroups): \{/.exec(body!.text)!;
    expect(body!.text).toContain(`scope: resourceGroup(split(${item}, '/')[0], split(${item}, '/')[1])`);
  }
});
