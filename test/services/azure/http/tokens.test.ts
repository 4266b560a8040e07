import type { TokenCredential } from '@azure/identity';

import { openIdentity } from '../../../../services/azure/http/tokens';
import { OperatorError } from '../../../../services/platform/errors';

const IDENTITY = { appId: '00000000-0000-4000-8000-000000000002', tenantId: '00000000-0000-4000-8000-000000000003' };

const OWN = { ...IDENTITY, type: 'UserAssignedMSI', password: null } as const;
const ROLES = ['reader', 'trigger', 'canceller'] as const;

it.each([
  ['UserAssignedMSI', null, 'ManagedIdentityCredential'],
  ['SingleTenant', 'secret', 'ClientSecretCredential'],
] as const)(
  'when the one identity is %s, then its credential is made once, at the first call, for every role',
  async (type, password, kind) => {
    const identity = openIdentity({ channel: { ...IDENTITY, type, password }, azureClientIds: null });
    const [first, ...others] = await Promise.all(ROLES.map(async (role) => identity?.credential(role)));
    expect(first?.constructor.name).toBe(kind);
    expect(new Set(others)).toEqual(new Set([first]));
  },
);

it('when each role has a client id, then each has a managed identity of its own, made once; the bot keeps its own', async () => {
  const made: string[] = [];
  const identity = openIdentity(
    {
      channel: { ...IDENTITY, type: 'SingleTenant', password: 'secret' },
      azureClientIds: { reader: 'id-r', trigger: 'id-t', canceller: 'id-c' },
    },
    ({ type, appId, password }) => {
      made.push(`${type} ${appId} ${password}`);
      return { getToken: async () => ({ token: `token of ${appId}`, expiresOnTimestamp: 0 }) };
    },
  );
  const tokens = [];
  for (const role of [...ROLES, ...ROLES])
    tokens.push((await (await identity?.credential(role))?.getToken('x'))?.token);
  expect(tokens.slice(0, 3)).toEqual(['token of id-r', 'token of id-t', 'token of id-c']);
  expect(await identity?.token('x')).toBe(`token of ${IDENTITY.appId}`);
  expect(made).toEqual([
    'UserAssignedMSI id-r null',
    'UserAssignedMSI id-t null',
    'UserAssignedMSI id-c null',
    `SingleTenant ${IDENTITY.appId} secret`,
  ]);
});

it('when it is a demo, then no credential is made, whatever client ids are given', () => {
  const azureClientIds = { reader: 'id-r', trigger: 'id-t', canceller: 'id-c' };
  expect(openIdentity({ channel: null, azureClientIds })).toBeNull();
});

it('when a single tenant has no password, then the operator is told which variable to set', async () => {
  const identity = openIdentity({ channel: { ...OWN, type: 'SingleTenant' }, azureClientIds: null });
  await expect(identity?.credential('reader')).rejects.toThrow(OperatorError);
  await expect(identity?.credential('reader')).rejects.toThrow(/MicrosoftAppPassword/);
});

it('when a token is asked for, then it is the credential’s for that scope; none is a failure', async () => {
  const credential: TokenCredential = {
    getToken: async (scope) => (scope === 'known/.default' ? { token: 't-1', expiresOnTimestamp: 0 } : null),
  };
  const identity = openIdentity({ channel: OWN, azureClientIds: null }, () => credential);
  expect(await identity?.token('known/.default')).toBe('t-1');
  await expect(identity?.token('other/.default')).rejects.toMatchObject({ code: 'NoToken' });
});
