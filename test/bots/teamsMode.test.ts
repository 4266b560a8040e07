import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Activity, TurnContext } from 'botbuilder';

import { type ChannelAdapter, createAdapter } from '../../bots/channel/adapter';
import { KeySet } from '../../bots/channel/keySet';
import { createGuard } from '../../bots/http/guard';
import { createOpsServer, createServer } from '../../bots/http/server';
import { anIssuerKey, APP_ID, aToken, FakeKeyServer, SERVICE_URL } from '../support/botFramework';
import { ManualClock } from '../support/manualClock';
import { Hanging } from '../support/pour';
import { type LogLine, recording } from '../support/startBot';
import { aMessage, type Json, TENANT } from '../support/teamsActivities';

const KEY = anIssuerKey('k1');
const CHANNEL = { type: 'UserAssignedMSI', appId: APP_ID, password: null, tenantId: TENANT } as const;

const lines: LogLine[] = [];
const log = recording(lines);
const clock = new ManualClock();
const check = { ok: true, detail: 'fine', at: new Date(0) };
const token = (claims: Json = {}): string => `Bearer ${aToken({ key: KEY, claims, nowMs: clock.now().getTime() })}`;

describe('the guard', () => {
  let keyServer: FakeKeyServer;
  let server: ReturnType<typeof createServer>;
  let handled: number;
  let strangers: string[];
  beforeEach(async () => {
    handled = 0;
    strangers = [];
    lines.length = 0;
    keyServer = await FakeKeyServer.start(KEY);
    await open();
  });
  const open = async (limits: { strangersMax?: number } = {}): Promise<void> => {
    const adapter = {
      handle: async () => {
        handled += 1;
        return { status: 200 };
      },
    };
    const metrics = { text: async () => '', count: () => undefined };
    const keys = new KeySet({ clock, log, metadataUrl: keyServer.metadataUrl });
    server = createServer({
      ...{ adapter, log, clock, metrics, config: { mode: 'teams', trustedProxies: ['127.0.0.1'] } },
      limits,
      bot: { run: async () => undefined },
      guard: createGuard({
        ...{ config: { channel: CHANNEL }, keys, clock, tenants: () => [TENANT] },
        noteStranger: ({ id }, { tenant }) => void strangers.push(`${id} of ${tenant}`),
      }),
      health: async () => ({
        database: check,
        azure: check,
        channel: check,
        access: check,
        changes: check,
        clock: check,
        hints: check,
      }),
    });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
  };
  afterEach(async () => {
    server.server.closeAllConnections();
    server.close();
    await keyServer.stop();
  });

  const url = (path: string): string => `http://127.0.0.1:${(server.server.address() as AddressInfo).port}${path}`;
  const post = async (activity: Json, authorization?: string): Promise<number> => {
    const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
    return (await fetch(url('/api/messages'), { method: 'POST', headers, body: JSON.stringify(activity) })).status;
  };

  it.each([
    ['no token', undefined],
    ['a token of an Entra tenant', token({ iss: `https://sts.windows.net/${TENANT}/` })],
    ['another scheme', token().replace('Bearer', 'Basic')],
    ['a token for another service URL', token({ serviceurl: 'https://smba.trafficmanager.net/amer/' })],
  ])(
    'when a request carries %s, then it is refused with 401 before botbuilder sees it',
    async (_what, authorization) => {
      expect(await post(aMessage(SERVICE_URL, 'help'), authorization)).toBe(401);
      expect(handled).toBe(0);
    },
  );

  it('when the keys cannot be read, then it is told to come again, and is not refused for good', async () => {
    keyServer.weather = 'fail';

    expect(await post(aMessage(SERVICE_URL, 'help'), token())).toBe(503);
    expect(lines).toContainEqual(expect.objectContaining({ facts: expect.objectContaining({ cause: 'no keys' }) }));
  });

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
    const { serviceUrl = SERVICE_URL } = change;
    expect(await post(aMessage(SERVICE_URL, 'help', change), token({ serviceurl: serviceUrl }))).toBe(403);
    expect(handled).toBe(0);
  });

  it('when a person of a foreign tenant is refused, then that is handed on; a request without a token is not', async () => {
    const foreign = aMessage(SERVICE_URL, 'help', { channelData: { tenant: { id: 'foreign' } } });
    await post(foreign);
    expect(strangers).toEqual([]);
    await post(foreign, token());
    await post(aMessage(SERVICE_URL, 'help'), token());
    expect(strangers).toEqual([`${(foreign['from'] as { id: string }).id} of foreign`]);
  });

  it('when a client behind a trusted proxy fails too often, then it is told so, and other clients are not', async () => {
    const fail = async (client: string): Promise<number> =>
      (await fetch(url('/api/messages'), { method: 'POST', headers: { 'x-forwarded-for': client } })).status;
    const statuses = await Promise.all(Array.from({ length: 60 }, () => fail('192.0.2.1')));

    expect(statuses.filter((status) => status === 401)).toHaveLength(50);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect(await fail('192.0.2.2')).toBe(401);
    expect(lines).toMatchObject([{ facts: { cause: 'no token', address: '192.0.2.1' } }]);
  });

  it('when a client has failed too often, then its honest messages are taken all the same', async () => {
    for (let i = 0; i < 60; i += 1) await post(aMessage(SERVICE_URL, 'help'));

    expect(await post(aMessage(SERVICE_URL, 'help'), token())).toBe(200);
  });

  it.each([
    ['a short body', 'keep-alive', 1_000],
    ['a body that is too large', 'close', 300_000],
  ])('when a refused request announces %s, then its connection is left at "%s"', async (_what, connection, length) => {
    const headers = { 'content-length': String(length), connection: 'keep-alive' };
    const asking = request(url('/api/messages'), { method: 'POST', headers });
    asking.flushHeaders(); // The answer comes before the body.
    const [response] = (await once(asking, 'response')) as [IncomingMessage];

    expect([response.statusCode, response.headers.connection]).toEqual([401, connection]);
    asking.destroy();
  });

  it('when connections that bring nothing are too many, then the oldest goes, and an honest one stays', async () => {
    server.close();
    await open({ strangersMax: 2 });
    const honest = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async (): Promise<number | undefined> => {
      const headers = { authorization: token() };
      const asking = request(url('/api/messages'), { method: 'POST', agent: honest, headers });
      asking.end(JSON.stringify(aMessage(SERVICE_URL, 'help')));
      const [response] = (await once(asking, 'response')) as [IncomingMessage];
      await once(response.resume(), 'end');
      return asking.reusedSocket ? response.statusCode : undefined;
    };
    await ask();

    const strangers = new Hanging(url('/'), 5, '');
    await strangers.closed(3);

    expect(await ask()).toBe(200);
    honest.destroy();
    strangers.cut();
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
      health: async () => ({
        ...{
          database: check,
          azure: { ...check, ok: false },
          channel: check,
          access: check,
          changes: check,
          clock: check,
          hints: check,
        },
      }),
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
  const config = { mode: 'teams', channel: CHANNEL } as const;
  let adapter: ChannelAdapter;
  beforeEach(() => {
    adapter = createAdapter({ config, log, clock, channelToken: async () => 'outgoing' });
  });

  it('when an activity has been authenticated, then it is run', async () => {
    const seen: string[] = [];
    const run = async (context: TurnContext): Promise<void> => {
      seen.push(context.activity.text);
    };

    expect(await adapter.handle(aMessage(SERVICE_URL, 'help') as unknown as Activity, run)).toEqual({ status: 200 });
    expect(seen).toEqual(['help']);
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
