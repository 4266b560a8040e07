import { createRequire } from 'node:module';

import type * as IdentitySdk from '@azure/identity';
import type { TokenCredential } from '@azure/identity';

import { AzureError } from '../backup/vaults';
import { OperatorError } from '../platform/errors';

/** The bot's own identity (CONTRACT 2). */
export interface Identity {
  readonly type: 'UserAssignedMSI' | 'SingleTenant';
  readonly appId: string;
  /** Secret; null with a managed identity. */
  readonly password: string | null;
  readonly tenantId: string;
}

const load = createRequire(__filename);

/**
 * Makes the bot's credential when it is first asked for, once; `@azure/identity` is loaded then. Never called in demo mode.
 * Rejects with OperatorError where SingleTenant has no password.
 */
export function createCredential(identity: Identity): () => Promise<TokenCredential> {
  let credential: TokenCredential | undefined;
  return async () => (credential ??= credentialOf(identity));
}

function credentialOf({ type, appId, password, tenantId }: Identity): TokenCredential {
  const sdk = load('@azure/identity') as typeof IdentitySdk;
  if (type === 'UserAssignedMSI') return new sdk.ManagedIdentityCredential({ clientId: appId });
  if (password === null) throw new OperatorError('Set MicrosoftAppPassword (the client secret of MicrosoftAppId).');
  return new sdk.ClientSecretCredential(tenantId, appId, password);
}

/**
 * Tokens for one scope, such as `https://ossrdbms-aad.database.windows.net/.default`; the credential caches them. Rejects
 * with what the credential rejects with, or AzureError where it gives none.
 */
export function tokenFor(credential: () => Promise<TokenCredential>, scope: string): () => Promise<string> {
  return async () => {
    const token = await (await credential()).getToken(scope);
    if (!token) throw new AzureError({ kind: 'unavailable', status: 0 }, { code: 'NoToken' });
    return token.token;
  };
}
