import type { TokenCredential } from '@azure/identity';

import { createCredential, tokenFor } from '../../../../services/azure/http/tokens';
import { OperatorError } from '../../../../services/platform/errors';

const IDENTITY = { appId: '00000000-0000-4000-8000-000000000002', tenantId: '00000000-0000-4000-8000-000000000003' };

it.each([
  ['UserAssignedMSI', null, 'ManagedIdentityCredential'],
  ['SingleTenant', 'secret', 'ClientSecretCredential'],
] as const)(
  'when the identity is %s, then its credential is made once, at the first call',
  async (type, password, kind) => {
    const credential = createCredential({ ...IDENTITY, type, password });
    expect((await credential()).constructor.name).toBe(kind);
    expect(await credential()).toBe(await credential());
  },
);

it('when a single tenant has no password, then the operator is told which variable to set', async () => {
  const credential = createCredential({ ...IDENTITY, type: 'SingleTenant', password: null });
  await expect(credential()).rejects.toThrow(OperatorError);
  await expect(credential()).rejects.toThrow(/MicrosoftAppPassword/);
});

it('when a token is asked for, then it is the credential’s for that scope; none is a failure', async () => {
  const credential = async (): Promise<TokenCredential> => ({
    getToken: async (scope) => (scope === 'known/.default' ? { token: 't-1', expiresOnTimestamp: 0 } : null),
  });
  expect(await tokenFor(credential, 'known/.default')()).toBe('t-1');
  await expect(tokenFor(credential, 'other/.default')()).rejects.toMatchObject({ code: 'NoToken' });
});
