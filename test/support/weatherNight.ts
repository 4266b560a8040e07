import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { start } from '../../index';
import { startSimulatedAzure } from '../../playground/azure/server';
import { type Clock, createClock } from '../../services/platform/clock';
import { type AzureWeather, startAzureProxy } from './azureProxy';
import { quietly } from './quietly';
import { aMessage } from './teamsActivities';
import { type Asked, WeatherConnector } from './weatherConnector';

export interface RealJob {
  readonly id: string;
  readonly vm: string;
  readonly snapshotDone: string | null;
  readonly ended: string | null;
  readonly status: string;
}

interface Check {
  readonly ok: boolean;
  readonly detail: string;
  readonly at: string;
}

export interface Ready {
  readonly status: number;
  readonly checks: Readonly<Record<'database' | 'azure' | 'channel', Check>>;
}

/** The whole bot as index.ts composes it, with fault injection before the simulated Azure and the connector. */
export interface WeatherNight {
  readonly clock: Clock;
  readonly connector: WeatherConnector;
  /** Sets the faults of Azure from now on. */
  azureWeather(weather: AzureWeather): void;
  /** Says one line in a conversation; resolves with the HTTP status once the turn ends. */
  say(conversation: string, text: string): Promise<number>;
  /** Says it, and resolves with the sentence of the answer to it. */
  ask(conversation: string, text: string): Promise<string>;
  /** What really happened, by the simulated Azure. */
  jobs(): Promise<readonly RealJob[]>;
  ready(): Promise<Ready>;
  /** The value of a counter of /metrics, all labels that are not given together. */
  counted(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  stop(): Promise<void>;
}

interface NightOptions {
  /** 300: five minutes in a second. */
  readonly speed?: number;
  readonly vms: number;
  /** Settles how long each backup takes, by the order in which they are asked for. */
  readonly seed?: number;
  /** A SQLite file of its own where none is given. */
  readonly databaseUrl?: string;
}

export async function startNight({ speed = 300, vms, seed = 25, databaseUrl }: NightOptions): Promise<WeatherNight> {
  const folder = mkdtempSync(join(tmpdir(), 'weather-'));
  const epoch = new Date();
  const clock = createClock({ speed, epoch });
  const azure = await startSimulatedAzure({
    ...{ clock, fleet: `1x${vms}`, jobReadsPerHour: 0, faults: 0, points: 'end', seed },
  });
  const proxy = await startAzureProxy(azure.url);
  const connector = await WeatherConnector.start(clock);
  const run = (): ReturnType<typeof start> =>
    quietly(() =>
      start(
        {
          ...{ PORT: '0', LOG_LEVEL: process.env['BOT_LOG_LEVEL'] ?? 'silent', AZURE_JOB_READS_PER_HOUR: '100000' },
          DATABASE_URL: databaseUrl ?? `sqlite:${join(folder, 'bot.db')}`,
          ...{ AZURE_RESOURCE_MANAGER_URL: proxy.url, CLOCK_SPEED: String(speed), CLOCK_EPOCH: epoch.toISOString() },
        },
        { playground: false },
      ),
    );
  const running = await run();
  const say: WeatherNight['say'] = async (conversation, text) => {
    const response = await fetch(`${running.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(
        aMessage(connector.serviceUrl, text, {
          conversation: { id: conversation, conversationType: 'personal', tenantId: 'tenant' },
          channelData: { tenant: { id: 'tenant' } },
        }),
      ),
    });
    await response.arrayBuffer();
    return response.status;
  };
  return {
    ...{ clock, connector, say },
    azureWeather: (weather) => {
      proxy.weather = weather;
    },
    async ask(conversation, text) {
      const answers = (): readonly string[] =>
        connector
          .arrived(conversation)
          .filter(({ what, summary }) => what === 'answer' && !summary.startsWith('Still asking Azure'))
          .map(({ summary }) => summary);
      const before = answers().length;
      await say(conversation, text);
      await connector.until(() => answers().length > before);
      return answers().at(-1) ?? '';
    },
    async jobs() {
      const response = await fetch(`${azure.url}/__simulator`);
      return ((await response.json()) as { readonly jobs: readonly RealJob[] }).jobs.filter(
        ({ started }: RealJob & { started?: string }) => Date.parse(started ?? '') >= epoch.getTime(),
      );
    },
    async ready() {
      const response = await fetch(`${running.url}/readyz`);
      const { checks } = (await response.json()) as Pick<Ready, 'checks'>;
      return { status: response.status, checks };
    },
    async counted(name, labels = {}) {
      const text = await (await fetch(`${running.url}/metrics`)).text();
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      return text
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`) && wanted.every((label) => line.includes(label)))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    async stop() {
      await running.stop();
      await connector.stop();
      await proxy.stop();
      await azure.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Outcome {
  readonly jobs: readonly RealJob[];
  /** In the conversation that asked for a backup of the VM, and for nothing else. */
  readonly arrived: (vm: string) => readonly Asked[];
}

/**
 * Each VM has one job, which is told in its order, once, with no go-ahead before its time. Where the job ended before
 * its snapshot was seen to be done, it is told with its end alone; that is so of some VMs at the most.
 */
export function expectKept(vms: readonly string[], { jobs, arrived }: Outcome): void {
  const kinds = (vm: string): readonly string[] => arrived(vm).map(({ what }) => what);
  for (const vm of vms) {
    const [job, ...others] = jobs.filter((one) => one.vm === vm);
    expect(others).toEqual([]);
    const goAhead = arrived(vm).find(({ what }) => what === 'snapshotDone');
    expect(kinds(vm)).toEqual(['answer', ...(goAhead ? ['snapshotDone'] : []), 'ended']);
    if (goAhead) expect(goAhead.atMs).toBeGreaterThanOrEqual(Date.parse(job?.snapshotDone ?? ''));
  }
  expect(vms.flatMap(kinds)).toContain('snapshotDone');
}
