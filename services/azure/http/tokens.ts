import type * as IdentitySdk from '@azure/identity';
import type { TokenCredential } from '@azure/identity';

import { AzureError, type AzureRole } from '../../backup/vaults';
import type { ChannelConfig, Config } from '../../platform/config';
import { OperatorError } from '../../platform/errors';

/** The bot's own identity in Entra, and the identities of its calls to Azure. */
export interface Identity {
  /** The credential of the calls to Azure that need `role`: the bot's own unless each role has a client id. */
  readonly credential: (role: AzureRole) => Promise<TokenCredential>;
  /** Reads a token for that scope. */
  readonly token: (scope: string) => Promise<string>;
  readonly postgresToken: () => Promise<string>;
}

/** https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-connect-with-managed-identity */
const POSTGRES_SCOPE = 'https://ossrdbms-aad.database.windows.net/.default';

/**
 * Null in demo mode, where no credential is ever made. The first token request loads `@azure/identity` and makes the
 * credential of that identity, once; it keeps its tokens. That request rejects with OperatorError if SingleTenant has
 * no password.
 */
export function openIdentity(
  { channel, azureClientIds }: Pick<Config, 'channel' | 'azureClientIds'>,
  create = credentialOf,
): Identity | null {
  if (channel === null) return null;
  const once = (account: ChannelConfig): (() => Promise<TokenCredential>) => {
    let made: TokenCredential | undefined;
    return async () => (made ??= create(account));
  };
  const own = once(channel);
  const managed = (appId: string | undefined): typeof own =>
    appId === undefined ? own : once({ ...channel, type: 'UserAssignedMSI', appId, password: null });
  const byRole: Readonly<Record<AzureRole, typeof own>> = {
    reader: managed(azureClientIds?.reader),
    trigger: managed(azureClientIds?.trigger),
    canceller: managed(azureClientIds?.canceller),
  };
  return {
    credential: (role) => byRole[role](),
    token: (scope) => tokenFor(own, scope),
    postgresToken: () => tokenFor(own, POSTGRES_SCOPE),
  };
}

function credentialOf({ type, appId, password, tenantId }: ChannelConfig): TokenCredential {
  const sdk = module.require('@azure/identity') as typeof IdentitySdk;
  if (type === 'UserAssignedMSI') return new sdk.ManagedIdentityCredential({ clientId: appId });
  if (password === null) throw new OperatorError('Set MicrosoftAppPassword (the client secret of MicrosoftAppId).');
  return new sdk.ClientSecretCredential(tenantId, appId, password);
}

/**
 * A token for a scope; the credential caches tokens. Rejects as the credential does, or with AzureError if it gives
 * none.
 */
async function tokenFor(credential: () => Promise<TokenCredential>, scope: string): Promise<string> {
  const token = await (await credential()).getToken(scope);
  if (!token) throw new AzureError({ kind: 'unavailable', status: 0 }, { code: 'NoToken' });
  return token.token;
}
