import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Activity, TurnContext } from 'botbuilder';

import { createAdapter } from '../../bots/channel/adapter';
import { createGuard } from '../../bots/http/guard';
import { createOpsServer, createServer } from '../../bots/http/server';
import { createClock } from '../../services/platform/clock';
import { type LogLine, recording } from '../support/startBot';
import { aMessage, type Json, TENANT } from '../support/teamsActivities';

const APP_ID = '00000000-0000-4000-8000-0000000000bb';
const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';
const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });
const FOREIGN_KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });

const lines: LogLine[] = [];
const log = recording(lines);
const check = { ok: true, detail: 'fine', at: new Date(0) };

function token(claims: Json = {}, { privateKey } = KEYS, kid = 'k1'): string {
  const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1_000);
  const issued = {
    iss: 'https://api.botframework.com',
    aud: APP_ID,
    serviceurl: SERVICE_URL,
    nbf: now - 60,
    exp: now + 600,
  };
  const signed = `${part({ alg: 'RS256', kid })}.${part({ ...issued, ...claims })}`;
  return `Bearer ${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

describe('the guard', () => {
  let server: ReturnType<typeof createServer>;
  let handled: number;
  beforeEach(async () => {
    handled = 0;
    const adapter = {
      handle: async () => {
        handled += 1;
        return { status: 200 };
      },
    };
    server = createServer({
      ...{ adapter, log, config: { mode: 'teams' }, bot: { run: async () => undefined } },
      guard: createGuard({ mode: 'teams', tenants: () => [TENANT], log }),
      health: async () => ({ database: check, azure: check, channel: check }),
      metrics: { text: async () => '' },
    });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
  });
  afterEach(() => {
    server.server.closeAllConnections();
    server.close();
  });

  const url = (path: string): string => `http://127.0.0.1:${(server.server.address() as AddressInfo).port}${path}`;
  const post = async (activity: Json, authorization?: string): Promise<number> => {
    const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
    return (await fetch(url('/api/messages'), { method: 'POST', headers, body: JSON.stringify(activity) })).status;
  };

  it.each([
    ['no token', undefined],
    ['a token of an Entra tenant', token({ iss: `https://sts.windows.net/${TENANT}/` })],
    ['a token without an issuer', token({ iss: undefined })],
    ['no token but a word', 'Bearer anything'],
    ['another scheme', token().replace('Bearer', 'Basic')],
    ['a token that holds no JSON', 'Bearer YQ.YQ.YQ'],
  ])(
    'when a request carries %s, then it is refused with 401 before botbuilder sees it',
    async (_what, authorization) => {
      expect(await post(aMessage(SERVICE_URL, 'help'), authorization)).toBe(401);
      expect(handled).toBe(0);
    },
  );

  it.each<[string, Json]>([
    [
      'a foreign tenant',
      { channelData: { tenant: { id: 'foreign' } }, conversation: { id: 'a:1', tenantId: 'foreign' } },
    ],
    ['two tenants, one of them foreign', { channelData: { tenant: { id: 'foreign' } } }],
    ['no tenant', { channelData: {}, conversation: { id: 'a:1' } }],
    ['another channel', { channelId: 'webchat' }],
    ['a channel that botbuilder would authenticate in another way', { channelId: 'AseChannel' }],
    ['a service URL elsewhere', { serviceUrl: 'https://smba.trafficmanager.net.example.com/' }],
    ['a service URL without TLS', { serviceUrl: 'http://smba.trafficmanager.net/emea/' }],
    ['a service URL on this machine', { serviceUrl: 'http://127.0.0.1:3978/' }],
  ])('when an activity names %s, then it is refused with 403', async (_what, change) => {
    expect(await post(aMessage(SERVICE_URL, 'help', change), token())).toBe(403);
    expect(handled).toBe(0);
  });

  it('when all is well, then the adapter gets it', async () => {
    expect(await post(aMessage(SERVICE_URL, 'help'), token())).toBe(200);
    expect(handled).toBe(1);
  });

  it('when the public port is asked for readiness, metrics or the page, then there is nothing', async () => {
    const statuses = await Promise.all(
      ['/readyz', '/metrics', '/', '/gallery'].map(async (path) => (await fetch(url(path))).status),
    );

    expect(statuses).toEqual([404, 404, 404, 404]);
    expect((await fetch(url('/healthz'))).status).toBe(200);
  });
});

describe('the ops port', () => {
  it('when it is asked, then it tells readiness and metrics', async () => {
    const server = createOpsServer({
      log,
      health: async () => ({ database: check, azure: { ...check, ok: false }, channel: check }),
      metrics: { text: async () => 'bot_commands_total 1\n' },
    });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    const port = (server.server.address() as AddressInfo).port;

    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);

    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'failing', checks: { azure: { ok: false, detail: 'fine' } } });
    expect(await metrics.text()).toBe('bot_commands_total 1\n');
    server.server.closeAllConnections();
    server.close();
  });
});

