import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { startSimulatedAzure } from '../../playground/azure/server';
import { type Clock, createClock } from '../../services/platform/clock';
import { HOUR_MS } from '../../services/platform/durations';

const FOLDER = join(__dirname, '../upgrade');

/** What remake.mjs notes beside the database that the first release's code made. */
export interface ReleasedFacts {
  /** When its simulated Azure began: all schedules follow from that moment. */
  readonly azureStarted: string;
  /** When its last process was killed, by its clock. */
  readonly ended: string;
  /** Where its channel listened. */
  readonly serviceUrl: string;
  /** A scheduled backup of web-01 that still ran, and of which somebody wanted to hear. */
  readonly scheduledJob: string;
}

export function releasedFacts(kind: 'sqlite' | 'postgres'): ReleasedFacts {
  const facts = JSON.parse(readFileSync(join(FOLDER, 'first-release.json'), 'utf8')) as Record<string, ReleasedFacts>;
  const found = facts[kind];
  if (!found) throw new RangeError(`first-release.json says nothing of ${kind}`);
  return found;
}

/** Puts the first release's SQLite database into the folder, and gives its path. */
export function unpackReleased(folder: string): string {
  const file = join(folder, 'bot.db');
  writeFileSync(file, gunzipSync(readFileSync(join(FOLDER, 'first-release.db.gz'))));
  return file;
}

/** Statements that make an empty PostgreSQL database the first release's. */
export function releasedDump(): string {
  return readFileSync(join(FOLDER, 'first-release.sql'), 'utf8');
}

/** Statements that move the conversations to another channel. */
export function movedTo(serviceUrl: string, { serviceUrl: before }: ReleasedFacts): string {
  const moved = (column: string): string => `${column} = replace(${column}, '${before}', '${serviceUrl}')`;
  return `update conversations set ${moved('reference')}; update activities set ${moved('body')};`;
}

/** Simulated time runs this fast, as for the first release. */
const SPEED = 60;

/** What the bot finds an hour after the first release's last process was killed, whatever day it is here. */
interface HourLater {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startHourLater({ azureStarted, ended }: ReleasedFacts): Promise<HourLater> {
  const nowMs = Date.parse(ended) + HOUR_MS;
  // A clock of that speed equals real time at its epoch: this one shows `nowMs` now.
  const epoch = new Date(Math.round((Date.now() * SPEED - nowMs) / (SPEED - 1)));
  const later = createClock({ speed: SPEED, epoch });
  let now = (): Date => new Date(azureStarted);
  const clock: Clock = { ...later, now: () => now() };
  const azure = await startSimulatedAzure({ clock, fleet: 'small', jobReadsPerHour: 0, faults: 0, points: 'end' });
  now = () => later.now();
  return {
    env: {
      AZURE_RESOURCE_MANAGER_URL: azure.url,
      CLOCK_SPEED: String(SPEED),
      CLOCK_EPOCH: epoch.toISOString(),
    },
    close: () => azure.close(),
  };
}
