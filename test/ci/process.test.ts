import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { startSimulatedAzure } from '../../playground/azure/server';
import { createClock } from '../../services/platform/clock';
import { itemRow, list } from '../support/armBodies';
import { type ArmStub, startArmStub } from '../support/armStub';
import { startAzureProxy } from '../support/azureProxy';
import { FakeConnector } from '../support/fakeConnector';
import { freePort } from '../support/ports';
import { VAULT } from '../support/samples';
import { aMessage } from '../support/teamsActivities';
import { WeatherConnector } from '../support/weatherConnector';

const ROOT = resolve(__dirname, '../..');
const GUID = '00000000-0000-4000-8000-0000000000bb';
const SECRET = 'do-not-show-me';
const STOP_MS_MAX = 10_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A process of `dist`, in a folder of its own. */
class Product {
  readonly #child: ChildProcess;
  #out = '';
  #err = '';
  readonly ended: Promise<Ended>;

  constructor(env: Record<string, string>, script = 'index.js') {
    this.#child = spawn(process.execPath, [join(ROOT, 'dist', script)], {
      cwd: folder,
      env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'warn', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#out += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#err += chunk.toString()));
    this.ended = once(this.#child, 'close').then(([code]) => ({
      code: code as number | null,
      out: this.#out,
      err: this.#err,
    }));
  }

  /** The address that it says first. */
  async url(): Promise<string> {
    while (!this.#out.includes('\n')) await once(this.#child.stdout!, 'data');
    return this.#out.split('\n')[0] ?? '';
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

const TEAMS = {
  BOT_MODE: 'teams',
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: GUID,
  MicrosoftAppTenantId: GUID,
  MicrosoftAppPassword: SECRET,
  AZURE_SUBSCRIPTION_IDS: GUID,
  ACCESS_FILE: 'access.json',
};

describe('a wrong value', () => {
  beforeEach(() => {
    writeFileSync(join(folder, 'broken.json'), '{ "tenants": [');
    writeFileSync(
      join(folder, 'team.json'),
      JSON.stringify({ tenants: [GUID], rules: [{ who: 'team:x', role: 'admin' }] }),
    );
  });

  it.each<[string, Record<string, string>]>([
    ['PORT', { PORT: 'abc' }],
    ['PORT', { PORT: '70000' }],
    ['BOT_MODE', { BOT_MODE: 'production' }],
    ['HOST', { HOST: 'not a host' }],
    ['CLOCK_SPEED', { CLOCK_SPEED: '0' }],
    ['CLOCK_SPEED', { CLOCK_SPEED: '-60' }],
    ['CLOCK_EPOCH', { CLOCK_EPOCH: 'yesterday' }],
    ['DEFAULT_TIME_ZONE', { DEFAULT_TIME_ZONE: 'Mars/Phobos' }],
    ['DEFAULT_LANGUAGE', { DEFAULT_LANGUAGE: 'fr' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['DATABASE_URL', { DATABASE_URL: `mysql://user:${SECRET}@host/db` }],
    ['DATABASE_URL', { DATABASE_URL: 'sqlite:broken.json/bot.db' }],
    ['AZURE_RESOURCE_MANAGER_URL', { AZURE_RESOURCE_MANAGER_URL: 'management' }],
    ['AZURE_RESOURCE_MANAGER_URL', { AZURE_RESOURCE_MANAGER_URL: 'https://management.azure.com' }],
    ['AZURE_JOB_READS_PER_HOUR', { AZURE_JOB_READS_PER_HOUR: 'many' }],
    ['BACKUP_VAULTS', { BACKUP_VAULTS: 'vault-a' }],
    ['ACCESS_FILE', { ACCESS_FILE: 'missing.json' }],
    ['access file', { ACCESS_FILE: 'broken.json' }],
    ['access file', { ACCESS_FILE: 'team.json' }],
    ['SIMULATOR_FLEET', { SIMULATOR_FLEET: 'huge' }],
    ['SIMULATOR_FAULTS', { SIMULATOR_FAULTS: '2' }],
    ['MicrosoftAppType', { ...TEAMS, MicrosoftAppType: 'MultiTenant' }],
    ['MicrosoftAppId', { ...TEAMS, MicrosoftAppId: 'my-bot' }],
    ['BOT_MODE=teams needs', { BOT_MODE: 'teams' }],
    ['ACCESS_FILE', TEAMS],
    ['CLOCK_SPEED', { ...TEAMS, CLOCK_SPEED: '60' }],
  ])('when %s is %j, then one line names it and the process ends with 2', async (name, env) => {
    const { code, out, err } = await new Product(env).ended;

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^[^\n]+\n$/);
    expect(err).toContain(name);
    expect(err).not.toContain(SECRET);
  });

  it('when the port is taken, then one line says so and the process ends with 2', async () => {
    const other: Server = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    const { code, err } = await new Product({ PORT: String(port) }).ended;

    other.close();
    expect(code).toBe(2);
    expect(err).toMatch(/^PORT: [^\n]+\n$/);
  });
});

describe('the end', () => {
  let arm: ArmStub;
  let connector: FakeConnector;
  beforeEach(async () => {
    connector = await FakeConnector.start();
    arm = await startArmStub();
    arm.answer(({ path }) => (path.endsWith('/backupProtectedItems') ? list(itemRow()) : 'hang'));
  });
  afterEach(async () => {
    await connector.stop();
    await arm.close();
  });

  // Without the page: with it, demo mode sends to no connector but its own.
  const begin = (env: Record<string, string>): Product => new Product(env, 'bench/bot.js');
  const beginAtArm = (): Product =>
    begin({
      AZURE_RESOURCE_MANAGER_URL: arm.url,
      BACKUP_VAULTS: `${VAULT.subscription}/${VAULT.resourceGroup}/${VAULT.name}`,
      CLOCK_SPEED: '1',
    });
  const ask = async (product: Product): Promise<void> => {
    const url = await product.url();
    const asked = fetch(`${url}api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aMessage(connector.serviceUrl, 'status vm-01')),
    });
    asked.catch(() => undefined); // Its connection may be closed at the end.
    await connector.until(({ sent }) => sent.length > 0); // Typing: it is under way.
  };

  it.each<[NodeJS.Signals]>([['SIGTERM'], ['SIGINT']])(
    'when %s comes twice while an answer waits for Azure, then the process ends with 0 within 10 s',
    async (signal) => {
      const product = beginAtArm();
      await ask(product);
      const startedMs = performance.now();

      product.signal(signal);
      await new Promise((later) => setTimeout(later, 200));
      product.signal(signal);
      const { code, err } = await product.ended;

      expect({ code, tookMs: performance.now() - startedMs < STOP_MS_MAX, err }).toMatchObject({
        code: 0,
        tookMs: true,
      });
      expect(err).not.toMatch(/\n\s+at /);
    },
    30_000,
  );

  it('when nothing is under way, then it ends at once, with nothing on standard error', async () => {
    const product = beginAtArm();
    await product.url();

    product.signal('SIGTERM');

    expect(await product.ended).toMatchObject({ code: 0, err: '' });
  });

  it('when a promised message is being drawn while Azure and the channel hang, then it ends within 10 s all the same', async () => {
    const time = { speed: 60, epoch: new Date() };
    const azure = await startSimulatedAzure({
      ...{ clock: createClock(time), fleet: 'small', jobReadsPerHour: 0, faults: 0, points: 'end' },
    });
    const proxy = await startAzureProxy(azure.url);
    const channel = await WeatherConnector.start(createClock(time));
    const product = begin({
      AZURE_RESOURCE_MANAGER_URL: proxy.url,
      CLOCK_SPEED: String(time.speed),
      CLOCK_EPOCH: time.epoch.toISOString(),
    });
    const pointsAsked = new Promise<void>((asked) => {
      channel.weather = ({ what }) => (what === 'answer' ? 'fine' : 'hang');
      proxy.weather = ({ path }) => {
        if (!path.includes('/recoveryPoints') || channel.asked.length === 0) return 'fine';
        asked();
        return 'hang';
      };
    });
    await fetch(`${await product.url()}api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aMessage(channel.serviceUrl, 'backup now vm-01')),
    });
    await pointsAsked;
    const startedMs = performance.now();

    product.signal('SIGTERM');
    const { code } = await product.ended;

    expect({ code, tookMs: performance.now() - startedMs < STOP_MS_MAX }).toEqual({ code: 0, tookMs: true });
    await Promise.all([channel.stop(), proxy.stop()]);
    await azure.close();
  }, 90_000);
});

