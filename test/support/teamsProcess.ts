import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { IsAllowed } from '../../playground/azure/respond';
import { startSimulatedAzure } from '../../playground/azure/server';
import { createClock } from '../../services/platform/clock';
import { anIssuerKey, APP_ID, aToken, FakeKeyServer, type IssuerKey } from './botFramework';
import { FakeConnector } from './fakeConnector';
import { FOLDERS } from './folders';
import { answerJson, bodyOf, LocalServer } from './localServer';
import { PLANTED, watchFolder, watchText } from './planted';
import type { Happened } from './product';
import { aMessage, type Json, SATO, TANAKA, TENANT } from './teamsActivities';
import { TlsFront } from './tlsFront';

const ROOT = resolve(__dirname, '../..');
const PROGRAM = join(ROOT, 'dist/index.js');
export const CHANNEL_URL = 'https://smba.trafficmanager.net/';
/** In the roster, without any role. */
export const MORI = { id: '29:mori', name: 'Mori', aadObjectId: '00000000-0000-4000-8000-000000000003' };
const METADATA_HOST = 'login.botframework.com';

/**
 * Entra: a token for the managed identity; to a client secret it answers that it is wrong, and repeats the request in
 * all ways.
 */
async function issue(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const expires = String(Math.floor(Date.now() / 1_000) + 86_400);
  if (request.url?.includes('openid-configuration')) {
    const issuer = `https://login.microsoftonline.com/${TENANT}`;
    answerJson(response, 200, {
      ...{ issuer: `${issuer}/v2.0`, token_endpoint: `${issuer}/oauth2/v2.0/token`, jwks_uri: `${issuer}/keys` },
      authorization_endpoint: `${issuer}/oauth2/v2.0/authorize`,
    });
  } else if (request.method === 'POST') {
    const secret = new URLSearchParams(body).get('client_secret') ?? '';
    const told = `AADSTS7000215: Invalid client secret '${secret}' in ${body}, ${JSON.stringify({ secret })}`;
    answerJson(response, 401, { error: 'invalid_client', error_description: told, secret, request: { body } });
  } else {
    // The token of another managed identity than the bot's own is its client id.
    const clientId = new URL(request.url ?? '', 'http://entra').searchParams.get('client_id') ?? APP_ID;
    const token = clientId === APP_ID ? PLANTED.token : clientId;
    answerJson(response, 200, { access_token: token, expires_on: expires, token_type: 'Bearer' });
  }
}

const SOURCES = [...FOLDERS, 'tools', 'build', 'build.mjs', 'index.ts', 'package-lock.json'];

