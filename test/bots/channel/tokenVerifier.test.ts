import { createHmac } from 'node:crypto';

import { KeySet } from '../../../bots/channel/keySet';
import { createTokenVerifier, TokenRefused, type VerifyToken } from '../../../bots/channel/tokenVerifier';
import { anIssuerKey, APP_ID, aToken, FakeKeyServer, SERVICE_URL, unsigned } from '../../support/botFramework';
import { ManualClock } from '../../support/manualClock';
import { recording } from '../../support/startBot';
import { type Json, TENANT } from '../../support/teamsActivities';

const KEY = anIssuerKey('k1');
const FOREIGN = { ...anIssuerKey('k1'), kid: 'k1' };
const OF_WEBCHAT = anIssuerKey('webchat', ['webchat']);
const OF_NOBODY = anIssuerKey('nobody', []);
const WITHOUT = anIssuerKey('without', null);
const clock = new ManualClock();
const NOW_MS = clock.now().getTime();
const NOW_S = NOW_MS / 1_000;
const MINUTE_S = 60;

let server: FakeKeyServer;
let verify: VerifyToken;
beforeAll(async () => {
  server = await FakeKeyServer.start(KEY, OF_WEBCHAT, OF_NOBODY, WITHOUT);
  const keys = new KeySet({ clock, log: recording([]), metadataUrl: server.metadataUrl });
  verify = createTokenVerifier({ appId: APP_ID, keys, clock });
});
afterAll(() => server.stop());

const token = (claims: Json = {}, header: Json = {}, key = KEY): string =>
  aToken({ key, claims, header, nowMs: NOW_MS });
const reasonFor = async (authorization: string | undefined): Promise<string> => {
  const refused: unknown = await verify(authorization).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(TokenRefused);
  return (refused as TokenRefused).reason;
};

it.each(['RS256', 'RS384', 'RS512'])('when the Bot Framework signed with %s, then the token is good', async (alg) => {
  expect(await verify(`Bearer ${token({}, { alg })}`)).toEqual({ serviceUrl: SERVICE_URL });
});

it.each<[string, Json]>([
  ['expired less than 5 minutes ago', { exp: NOW_S - 4 * MINUTE_S }],
  ['is valid in less than 5 minutes', { nbf: NOW_S + 4 * MINUTE_S }],
])('when the token %s, then clocks may differ so much', async (_what, claims) => {
  expect(await verify(`Bearer ${token(claims)}`)).toEqual({ serviceUrl: SERVICE_URL });
});

it.each<[string, Json, string]>([
  ['expired more than 5 minutes ago', { exp: NOW_S - 6 * MINUTE_S }, 'ERR_JWT_EXPIRED'],
  ['never expires', { exp: undefined }, 'exp'],
  ['expires at a word', { exp: 'never' }, 'exp'],
  ['is not valid yet', { nbf: NOW_S + 6 * MINUTE_S }, 'nbf'],
  ['does not say from when it is valid', { nbf: undefined }, 'nbf'],
  ['is for another bot', { aud: '00000000-0000-4000-8000-0000000000cc' }, 'aud'],
  ['is for nobody', { aud: undefined }, 'aud'],
  [
    'is of an Entra tenant for the bot itself',
    { iss: `https://sts.windows.net/${TENANT}/`, appid: APP_ID, ver: '1.0' },
    'iss',
  ],
  ['is of the Emulator', { iss: `https://login.microsoftonline.com/${TENANT}/v2.0`, azp: APP_ID, ver: '2.0' }, 'iss'],
  [
    'is of a skill',
    { iss: `https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/`, appid: TENANT, ver: '1.0' },
    'iss',
  ],
  ['is of nobody', { iss: undefined }, 'iss'],
  ['names an issuer that begins alike', { iss: 'https://api.botframework.com.example.com' }, 'iss'],
  ['names no service URL', { serviceurl: undefined }, 'serviceurl'],
  ['names two service URLs', { serviceurl: [SERVICE_URL, SERVICE_URL] }, 'serviceurl'],
])('when the token %s, then it is refused', async (_what, claims, reason) => {
  expect(await reasonFor(`Bearer ${token(claims)}`)).toBe(reason);
});

const SIGNED = unsigned({ alg: 'HS256', kid: 'k1' }, { iss: 'https://api.botframework.com', aud: APP_ID });
const PEM = KEY.pair.publicKey.export({ type: 'spki', format: 'pem' });
const [HEADER = '', , SIGNATURE = ''] = token().split('.');
const OTHER_CLAIMS = unsigned({}, { iss: 'https://api.botframework.com', aud: APP_ID }).split('.')[1] ?? '';

it.each<[string, string | undefined, string]>([
  ['there is none', undefined, 'no token'],
  ['it is a word', 'Bearer anything', 'no token'],
  ['the scheme is another', `Basic ${token()}`, 'no token'],
  ['it holds no JSON', 'Bearer YQ.YQ.YQ', 'ERR_JWS_INVALID'],
  ['it is signed by nobody (alg none)', `Bearer ${unsigned({ alg: 'none', kid: 'k1' }, {})}.`, 'no token'],
  [
    'it says alg none over a signature',
    `Bearer ${unsigned({ alg: 'none', kid: 'k1' }, {})}.YQ`,
    'ERR_JOSE_ALG_NOT_ALLOWED',
  ],
  [
    'the public key served as a password (HS256)',
    `Bearer ${SIGNED}.${createHmac('sha256', PEM).update(SIGNED).digest('base64url')}`,
    'ERR_JOSE_ALG_NOT_ALLOWED',
  ],
  ['it says PS256', `Bearer ${token({}, { alg: 'PS256' })}`, 'ERR_JOSE_ALG_NOT_ALLOWED'],
  ['somebody else signed', `Bearer ${token({}, {}, FOREIGN)}`, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  [
    'its claims were exchanged',
    `Bearer ${HEADER}.${OTHER_CLAIMS}.${SIGNATURE}`,
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  ],
  [
    'it brings its key along',
    `Bearer ${token({}, { kid: 'mine', jwk: FOREIGN.pair.publicKey.export({ format: 'jwk' }) }, FOREIGN)}`,
    'unknown key',
  ],
  [
    'it names an address for its key',
    `Bearer ${token({}, { kid: 'mine', jku: 'https://example.com/keys' }, FOREIGN)}`,
    'unknown key',
  ],
  ['it names no key', `Bearer ${token({}, { kid: undefined })}`, 'unknown key'],
  ['its key id is a number', `Bearer ${token({}, { kid: 1 })}`, 'unknown key'],
  ['its key id is a word of JavaScript', `Bearer ${token({}, { kid: '__proto__' })}`, 'unknown key'],
  ['it demands an extension', `Bearer ${token({}, { crit: ['x'], x: 1 })}`, 'ERR_JOSE_NOT_SUPPORTED'],
  ['its key is one for another channel', `Bearer ${token({}, {}, OF_WEBCHAT)}`, 'key not endorsed'],
  ['its key is one for no channel', `Bearer ${token({}, {}, OF_NOBODY)}`, 'key not endorsed'],
  ['its key does not say for which channel it is', `Bearer ${token({}, {}, WITHOUT)}`, 'key not endorsed'],
])('when of the token %s, then it is refused', async (_what, authorization, reason) => {
  expect(await reasonFor(authorization)).toBe(reason);
});