describe('the door of the demo', () => {
  let product: Product;
  let url = '';
  let opsUrl = '';
  let ownFolder = '';
  beforeAll(async () => {
    folder = ownFolder = mkdtempSync(join(tmpdir(), 'process-'));
    opsUrl = `http://127.0.0.1:${await freePort()}/`;
    product = new Product({ OPS_PORT: new URL(opsUrl).port });
    url = await product.url();
  });
  afterAll(async () => {
    product.signal('SIGTERM');
    await product.ended;
    rmSync(ownFolder, { recursive: true });
  });

  const post = async (serviceUrl: string, headers: Record<string, string> = {}): Promise<number> => {
    const activity = aMessage(serviceUrl, 'help', { conversation: { id: 'a:1' } });
    const all = { 'content-type': 'application/json', ...headers };
    return (await fetch(`${url}api/messages`, { method: 'POST', headers: all, body: JSON.stringify(activity) })).status;
  };

  it('when a program of this machine or its page posts an activity, then it is taken', async () => {
    expect(await post(`${url}playground/connector/`)).toBe(200);
    expect(await post(`${url}playground/connector/`, { origin: new URL(url).origin })).toBe(200);
  });

  it('when a page elsewhere posts an activity, by a script or by a form, then it is refused', async () => {
    expect(await post(`${url}playground/connector/`, { origin: 'https://evil.example' })).toBe(403);
    expect(await post(`${url}playground/connector/`, { 'content-type': 'text/plain' })).toBe(415);
  });

  it.each(['readyz', 'metrics', '', 'playground/api/state', 'gallery'])(
    'when a page elsewhere asks for /%s, then it is refused',
    async (path) => {
      const statusOf = async (headers: Record<string, string>): Promise<number> =>
        (await fetch(url + path, { headers })).status;
      expect([await statusOf({}), await statusOf({ origin: 'https://evil.example' })]).toEqual([200, 403]);
    },
  );

  it('when a page elsewhere asks the ops port, then it is refused', async () => {
    const response = await fetch(`${opsUrl}metrics`, { headers: { origin: 'https://evil.example' } });
    expect(response.status).toBe(403);
    expect((await fetch(`${opsUrl}metrics`)).status).toBe(200);
  });

  it('when an activity names a connector of another machine, then it is refused', async () => {
    for (const elsewhere of ['https://evil.example/', 'http://10.0.0.1/', 'http://127.0.0.1.evil.example/'])
      expect(await post(elsewhere)).toBe(403);
  });

  it('when a program of this machine names a connector of its own, then it is answered there', async () => {
    const other = await FakeConnector.start();
    expect(await post(other.serviceUrl)).toBe(200);
    await other.until(({ messages }) => messages.length > 0);
    await other.stop();
  });
});
