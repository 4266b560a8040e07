import type { TokenCredential } from '@azure/identity';

import { openIdentity } from '../../../../services/azure/http/tokens';
import { OperatorError } from '../../../../services/platform/errors';

const IDENTITY = { appId: '00000000-0000-4000-8000-000000000002', tenantId: '00000000-0000-4000-8000-000000000003' };

it.each([
  ['UserAssignedMSI', null, 'ManagedIdentityCredential'],
  ['SingleTenant', 'secret', 'ClientSecretCredential'],
] as const)(
  'when the identity is %s, then its credential is made once, at the first call',
  async (type, password, kind) => {
    const identity = openIdentity({ ...IDENTITY, type, password });
    expect((await identity?.credential())?.constructor.name).toBe(kind);
    expect(await identity?.credential()).toBe(await identity?.credential());
  },
);

it('when a single tenant has no password, then the operator is told which variable to set', async () => {
  const identity = openIdentity({ ...IDENTITY, type: 'SingleTenant', password: null });
  await expect(identity?.credential()).rejects.toThrow(OperatorError);
  await expect(identity?.credential()).rejects.toThrow(/MicrosoftAppPassword/);
});

it('when a token is asked for, then it is the credential’s for that scope; none is a failure', async () => {
  const credential: TokenCredential = {
    getToken: async (scope) => (scope === 'known/.default' ? { token: 't-1', expiresOnTimestamp: 0 } : null),
  };
  const identity = openIdentity({ ...IDENTITY, type: 'UserAssignedMSI', password: null }, () => credential);
  expect(await identity?.token('known/.default')).toBe('t-1');
  await expect(identity?.token('other/.default')).rejects.toMatchObject({ code: 'NoToken' });
});
