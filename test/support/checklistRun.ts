import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { startSimulatedAzure } from '../../playground/azure/server';
import {
  type AnswerId,
  type Checklist,
  parseChecklist,
  type Value,
  valueOf,
} from '../../services/azure/checklist/answers';
import { type Clock, createClock } from '../../services/platform/clock';
import { checklistTool } from '../../tools/checklist';
import { type AzureWeather, startAzureProxy } from './azureProxy';
import { tempFolder } from './tempFolder';

type SimulatorOptions = Partial<Parameters<typeof startSimulatedAzure>[0]>;

/** The simulated Azure behind a proxy with faults, and a clock that leaps over every wait. */
export interface ChecklistWorld {
  readonly azure: Awaited<ReturnType<typeof startSimulatedAzure>>;
  readonly clock: Clock;
  readonly folder: string;
  weather: AzureWeather;
  /** What the simulated Azure counted: `GET /__simulator`. */
  readonly happened: () => Promise<{
    readonly jobs: readonly SimulatedJob[];
    readonly reads: Readonly<Record<string, number>>;
  }>;
  readonly run: (args: readonly string[], given?: RunGiven) => Promise<ChecklistRun>;
  readonly stop: () => Promise<void>;
}

interface SimulatedJob {
  readonly id: string;
  readonly vm: string;
  readonly started: string;
  readonly snapshotDone: string | null;
  readonly ended: string | null;
}

interface RunGiven {
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed; absent: there is no terminal. */
  readonly types?: string;
  /** Called with each line; it may abort. */
  readonly onLine?: (line: string, stop: AbortController) => void;
}

interface ChecklistRun {
  readonly status: number;
  readonly said: readonly string[];
  readonly text: string;
  readonly file: Checklist;
}

export async function startChecklistWorld(options: SimulatorOptions = {}): Promise<ChecklistWorld> {
  const ticking = createClock({ speed: 60 });
  const clock: Clock = {
    ...{ speed: ticking.speed, now: () => ticking.now() },
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      ticking.advance(Math.max(0, ms));
    },
  };
  const azure = await startSimulatedAzure({
    ...{ clock: ticking, fleet: 'small', jobReadsPerHour: 150, faults: 0, points: 'end' },
    ...options,
  });
  const proxy = await startAzureProxy(azure.url);
  const folder = tempFolder();
  const world: ChecklistWorld = {
    ...{ azure, clock, folder },
    get weather() {
      return proxy.weather;
    },
    set weather(next) {
      proxy.weather = next;
    },
    happened: async () => (await (await fetch(`${azure.url}/__simulator`)).json()) as never,
    async run(args, { env = {}, types, onLine } = {}) {
      const stop = new AbortController();
      const said: string[] = [];
      const out = join(folder, 'checklist.json');
      const say = (line: string): void => {
        said.push(line);
        onLine?.(line, stop);
      };
      const ask = types === undefined ? null : async (): Promise<string> => types;
      const settings = { DATABASE_URL: `sqlite:${join(folder, 'bot.db')}`, AZURE_RESOURCE_MANAGER_URL: proxy.url };
      const status = await checklistTool(
        ['--out', out, ...args],
        { ...settings, ...env },
        { say, ask, signal: stop.signal, clock },
      );
      const text = readFileSync(out, 'utf8');
      return { status, said, text, file: parseChecklist(text, 'the file') };
    },
    async stop() {
      await proxy.stop();
      await azure.close();
    },
  };
  return world;
}

/** A settled value; throws where it is not settled. */
export function settledIn<Id extends AnswerId>(file: Checklist, id: Id): Value<Id> {
  const value = valueOf(file, id);
  if (value === null) throw new RangeError(`${id} is not settled: ${whyOf(file, id)}`);
  return value;
}

/** Why an answer is not settled; '' if it is. */
export function whyOf({ answers }: Checklist, id: AnswerId): string {
  return answers.find((one) => one.id === id)?.why ?? '';
}
