import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AccessToken } from '@azure/identity';
import { pino } from 'pino';

import type { IsAllowed } from '../../playground/azure/respond';
import { startSimulatedAzure } from '../../playground/azure/server';
import { createClock } from '../../services/platform/clock';
import { openStore } from '../../services/store/openStore';
import { doctorTool } from '../../tools/doctor';
import type { Disk } from '../../tools/doctor/disk';
import { LIMITS, type Surroundings } from '../../tools/doctor/examine';
import type { ReportedCheck } from '../../tools/doctor/report';
import { anIssuerKey, FakeKeyServer, unsigned } from './botFramework';
import { LocalServer } from './localServer';
import { freePort } from './ports';
import { tempFolder } from './tempFolder';

export const APP = '00000000-0000-4000-8000-0000000000bb';
export const HOME = '00000000-0000-4000-8000-0000000000dd';
export const SIMULATED = '5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10';

export interface Seen {
  readonly status: number;
  readonly checks: readonly ReportedCheck[];
  readonly ok: boolean;
}

interface Change {
  readonly env?: Readonly<Record<string, string>>;
  readonly access?: unknown;
  readonly accessMode?: number;
  readonly surroundings?: Partial<Surroundings>;
  readonly disk?: Partial<Disk>;
  readonly isAllowed?: IsAllowed;
  /** The token for a scope, or what the credential rejects with. */
  readonly token?: (scope: string) => string | Error;
}

export const ACCESS = {
  tenants: [HOME],
  contact: 'The backup team',
  rules: [
    { who: 'everyone', role: 'viewer' },
    { who: 'user:00000000-0000-4000-8000-000000000001', role: 'admin' },
  ],
};

export function aJwt(claims: object): string {
  return `${unsigned({ alg: 'none' }, { ...claims })}.x`;
}

/** What is found instead of what is found where all is well; null: no such line. */
export type Instead = Readonly<Record<string, string | null>>;

/** All that the bot needs, in good order, on this machine; a test spoils one part of it. */
export class DoctorHarness {
  readonly folder = tempFolder();
  readonly file = join(this.folder, 'bot.db');
  readonly accessFile = join(this.folder, 'access.json');
  #azure: Awaited<ReturnType<typeof startSimulatedAzure>> | undefined;
  #keys: FakeKeyServer | undefined;
  #bot: LocalServer | undefined;
  #isAllowed: IsAllowed = () => true;
  freePort = 0;
  /** What each check comes to where nothing is spoiled. */
  well: ReadonlyMap<string, string> = new Map();

  static async start(): Promise<DoctorHarness> {
    const harness = new DoctorHarness();
    harness.#azure = await startSimulatedAzure({
      ...{ clock: createClock(), fleet: 'small', jobReadsPerHour: 0, faults: 0, points: 'end' },
      isAllowed: (token, action) => harness.#isAllowed(token, action),
    });
    harness.#keys = await FakeKeyServer.start(anIssuerKey('k1'));
    harness.#bot = new LocalServer((_request, response) => response.end('ok'));
    await harness.#bot.listen();
    harness.freePort = await freePort();
    const store = await openStore(`sqlite:${harness.file}`, { log: pino({ level: 'silent' }) });
    await store.close();
    harness.well = outcomesOf(await harness.run());
    return harness;
  }

  get keys(): FakeKeyServer {
    return this.#keys!;
  }

  get azureUrl(): string {
    return this.#azure!.url;
  }

  get env(): Record<string, string> {
    return {
      ...{ BOT_MODE: 'teams', HOST: '127.0.0.1', PORT: new URL(this.#bot!.url).port, ACCESS_FILE: this.accessFile },
      ...{ MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: APP, MicrosoftAppTenantId: HOME },
      ...{ BACKUP_VAULTS: `${SIMULATED}/rg-backup/vault-01`, AZURE_RESOURCE_MANAGER_URL: this.azureUrl },
      DATABASE_URL: `sqlite:${this.file}`,
    };
  }

  /** The lines of a run, and its exit status. */
  async lines(
    change: Change,
    ...args: readonly string[]
  ): Promise<{ readonly status: number; readonly lines: string[] }> {
    const { env, access = ACCESS, accessMode = 0o600, surroundings, disk, isAllowed = () => true, token } = change;
    this.#isAllowed = isAllowed;
    writeFileSync(this.accessFile, typeof access === 'string' ? access : JSON.stringify(access));
    chmodSync(this.accessFile, accessMode);
    const getToken = async (scope: string | string[]): Promise<AccessToken> => {
      const given = (token ?? goodToken)(String(scope));
      if (given instanceof Error) throw given;
      return { token: given, expiresOnTimestamp: Date.now() + 3_600_000 };
    };
    const lines: string[] = [];
    const status = await doctorTool(
      args,
      {
        ...{ env: { ...this.env, ...env }, now: Date.now, hasEnvFile: false, limits: LIMITS },
        ...{ metadataUrl: this.keys.metadataUrl, entraUrl: this.keys.url, createCredential: () => ({ getToken }) },
        disk: { canWrite: () => true, freeBytes: () => 2 ** 40, modeOf: () => 0o100600, ...disk },
        ...surroundings,
      },
      (line) => lines.push(line),
    );
    return { status, lines };
  }

  async run(change: Change = {}): Promise<Seen> {
    const { status, lines } = await this.lines(change, '--json');
    const { version, ok, checks } = JSON.parse(lines.join('\n')) as Seen & { readonly version: number };
    expect({ version, lines: lines.length }).toEqual({ version: 1, lines: 1 });
    return { status, ok, checks };
  }

  /** The plant changes these lines, and every other says what it says without the plant. */
  async plant(change: Change, instead: Instead, status: number): Promise<Seen> {
    const seen = await this.run(change);
    const expected = new Map([...this.well, ...Object.entries(instead)].filter(([, outcome]) => outcome !== null));
    for (const [check, outcome] of Object.entries(instead)) if (outcome === null) expected.delete(check);
    expect(Object.fromEntries(outcomesOf(seen))).toEqual(Object.fromEntries(expected));
    expect({ status: seen.status, ok: seen.ok }).toEqual({ status, ok: status === 0 });
    for (const { status: found, fix, detail } of seen.checks) {
      if (found === 'fail' || found === 'warn') expect(fix).toMatch(/\S/);
      expect(`${detail} ${fix}`).not.toMatch(/undefined|–/);
    }
    return seen;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#azure?.close(), this.#keys?.stop(), this.#bot?.stop()]);
    rmSync(this.folder, { recursive: true });
  }
}

function goodToken(scope: string): string {
  return aJwt({ aud: scope.replace('/.default', ''), tid: HOME });
}

/** What each check came to, by its id and subject. */
export function outcomesOf({ checks }: Pick<Seen, 'checks'>): ReadonlyMap<string, string> {
  return new Map(checks.map(({ id, subject, outcome }) => [`${id} ${subject ?? ''}`.trim(), outcome]));
}