/** Builds dist/, unless it is newer than all sources: each file of tests asks for it. */
export function buildProduct(): void {
  const built = statSync(PROGRAM, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const files = SOURCES.flatMap((name) => {
    const path = join(ROOT, name);
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((file) => join(path, file));
  });
  if (files.every((file) => statSync(file).mtimeMs < built)) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
}

interface Posted {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
}

/** `node dist/index.js` in teams mode, with the Bot Framework, the channel, Entra and Azure on this machine. */
export class TeamsProcess {
  readonly key: IssuerKey = anIssuerKey('k1');
  #folder = '';
  #env: Record<string, string> = {};
  #child: ChildProcess | undefined;
  #err = '';
  #out = '';
  #keys: FakeKeyServer | undefined;
  #connector: FakeConnector | undefined;
  #entra: LocalServer | undefined;
  #front: TlsFront | undefined;
  #azure: Awaited<ReturnType<typeof startSimulatedAzure>> | undefined;

  /** `isAllowed`: what Azure allows; over plain http it gets no token. */
  static async start(
    env: Record<string, string> = {},
    isAllowed: IsAllowed = () => true,
    program = PROGRAM,
  ): Promise<TeamsProcess> {
    const started = new TeamsProcess();
    await started.#open(env, isAllowed, program);
    return started;
  }

  get keys(): FakeKeyServer {
    return this.#keys!;
  }

  get connector(): FakeConnector {
    return this.#connector!;
  }

  /** Where it runs; holds its access file and its database. */
  get folder(): string {
    return this.#folder;
  }

  /** What it was started with, and what leads another process to the same Entra, channel and Azure. */
  get environment(): Readonly<Record<string, string>> {
    return this.#env;
  }

  /** All of standard error, so far. */
  get err(): string {
    return this.#err;
  }

  /** The address that it says first, without the slash. */
  get url(): string {
    return this.#out.split('\n')[0]?.replace(/\/$/, '') ?? '';
  }

  get out(): string {
    return this.#out;
  }

  get running(): boolean {
    return this.#child?.exitCode === null;
  }

  /** Resident memory. */
  get memoryMb(): number {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(this.#child?.pid)], { encoding: 'utf8' })) / 1_024;
  }

  token(claims: Json = {}, header: Json = {}, key = this.key): string {
    return aToken({ key, header, claims: { serviceurl: CHANNEL_URL, ...claims } });
  }

  /** The status of an honest question. */
  ask(text: string, change: Json = {}): Promise<number> {
    return this.deliver(aMessage(CHANNEL_URL, text, change));
  }

  async deliver(activity: Json): Promise<number> {
    return (await this.post(activity)).status;
  }

  /** Posts an activity with an honest token. */
  async post(activity: Json): Promise<Posted> {
    const response = await fetch(`${this.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token()}` },
      body: JSON.stringify(activity),
    });
    const { status, headers } = response;
    return { status, body: await response.text(), retryAfter: headers.get('retry-after') };
  }

  /** The VMs whose backups Azure has running, each as often as it was started. */
  async backedUp(): Promise<readonly string[]> {
    const { jobs } = (await (await fetch(`${this.#azure?.url}/__simulator`)).json()) as Happened;
    return jobs.filter(({ status }) => status === 'InProgress').map(({ vm }) => vm);
  }

  /** Resolves once standard error contains `text`. */
  async wrote(text: string): Promise<void> {
    while (!this.#err.includes(text)) await Promise.race([once(this.#child!.stderr!, 'data'), this.#ended()]);
  }

  async stop(): Promise<void> {
    if (this.#child && this.running) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'close');
    }
    await Promise.all([
      this.#keys?.stop(),
      this.#connector?.stop(),
      this.#entra?.stop(),
      this.#azure?.close(),
      this.#front?.stop(),
    ]);
    if (this.#folder !== '') rmSync(this.#folder, { recursive: true });
  }

  async #open(env: Record<string, string>, isAllowed: IsAllowed, program: string): Promise<void> {
    this.#keys = await FakeKeyServer.start(this.key);
    this.#keys.keysUrl = `https://${METADATA_HOST}/v1/.well-known/keys`;
    this.#connector = await FakeConnector.start();
    for (const person of [TANAKA, SATO, MORI])
      this.#connector.roster.set(person.id, {
        ...{ ...person, tenantId: TENANT, userRole: 'user', userPrincipalName: `${person.name}@contoso.example` },
      });
    this.#entra = new LocalServer((request, response) => void issue(request, response));
    await this.#entra.listen();
    this.#azure = await startSimulatedAzure({
      ...{ clock: createClock(), fleet: 'small', jobReadsPerHour: 0, faults: 0, points: 'end', isAllowed },
    });
    this.#folder = mkdtempSync(join(tmpdir(), 'teams-'));
    watchFolder(this.#folder);
    const rules = [
      { who: `user:${TANAKA.aadObjectId}`, role: 'admin' },
      { who: `user:${SATO.aadObjectId}`, role: 'operator' },
    ];
    writeFileSync(join(this.#folder, 'access.json'), JSON.stringify({ tenants: [TENANT], rules }));
    this.#front = await TlsFront.start(this.#folder, {
      [METADATA_HOST]: this.keys.url,
      'smba.trafficmanager.net': this.connector.serviceUrl,
      'login.microsoftonline.com': this.#entra.url,
      'management.azure.com': this.#azure.url,
    });
    writeFileSync(join(this.#folder, 'toFront.cjs'), this.#front.script);
    this.#env = { PATH: process.env['PATH'] ?? '', ...this.#settings(), ...env };
    this.#child = spawn(process.execPath, ['--require', './toFront.cjs', program], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#err += chunk.toString();
      watchText(chunk.toString());
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#out += chunk.toString()));
    while (!this.#out.includes('\n')) await Promise.race([once(this.#child.stdout!, 'data'), this.#ended()]);
  }

  async #ended(): Promise<never> {
    await once(this.#child!, 'exit');
    throw new RangeError(`the process ended: ${this.#err}`);
  }

  #settings(): Record<string, string> {
    return {
      ...{ BOT_MODE: 'teams', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', ACCESS_FILE: 'access.json' },
      PGPASSWORD: PLANTED.databasePassword,
      ...{ MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: APP_ID, MicrosoftAppTenantId: TENANT },
      AZURE_SUBSCRIPTION_IDS: this.#azure?.subscriptionId ?? '',
      AZURE_RESOURCE_MANAGER_URL: this.#azure?.url ?? '',
      // App Service's way to a managed identity's token.
      ...{ IDENTITY_ENDPOINT: this.#entra?.url ?? '', IDENTITY_HEADER: 'identity-header' },
      ...this.#front?.environment,
    };
  }
}
