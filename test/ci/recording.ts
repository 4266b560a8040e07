import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { VaultRef } from '../../services/backup/types';
import { needing } from '../support/needing';
import { freePort } from '../support/ports';

const RECORDINGS = join(__dirname, '../../../shared/recordings');
/** Every backup among the recorded sequences. */
export const SEQUENCES = [
  '00-2026-09-backup-now-three-tasks-dynamicError-progress100',
  '02-2019-05-backup-now-completed-filesystemconsistent',
  '05-2021-06-backup-now-failed-vm-gone-in-snapshot',
  '07-2021-07-backup-now-jobv2-first',
  '10-2022-03-backup-now-snapshot-retried-3x',
  '11-2022-08-backup-now-cancelled-after-snapshot',
  '13-2024-04-backup-now-windows-filesystemconsistent',
  '20-2022-02-backup-now-with-500-429-504-while-polling',
];

export const describeRecorded = needing(existsSync(RECORDINGS) ? RECORDINGS : null, '../shared/recordings is not here');

interface Exchange {
  readonly recordedAt: string;
  readonly request: { readonly method: string; readonly url: string };
  readonly response: { readonly status: number; readonly body: Body | null };
}
interface Body {
  readonly startTime?: string;
  readonly properties?: RawJob;
  readonly value?: readonly RawPoint[];
}
interface RawPoint {
  readonly name: string;
  readonly properties: { readonly recoveryPointType: string; readonly recoveryPointTime: string };
}
interface RawJob {
  readonly status: string;
  readonly jobId?: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly extendedInfo?: { readonly tasksList?: readonly { readonly taskId: string; readonly status: string }[] };
  readonly errorDetails?: readonly { readonly errorTitle: string }[];
}

/** A state of the job, as long as the recorded answers showed it. Epoch ms of the recording. */
export interface Turn {
  readonly startMs: number;
  readonly endMs: number;
  readonly status: string;
  readonly tasks: readonly { readonly name: string; readonly status: string }[];
  readonly errors: readonly string[];
  /** The job's status decides first: the snapshot of a failed job has ended, even if its task is InProgress. */
  readonly snapshotRuns: boolean;
}

export interface Recording {
  readonly file: string;
  readonly jobId: string;
  readonly operationPath: string;
  /** When the operation says that it began. */
  readonly operationStartMs: number;
  readonly turns: readonly Turn[];
  /** The HTTP statuses of the reads of the job that Azure answered with an error. */
  readonly failures: readonly number[];
  /** Of the last list, the latest first; the types as Azure wrote them. */
  readonly points: readonly { readonly id: string; readonly type: string }[];
  /** The type of the job's own; null where it was not listed. */
  readonly pointType: string | null;
}

export function openRecording(sequence: string): Recording {
  const file = join(RECORDINGS, 'sequences', `${sequence}.json`);
  const exchanges = JSON.parse(readFileSync(file, 'utf8')) as Exchange[];
  const operation = exchanges.find(
    ({ response: { status, body } }) => status === 200 && body?.properties?.jobId !== undefined,
  )!;
  const jobId = operation.response.body!.properties!.jobId!;
  const turns = turnsOf(exchanges, jobId);
  const job = jobReads(exchanges, jobId).at(-1)!.response.body!.properties!;
  return {
    file,
    jobId,
    operationPath: new URL(operation.request.url, 'https://management.azure.com').pathname,
    operationStartMs: Date.parse(operation.response.body!.startTime!),
    turns,
    failures: jobReads(exchanges, jobId, (status) => status !== 200).map(({ response }) => response.status),
    points: [...(pointLists(exchanges).at(-1) ?? [])]
      .sort((a, b) => b.properties.recoveryPointTime.localeCompare(a.properties.recoveryPointTime))
      .map(({ name, properties }) => ({ id: name, type: properties.recoveryPointType })),
    pointType: pointType(exchanges, job),
  };
}

