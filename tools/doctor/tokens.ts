import { objectOf, textOf } from '../../services/azure/http/jsonFields';
import { SECOND_MS } from '../../services/platform/durations';
import { withTimeout } from '../../services/platform/timeout';
import { type Finding, finding, type Outcome } from './finding';

/** One token that the bot needs. */
export interface WantedToken {
  /** Such as `token.reader`. */
  readonly id: string;
  /** The identity that it is for. */
  readonly clientId: string;
  readonly scope: string;
  /** Asks for it. */
  readonly get: () => Promise<string>;
}

export interface Account {
  readonly type: 'UserAssignedMSI' | 'SingleTenant';
  readonly tenantId: string;
  /** How long a token is waited for. */
  readonly waitMs: number;
}

/** Asks for a token. The token itself goes no further than this function. */
export async function checkToken(wanted: WantedToken, account: Account): Promise<Finding> {
  const { id, clientId, scope } = wanted;
  const facts = { clientId, scope, tenant: account.tenantId };
  try {
    const token = await withTimeout(wanted.get(), account.waitMs, () => null);
    if (token === null) {
      const late: Outcome = account.type === 'UserAssignedMSI' ? 'tokenNotOnAzure' : 'tokenUnreachable';
      return finding(id, late, { ...facts, says: `no answer within ${account.waitMs / SECOND_MS} s` });
    }
    return judgeToken(token, wanted, account);
  } catch (error) {
    const { outcome, says } = refusedToken(error, account.type);
    return finding(id, outcome, { ...facts, says });
  }
}

/** Whether a token is one that its receiver takes: of the bot's tenant, and meant for that receiver. */
export function judgeToken(
  token: string,
  { id, clientId, scope }: Omit<WantedToken, 'get'>,
  { tenantId }: Pick<Account, 'tenantId'>,
): Finding {
  const claims = claimsOf(token);
  const facts = { clientId, scope, tenant: tenantId, audience: claims?.aud ?? '', found: claims?.tid ?? '' };
  if (claims === null) return finding(id, 'tokenOpaque', facts);
  if (claims.tid !== '' && claims.tid.toLowerCase() !== tenantId.toLowerCase())
    return finding(id, 'tokenOtherTenant', facts);
  return finding(id, isFor(claims.aud, scope) ? 'tokenGiven' : 'tokenOtherAudience', facts);
}

interface Claims {
  readonly aud: string;
  readonly tid: string;
}

/** Null for what is no JSON Web Token. Nothing is verified: the token's receiver does that. */
function claimsOf(token: string): Claims | null {
  try {
    const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { aud, tid } = JSON.parse(text) as { readonly aud?: unknown; readonly tid?: unknown };
    return { aud: typeof aud === 'string' ? aud : '', tid: typeof tid === 'string' ? tid : '' };
  } catch {
    return null;
  }
}

/** Azure Resource Manager goes by two names: `management.azure.com` and `management.core.windows.net`. */
function isFor(audience: string, scope: string): boolean {
  const host = (url: string): string => (URL.canParse(url) ? new URL(url).host : url).toLowerCase();
  const wanted = host(scope);
  return (
    host(audience) === wanted || (wanted.startsWith('management.') && host(audience).startsWith('management.core.'))
  );
}

/** Entra's codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const ENTRA: Readonly<Record<string, Outcome>> = {
  7000215: 'tokenSecretWrong',
  7000222: 'tokenSecretExpired',
  7000218: 'tokenSecretWrong',
  700016: 'tokenAppUnknown',
  90002: 'tokenTenantUnknown',
  900023: 'tokenTenantUnknown',
  7000229: 'tokenPrincipalMissing',
  7000112: 'tokenAppDisabled',
  53003: 'tokenConditionalAccess',
  500011: 'tokenAudienceUnknown',
};
const NO_IDENTITY =
  /identity not found|no (?:user|system)[ -]assigned[^.]*identity found|not been assigned to this resource/i;
const NO_ENDPOINT =
  /network[ _](?:unreachable|error)|endpoint[^.]*not available|no (?:response|managed identity endpoint)|\bE(?:CONNREFUSED|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|TIMEDOUT|CONNRESET)\b|certificate/i;
const SAYS_MAX = 300;

/** What a refusal of the token means, by Entra's code or the words of `@azure/identity`. `says`: their own sentence. */
export function refusedToken(
  error: unknown,
  type: Account['type'],
): { readonly outcome: Outcome; readonly says: string } {
  const text = textOfRefusal(error);
  const says =
    text
      .split(/\r?\n|Trace ID:| - Correlation ID/)[0]
      ?.trim()
      .slice(0, SAYS_MAX) ?? '';
  const code = /\bAADSTS(\d+)/.exec(text)?.[1];
  if (code !== undefined) return { outcome: ENTRA[code] ?? 'tokenRefused', says };
  if (NO_IDENTITY.test(text)) return { outcome: 'tokenIdentityUnknown', says };
  if (!NO_ENDPOINT.test(text)) return { outcome: 'tokenRefused', says };
  return { outcome: type === 'UserAssignedMSI' ? 'tokenNotOnAzure' : 'tokenUnreachable', says };
}

function textOfRefusal(error: unknown): string {
  const { message, errorResponse } = objectOf(error);
  const described = textOf(objectOf(errorResponse)['errorDescription']);
  return `${described}\n${textOf(message)}`.trim() || String(error);
}