describe('the adapter', () => {
  let keys: Server;
  let adapter: ReturnType<typeof createAdapter>;
  const seen: string[] = [];
  const run = async (context: TurnContext): Promise<void> => {
    seen.push(context.activity.text);
  };
  const handle = async (authorization: string, change: Json = {}): Promise<number> =>
    (await adapter.handle(authorization, aMessage(SERVICE_URL, 'help', change) as unknown as Activity, run)).status;

  beforeAll(async () => {
    const jwk = { ...KEYS.publicKey.export({ format: 'jwk' }), kid: 'k1', endorsements: ['msteams'] };
    const ofWebchat = { ...FOREIGN_KEYS.publicKey.export({ format: 'jwk' }), kid: 'k2', endorsements: ['webchat'] };
    keys = createHttpServer((request, response) => {
      const { port } = keys.address() as AddressInfo;
      const config = { jwks_uri: `http://127.0.0.1:${port}/keys` };
      response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk, ofWebchat] } : config));
    });
    keys.listen(0, '127.0.0.1');
    await once(keys, 'listening');
    const config = {
      mode: 'teams',
      channel: { type: 'UserAssignedMSI', appId: APP_ID, password: null, tenantId: TENANT },
    } as const;
    adapter = createAdapter({ config, log, clock: createClock(), channelToken: async () => 'outgoing' });
    // A test cannot reach the Bot Framework's own keys; botbuilder keeps their address here.
    const { inner } = adapter['botFrameworkAuthentication'] as unknown as { inner: Json };
    inner['toBotFromChannelOpenIdMetadataUrl'] = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/config`;
  });
  afterAll(() => {
    keys.closeAllConnections();
    keys.close();
  });
  beforeEach(() => {
    seen.length = 0;
    jest.spyOn(console, 'error').mockReturnValue(); // botbuilder writes refused tokens' keys there.
  });

  it('when the Bot Framework signed the token for this bot, then the activity is run', async () => {
    expect(await handle(token())).toBe(200);
    expect(seen).toEqual(['help']);
  });

  it.each([
    ['somebody else signed', token({}, FOREIGN_KEYS)],
    ['is for another bot', token({ aud: '00000000-0000-4000-8000-0000000000cc' })],
    ['is for another service URL', token({ serviceurl: 'https://smba.trafficmanager.net/amer/' })],
    ['has expired', token({ exp: Math.floor(Date.now() / 1_000) - 3_600 })],
    [
      'an Entra tenant issued for the bot itself',
      token({ iss: `https://sts.windows.net/${TENANT}/`, appid: APP_ID, ver: '1.0' }),
    ],
  ])('when the token is one that %s, then it is refused with 401 and nothing runs', async (_what, authorization) => {
    const reply = await adapter.handle(authorization, aMessage(SERVICE_URL, 'help') as unknown as Activity, run);

    expect(reply).toEqual({ status: 401, body: { error: 'The token was not accepted.' } });
    expect(seen).toEqual([]);
  });

  it('when the key is one for another channel, then it is refused with 401, even for an activity of that channel', async () => {
    const authorization = token({}, FOREIGN_KEYS, 'k2');
    for (const channelId of ['webchat', 'msteams']) expect(await handle(authorization, { channelId })).toBe(401);
    expect(seen).toEqual([]);
  });

  it('when there is no token at all, then it is refused with 401', async () => {
    expect(await handle('')).toBe(401);
  });

  it('when many turns go to one address, then they share its connector, and another address has its own', async () => {
    const connectors = new Set<unknown>();
    const turn = (serviceUrl: string): Promise<void> =>
      adapter.turn({ serviceUrl, channelId: 'msteams', conversation: { id: 'a:1' } as never }, async (context) => {
        connectors.add(context.turnState.get(adapter.ConnectorClientKey));
      });
    for (const region of ['emea', 'emea', 'amer', 'emea']) await turn(`https://smba.trafficmanager.net/${region}/`);
    expect(connectors.size).toBe(2);
  });

  it.each(['http://127.0.0.1:9/', 'https://example.com/', 'https://smba.trafficmanager.net.example.com/'])(
    'when it is to send to %s, then nothing leaves',
    async (serviceUrl) => {
      const sending = adapter.turn(
        { serviceUrl, channelId: 'msteams', conversation: { id: 'a:1' } as never },
        async (context) => {
          await context.sendActivity('hello');
        },
      );

      await expect(sending).rejects.toMatchObject({ name: 'ChannelError', code: 'HostNotTrusted' });
    },
  );
});