function jobReads(
  exchanges: readonly Exchange[],
  jobId: string,
  has: (status: number) => boolean = (status) => status === 200,
): readonly Exchange[] {
  const path = new RegExp(`/backupJobs/${jobId}(\\?|$)`, 'i');
  return exchanges.filter(
    ({ request, response }) => request.method === 'GET' && path.test(request.url) && has(response.status),
  );
}

/** The first one also holds before the first answer: the replay shows it from the trigger on. */
function turnsOf(exchanges: readonly Exchange[], jobId: string): readonly Turn[] {
  const states = jobReads(exchanges, jobId).map(({ recordedAt, response }) => ({
    atMs: Date.parse(recordedAt),
    state: stateOf(response.body!.properties!),
  }));
  const begun = states.filter(({ state }, n) => JSON.stringify(state) !== JSON.stringify(states[n - 1]?.state));
  return begun.map(({ atMs, state }, n) => ({
    ...state,
    startMs: n === 0 ? atMs - 60_000 : atMs,
    endMs: begun[n + 1]?.atMs ?? Infinity,
  }));
}

function stateOf({ status, extendedInfo, errorDetails }: RawJob): Omit<Turn, 'startMs' | 'endMs'> {
  const tasks = (extendedInfo?.tasksList ?? []).map((task) => ({ name: task.taskId, status: task.status }));
  const isDone = tasks.some((task) => task.name === 'Take Snapshot' && task.status === 'Completed');
  return {
    status,
    tasks,
    errors: (errorDetails ?? []).map(({ errorTitle }) => errorTitle),
    snapshotRuns: status === 'InProgress' && !isDone,
  };
}

function pointLists(exchanges: readonly Exchange[]): readonly (readonly RawPoint[])[] {
  return exchanges
    .filter(({ request, response }) => response.status === 200 && /\/recoveryPoints(\?|$)/i.test(request.url))
    .map(({ response }) => response.body?.value ?? []);
}

/** Of the point that was taken between the job's start and its end (docs/azure.md). */
function pointType(exchanges: readonly Exchange[], { startTime = '', endTime = '' }: RawJob): string | null {
  const list = pointLists(exchanges).flat();
  const point = list.findLast(({ properties }) => {
    const ms = Date.parse(properties.recoveryPointTime);
    return ms >= Date.parse(startTime) && ms <= Date.parse(endTime);
  });
  return point?.properties.recoveryPointType ?? null;
}

export interface Replay {
  readonly url: string;
  readonly vault: VaultRef;
  readonly vm: string;
  /** How far the replay has moved the recording's times; the trigger settles it. */
  shiftMs(): Promise<number>;
  stop(): void;
}

/** Replays the recording over HTTP on the clock of CLOCK_SPEED and CLOCK_EPOCH; without it, read by read. */
export async function startReplay(
  { file, operationPath, operationStartMs }: Recording,
  clock: { readonly speed: number; readonly epoch: Date } | null,
): Promise<Replay> {
  const options = ['--port', String(await freePort())];
  if (clock) options.push('--speed', String(clock.speed), '--epoch', clock.epoch.toISOString());
  const replay = spawn(process.execPath, [join(RECORDINGS, 'replay.mjs'), file, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { url, subscription, resourceGroup, vault, vm } = JSON.parse(await firstLine(replay)) as Record<string, string>;
  return {
    url: url!,
    vault: { subscription: subscription!, resourceGroup: resourceGroup!, name: vault! },
    vm: vm!,
    shiftMs: async () => {
      const operation = (await (await fetch(`${url!}${operationPath}`)).json()) as Body;
      return Date.parse(`${operation.startTime!.replace(/Z$/, '')}Z`) - operationStartMs;
    },
    stop: () => {
      replay.kill();
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) =>
    child.stdout?.once('data', (data: Buffer) => {
      resolve(data.toString());
    }),
  );
}
