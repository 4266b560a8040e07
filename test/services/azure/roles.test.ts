import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type CallName, CALLS } from '../../../services/azure/http/calls';
import { AZURE_ROLES } from '../../../services/backup/vaults';
import { actionsOf, CLIENT_IDS, namesOf, type removeEach, type Round } from '../../support/azureRoles';
import { certify } from '../../support/certificate';
import { isHere, needing } from '../../support/needing';
import { tempFolder } from '../../support/tempFolder';
import { startProcess, wrote } from '../../support/tsProcess';

const NAMES = Object.keys(CALLS) as CallName[];
const ROOT = join(__dirname, '../../..');
it.each(AZURE_ROLES)('the file of the role %s holds exactly the actions of its calls', (role) => {
  const file = JSON.parse(readFileSync(join(ROOT, 'infra/roles', `${role}.json`), 'utf8')) as Record<string, unknown>;
  const { Name, IsCustom, Description, Actions, AssignableScopes, ...rest } = file;
  const needed = NAMES.filter((name) => CALLS[name].role === role).map((name) => CALLS[name].action);
  expect(Actions).toEqual(needed);
  expect(rest).toEqual({ NotActions: [], DataActions: [], NotDataActions: [] });
  expect(Name).toBe(`Azure Backup ChatOps ${role}`);
  expect(IsCustom).toBe(true);
  expect(Description).toMatch(/\.$/);
  expect(AssignableScopes).toEqual([expect.stringMatching(/^\/subscriptions\//)]);
});

it('one permission is one call, and no role but one grants it', () => {
  const actions = NAMES.map((name) => CALLS[name].action.toLowerCase());
  expect(new Set(actions).size).toBe(NAMES.length);
  expect(AZURE_ROLES.flatMap(actionsOf)).toHaveLength(NAMES.length - 1);
  expect(NAMES.filter((name) => CALLS[name].role === null)).toEqual(['subscriptions']);
});

it('docs/azure.md has a row for each call', () => {
  const text = readFileSync(join(ROOT, 'docs/azure.md'), 'utf8').replace(/ +/g, ' ');
  const rows = NAMES.map((name) => {
    const { method, paths, action, role } = CALLS[name];
    const requests = paths.map((path) => `\`${method} ${path}\``).join(', ');
    return `| ${name} | ${requests} | \`${action}\` | ${role ?? 'none: demo mode only'} |`;
  });
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
});

needing(isHere('openssl') ? 'openssl' : null, 'openssl not installed')('three identities', () => {
  let rounds: readonly Round[];
  beforeAll(async () => {
    const folder = tempFolder();
    const { certificate } = certify(folder, ['DNS:localhost']);
    const script = `
      const { removeEach } = require('./test/support/azureRoles.ts');
      removeEach(${JSON.stringify(folder)}).then((rounds) => {
        console.log(JSON.stringify(rounds) + ' end');
        process.exit();
      });
    `;
    // Other credentials lie about, as they do on machines that run several services.
    const env = {
      NODE_EXTRA_CA_CERTS: certificate,
      AZURE_CLIENT_ID: 'another-id',
      AZURE_CLIENT_SECRET: 'another-secret',
      AZURE_TENANT_ID: 'another-tenant',
      AZURE_TOKEN_CREDENTIALS: 'dev',
    };
    rounds = JSON.parse((await wrote(startProcess(script, env), ' end\n')).replace(' end\n', '')) as Awaited<
      ReturnType<typeof removeEach>
    >;
  }, 120_000);

  it('when all permissions are there, then nothing is refused, and every call but that of demo mode is made', () => {
    const [{ reached, problems }] = rounds as [Round];
    expect(problems).toEqual([]);
    expect(reached.filter(({ status }) => status >= 400)).toEqual([]);
    expect(new Set(reached.flatMap(namesOf))).toEqual(new Set(NAMES.filter((name) => name !== 'subscriptions')));
  });

  it('every request is one call of the table, and carries the token of the identity of its role', () => {
    const strays = rounds
      .flatMap(({ reached }) => reached)
      .filter((request) => {
        const [name, ...others] = namesOf(request);
        const role = name === undefined ? null : CALLS[name].role;
        return others.length > 0 || role === null || request.clientId !== CLIENT_IDS[role];
      });
    expect(strays).toEqual([]);
  });

  it.each(AZURE_ROLES.flatMap((role) => actionsOf(role).map((action) => [action, role] as const)))(
    'when %s is missing from the role %s, then exactly one call breaks, and says which permission and which role',
    (action, role) => {
      const { reached, problems } = rounds.find(({ removed }) => removed === action)!;
      const [name, ...others] = NAMES.filter((one) => CALLS[one].action === action);
      expect(others).toEqual([]);
      const refused = new Set(reached.filter(({ status }) => status === 403).flatMap(namesOf));
      const fine = new Set(reached.filter(({ status }) => status < 300).flatMap(namesOf));
      expect(refused).toEqual(new Set([name]));
      // Without a trigger there is no operation to ask about.
      const left = NAMES.filter((one) => ![name, 'subscriptions', name === 'trigger' && 'operation'].includes(one));
      expect(fine).toEqual(new Set(left));
      expect(problems).not.toEqual([]);
      for (const problem of problems)
        expect(problem).toEqual({ kind: 'notAllowed', by: 'role', action, role, policy: '' });
    },
  );
});
