import { CALLS } from '../../services/azure/http/calls';
import { LIMITS } from '../../tools/doctor/examine';
import { aJwt, APP, DoctorHarness, HOME, type Instead, SIMULATED } from '../support/doctorHarness';
import { PLANTED } from '../support/planted';

let harness: DoctorHarness;
beforeAll(async () => {
  harness = await DoctorHarness.start();
});
afterAll(() => harness.stop());

const VAULT = 'rg-backup/vault-01';
const OTHER = '00000000-0000-4000-8000-0000000000ee';

/** Everything that depends on Azure is gone, but for the lines that say why. */
function withoutAzure(): Instead {
  const gone = [...harness.well.keys()].filter((check) => /^(?:permissions|vaults|graph|clock 127)/.test(check));
  return Object.fromEntries(gone.map((check) => [check, null]));
}

it('when all is well, then each check says ok, the exit status is 0, and what cannot be seen from here is named', () => {
  const statuses = [...harness.well].filter(([, outcome]) => /Wrong|Missing|None|Unread/.test(outcome));
  expect(statuses).toEqual([]);
  expect(harness.well.get('endpoint')).toBe('endpointUnproven');
  for (const id of ['settings', 'identity', 'token.channel', 'azure', 'database', 'database.schema', 'access', 'graph'])
    expect(harness.well.has(id)).toBe(true);
  const calls = ['items', 'points', 'policies', 'jobs', 'operation', 'vm', 'trigger', 'cancel'];
  for (const call of calls)
    expect(harness.well.get(`permissions.${call} ${VAULT}`)).toBe(
      /trigger|cancel/.test(call) ? 'rightGranted' : 'rightHeld',
    );
});

describe('tokens', () => {
  const refusing = (message: string) => (): Error => new Error(message);
  it.each([
    ['AADSTS7000215: Invalid client secret provided.', 'tokenSecretWrong', 'az ad app credential reset'],
    ['AADSTS7000222: The provided client secret keys are expired.', 'tokenSecretExpired', 'az ad app credential reset'],
    ['AADSTS700016: Application was not found in the directory.', 'tokenAppUnknown', 'az ad app list'],
    ['AADSTS90002: Tenant not found.', 'tokenTenantUnknown', 'az account show'],
    ['AADSTS7000229: The client application is missing service principal.', 'tokenPrincipalMissing', 'az ad sp create'],
    ['AADSTS7000112: Application is disabled.', 'tokenAppDisabled', 'az ad sp update'],
    ['AADSTS53003: Access has been blocked by Conditional Access.', 'tokenConditionalAccess', 'az ad sp show'],
    ['AADSTS500011: The resource principal was not found.', 'tokenAudienceUnknown', 'az cloud show'],
    ['AADSTS1234567: Something new.', 'tokenRefused', 'az ad sp show'],
    ['getaddrinfo ENOTFOUND login.microsoftonline.com', 'tokenUnreachable', 'curl'],
  ])(
    'when Entra answers a client secret with %s, then it is %s, with its command',
    async (message, outcome, command) => {
      const env = { MicrosoftAppType: 'SingleTenant', MicrosoftAppPassword: PLANTED.clientSecret };
      const token = refusing(`${message} ${PLANTED.clientSecret}`);
      await harness.plant({ env, token }, { 'token.channel': outcome }, 1);
      const { checks } = await harness.run({ env, token });
      expect(checks.find(({ id }) => id === 'token.channel')?.fix).toMatch(command);
      expect(JSON.stringify(checks)).not.toMatch('pl4nted');
    },
  );

  it.each([
    ['ManagedIdentityCredential: Network unreachable. Message: network_error', 'tokenNotOnAzure'],
    [
      'Authentication failed. Message : No User Assigned or Delegated Managed Identity found for X',
      'tokenIdentityUnknown',
    ],
    ['Authentication failed. Message invalid_request: Description: Identity not found', 'tokenIdentityUnknown'],
  ])('when there is no managed identity (%s), then it is %s', async (message, outcome) => {
    await harness.plant({ token: refusing(message) }, { 'token.channel': outcome }, 1);
  });

  it.each([
    ['of another tenant', { aud: 'https://api.botframework.com', tid: OTHER }, 'tokenOtherTenant'],
    ['for another receiver', { aud: 'https://graph.microsoft.com', tid: HOME }, 'tokenOtherAudience'],
  ])('when the token is %s, then it says so', async (_what, claims, outcome) => {
    await harness.plant({ token: () => aJwt(claims) }, { 'token.channel': outcome }, 1);
  });

  it('when no token comes, then it is not waited for', async () => {
    const limits = { ...LIMITS, token: 50 };
    const createCredential = () => ({ getToken: () => new Promise<never>(() => undefined) });
    await harness.plant({ surroundings: { createCredential, limits } }, { 'token.channel': 'tokenNotOnAzure' }, 1);
  });

  it('when the token for Azure is refused, then nothing is asked of Azure', async () => {
    const token = (scope: string): string | Error =>
      scope.startsWith('https://azure.invalid') ? new Error('Identity not found') : aJwt({ aud: scope, tid: HOME });
    const instead = { ...withoutAzure(), 'token.azure': 'tokenIdentityUnknown', azure: 'skippedToken' };
    const env = { AZURE_RESOURCE_MANAGER_URL: 'https://azure.invalid' };
    const clock = [...harness.well].filter(([check]) => check.startsWith('clock'));
    await harness.plant({ env, token }, { ...instead, ...Object.fromEntries(clock.slice(1)) }, 1);
  });
});

