import type * as Jose from 'jose';
import type { JWTVerifyOptions } from 'jose';

import type { Clock } from '../../services/platform/clock';
import { KeysUnavailable, type SigningKey } from './keySet';

/** The issuer of the Bot Framework's tokens. Those of Entra, which skills and the Emulator send, are refused. */
const ISSUER = 'https://api.botframework.com';
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
/** The channel of which the bot takes activities; a key signs for the channels that it is endorsed for. */
export const CHANNEL = 'msteams';
/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
const CLOCK_SKEW_S = 300;

/** What a verified token vouches for; of the activity it names no more than the address to answer to. */
export interface VerifiedToken {
  readonly serviceUrl: string;
}

/** `reason` is one of a few words of ours or of jose's codes: nothing that the sender wrote. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly reason: string;

  constructor(reason: string) {
    super(`the token was refused: ${reason}`);
    this.reason = reason;
  }
}

/** Rejects with TokenRefused, or with KeysUnavailable where that cannot be told now. */
export type VerifyToken = (authorization: string | undefined) => Promise<VerifiedToken>;

interface Parts {
  readonly appId: string;
  readonly keys: { find(kid: string): Promise<SigningKey | null> };
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Checks an `Authorization` header alone, before anything else of the request is read: signature, algorithm, issuer,
 * audience, `exp`, `nbf`, `serviceurl`, and that the key is endorsed for Teams. The first check loads jose, so that a
 * demo does not.
 */
export function createTokenVerifier({ appId, keys, clock }: Parts): VerifyToken {
  const expected: JWTVerifyOptions = {
    algorithms: ALGORITHMS,
    issuer: ISSUER,
    audience: appId,
    requiredClaims: ['exp', 'nbf', 'serviceurl'],
    clockTolerance: CLOCK_SKEW_S,
  };
  return async (authorization) => {
    const token = /^Bearer (?<token>[\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.groups?.['token'];
    if (token === undefined) throw new TokenRefused('no token');
    const jose = module.require('jose') as typeof Jose;
    try {
      const { payload } = await jose.jwtVerify(token, async ({ kid }) => endorsedKey(kid), {
        ...expected,
        currentDate: clock.now(),
      });
      if (typeof payload['serviceurl'] !== 'string') throw new TokenRefused('serviceurl');
      return { serviceUrl: payload['serviceurl'] };
    } catch (error) {
      if (error instanceof TokenRefused || error instanceof KeysUnavailable) throw error;
      throw new TokenRefused(reasonOf(error, jose));
    }
  };

  async function endorsedKey(kid: unknown): Promise<SigningKey['jwk']> {
    const key = typeof kid === 'string' ? await keys.find(kid) : null;
    if (!key) throw new TokenRefused('unknown key');
    if (!key.endorsements.includes(CHANNEL)) throw new TokenRefused('key not endorsed');
    return key.jwk;
  }
}

function reasonOf(error: unknown, { errors }: typeof Jose): string {
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim;
  return error instanceof errors.JOSEError ? error.code : 'unreadable';
}