describe('rights', () => {
  /** The vaults are discovered in the subscription. */
  const DISCOVERING = { BACKUP_VAULTS: '', AZURE_SUBSCRIPTION_IDS: SIMULATED };
  const VAULTS = [VAULT, 'rg-backup/vault-02', 'RG-Backup-India/vault-03'];

  it('when vaults are discovered, then each call on each of them is checked', async () => {
    const { checks, status } = await harness.run({ env: DISCOVERING });
    const rights = checks.filter(({ id }) => id.startsWith('permissions.'));
    expect(rights).toHaveLength(1 + 8 * VAULTS.length);
    expect(new Set(rights.map(({ subject }) => subject))).toEqual(new Set([SIMULATED, ...VAULTS]));
    expect(rights.filter((right) => right.status !== 'ok')).toEqual([]);
    expect(checks.find(({ id }) => id === 'vaults')?.detail).toBe('3 vaults are visible');
    expect(status).toBe(0);
  });

  const names = ['points', 'policies', 'jobs', 'operation', 'vm', 'trigger', 'cancel'] as const;
  it.each(names)(
    'when the permission of the call %s is missing, then that call alone fails, with role and scope',
    async (name) => {
      const { action, role } = CALLS[name];
      const isAllowed = (_token: string, asked: string): boolean => asked !== action;
      const isOnly = name === 'vm' || role !== 'reader';
      await harness.plant(
        { isAllowed },
        { [`permissions.${name} ${VAULT}`]: isOnly ? 'roleMissing' : 'actionMissing' },
        1,
      );
      const { checks } = await harness.run({ isAllowed });
      const [line] = checks.filter(({ status }) => status === 'fail');
      expect(line?.detail).toMatch(action);
      expect(line?.detail).toMatch(`infra/roles/${role}.json`);
      const vault = `/subscriptions/${SIMULATED}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01`;
      const scope = name === 'vm' ? `/subscriptions/${SIMULATED}` : vault;
      expect(line?.fix).toEqual(
        isOnly
          ? // The template adds the installation's name to the role's.
            `az role assignment create --assignee ${APP} --scope ${scope} --role "$(az role definition list --custom-role-only true --query "[?starts_with(roleName, 'Azure Backup ChatOps ${role}')].name | [0]" --output tsv)"`
          : expect.stringMatching(
              `^az role definition update --role-definition @infra/roles/${role}.json .*azure.bicep`,
            ),
      );
    },
  );

  it('when items may not be listed, then that fails, and points are told by the list of permissions', async () => {
    const isAllowed = (_token: string, asked: string): boolean => asked !== CALLS.items.action;
    const instead = {
      [`permissions.items ${VAULT}`]: 'actionMissing',
      ...{ [`permissions.points ${VAULT}`]: 'rightGranted', [`permissions.vm ${VAULT}`]: 'rightUntried' },
    };
    await harness.plant({ isAllowed }, instead, 1);
  });

  it('when vaults may not be listed, then none is known', async () => {
    const isAllowed = (_token: string, asked: string): boolean => asked !== CALLS.vaults.action;
    const instead: Instead = {
      ...withoutAzure(),
      ...Object.fromEntries([...harness.well].filter(([check]) => /^(?:clock|graph)/.test(check))),
      ...{ [`permissions.vaults ${SIMULATED}`]: 'roleMissing', permissions: 'skippedVaults' },
    };
    await harness.plant({ isAllowed, env: DISCOVERING }, instead, 1);
  });

  it('when the whole role is missing, then it is to be assigned', async () => {
    const readers = Object.values(CALLS).flatMap((call) => (call.role === 'reader' ? [call.action as string] : []));
    const isAllowed = (_token: string, asked: string): boolean =>
      asked === CALLS.vaults.action || !readers.includes(asked);
    const { checks } = await harness.run({ isAllowed });
    const line = checks.find(({ id, subject }) => id === 'permissions.jobs' && subject === VAULT);
    expect(line).toMatchObject({
      outcome: 'roleMissing',
      fix: expect.stringMatching('role assignment create') as string,
    });
  });

  it('when permissions may not be listed, then what was not tried is not known, and that is no failure', async () => {
    const isAllowed = (_token: string, asked: string): boolean => asked !== 'Microsoft.Authorization/permissions/read';
    await harness.plant(
      { isAllowed },
      { [`permissions.trigger ${VAULT}`]: 'rightUntold', [`permissions.cancel ${VAULT}`]: 'rightUntold' },
      0,
    );
  });

  it('when READ_ONLY is set, then no right to change anything is asked for', async () => {
    const instead = {
      [`permissions.trigger ${VAULT}`]: 'rightReadOnly',
      [`permissions.cancel ${VAULT}`]: 'rightReadOnly',
    };
    await harness.plant({ env: { READ_ONLY: 'true' } }, instead, 0);
  });

  it('when Resource Graph refuses, then that is a warning', async () => {
    const isAllowed = (_token: string, asked: string): boolean => asked !== 'Microsoft.ResourceGraph/resources/read';
    await harness.plant({ isAllowed }, { graph: 'graphDenied' }, 0);
  });

  it('when a vault or a subscription is not there, then it says which', async () => {
    const wrong = await harness.run({ env: { BACKUP_VAULTS: `${SIMULATED}/rg-backup/none` } });
    expect(wrong.checks.find(({ id }) => id === 'vaults')).toMatchObject({
      outcome: 'vaultUnknown',
      subject: 'rg-backup/none',
    });
    const other = await harness.run({ env: { ...DISCOVERING, AZURE_SUBSCRIPTION_IDS: OTHER } });
    expect(other.checks.find(({ id }) => id === 'vaults')).toMatchObject({
      outcome: 'subscriptionUnknown',
      subject: OTHER,
    });
    expect([wrong.status, other.status]).toEqual([1, 1]);
  });

  it('it reads each list of jobs once', async () => {
    const reads = async (): Promise<number> => {
      const { reads: counts } = (await (await fetch(`${harness.azureUrl}/__simulator`)).json()) as {
        readonly reads: Readonly<Record<string, number>>;
      };
      return counts[CALLS.jobs.action] ?? 0;
    };
    const before = await reads();
    await harness.run({ env: DISCOVERING });
    expect((await reads()) - before).toBe(VAULTS.length);
  });
});
