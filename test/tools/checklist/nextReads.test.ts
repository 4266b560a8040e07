import fc from 'fast-check';

import type { Job, Task } from '../../../services/backup/types';
import { nextReads } from '../../../tools/checklist/nextReads';
import { type Exchanged, nothingSeen, type ReadKind, type Seeing } from '../../../tools/checklist/seen';
import { VAULT } from '../../support/samples';

const START_MS = Date.UTC(2027, 0, 1);
const HOUR_MS = 3_600_000;

/** A backup, its times in seconds: the snapshot after the start, the end after the snapshot. */
interface Life {
  readonly snapshotS: number;
  readonly endS: number;
  readonly pointAtEnd: boolean;
  readonly graphLagS: number;
  /** How far this machine's clock is behind Azure's. */
  readonly skewS: number;
  /** Share of failing reads, in percent. */
  readonly faults: number;
}

function jobAt({ snapshotS, endS }: Life, azureMs: number): Job {
  const doneMs = START_MS + snapshotS * 1_000;
  const endMs = doneMs + endS * 1_000;
  const [done, ended] = [azureMs >= doneMs, azureMs >= endMs];
  const snapshot: Task = {
    ...{ name: 'Take Snapshot', state: done ? 'completed' : 'inProgress', statusText: '', durationMs: null },
    ...{ startedAt: new Date(START_MS), endedAt: done ? new Date(doneMs) : null },
  };
  return {
    ...{ id: 'j', vault: VAULT, vmName: 'vm', vmResourceGroup: null, operation: 'Backup', errors: [], sizeMb: null },
    ...{ state: ended ? 'completed' : 'inProgress', statusText: '', startedAt: new Date(START_MS) },
    ...{
      endedAt: ended ? new Date(endMs) : null,
      durationMs: null,
      tasks: [snapshot],
      retainUntil: null,
      restore: null,
    },
  };
}

/** Does what `nextReads` says, until it says nothing more. Returns the times of all reads by kind. */
function live(
  life: Life,
  untilEnd: boolean,
): { readonly seeing: Seeing; readonly at: Readonly<Record<ReadKind, number[]>> } {
  const seeing = nothingSeen();
  const at: Record<ReadKind, number[]> = { jobs: [], points: [], items: [], graph: [], probe: [] };
  const skewMs = life.skewS * 1_000;
  let nowMs = START_MS - skewMs;
  let count = 0;
  seeing.begunMs = nowMs;
  for (;;) {
    const next = Object.entries(nextReads(seeing, { untilEnd, nowMs }))
      .flatMap(([kind, ms]) => (ms === null ? [] : [{ kind: kind as 'jobs' | 'points' | 'graph', ms }]))
      .sort((a, b) => a.ms - b.ms)[0];
    if (next === undefined) return { seeing, at };
    nowMs = Math.max(nowMs, next.ms) + 200;
    count += 1;
    if (count > 20_000) throw new RangeError('it never ends');
    const fails = (count * 37) % 100 < life.faults;
    const times = { atMs: nowMs, doneMs: nowMs + 100 };
    at[next.kind].push(nowMs);
    const azureMs = nowMs + skewMs;
    const exchanged: Exchanged = {
      ...times,
      ...{ kind: next.kind, status: fails ? 500 : 200, code: '', message: '', limits: {}, untilMs: null },
      dateMs: Math.floor(azureMs / 1_000) * 1_000,
    };
    seeing.exchanged.push(exchanged);
    if (!fails) read(seeing, life, { kind: next.kind, times, azureMs });
  }
}

function read(
  seeing: Seeing,
  life: Life,
  {
    kind,
    times,
    azureMs,
  }: { kind: 'jobs' | 'points' | 'graph'; times: { atMs: number; doneMs: number }; azureMs: number },
): void {
  const doneMs = START_MS + life.snapshotS * 1_000;
  const endMs = doneMs + life.endS * 1_000;
  if (kind === 'jobs') seeing.jobs.push({ ...times, job: jobAt(life, azureMs) });
  if (kind === 'graph') {
    const lagged = azureMs - life.graphLagS * 1_000;
    const ended = lagged >= endMs;
    seeing.graph.push({ ...times, rows: lagged < START_MS ? 0 : 1, status: ended ? 'Completed' : 'InProgress', ended });
  }
  if (kind === 'points') {
    const isListed = azureMs >= (life.pointAtEnd ? endMs : doneMs);
    const point = { id: 'p', at: new Date(START_MS + 5_000), type: '', os: null, tiers: [], expiresAt: null };
    seeing.points.push({ ...times, points: isListed ? [point] : [] });
    const ended = azureMs >= endMs;
    seeing.items.push({
      ...times,
      lastRecoveryPointMs: isListed ? START_MS + 5_000 : START_MS - HOUR_MS,
      lastBackupMs: ended ? START_MS : START_MS - HOUR_MS,
    });
  }
}

const life: fc.Arbitrary<Life> = fc.record({
  snapshotS: fc.oneof(fc.integer({ min: 456, max: 471 }), fc.integer({ min: 200, max: 4_000 })),
  endS: fc.integer({ min: 200, max: 12_000 }),
  pointAtEnd: fc.boolean(),
  graphLagS: fc.integer({ min: 0, max: 3_000 }),
  skewS: fc.integer({ min: -30, max: 30 }),
  faults: fc.constantFrom(0, 0, 20, 100),
});

/** The most reads in any hour. */
function mostAnHour(at: readonly number[]): number {
  return Math.max(0, ...at.map((from) => at.filter((ms) => ms >= from && ms < from + HOUR_MS).length));
}

it('property: a run ends, reads jobs rarely, and stays far from the other limits', () => {
  const property = fc.property(life, fc.boolean(), (one, untilEnd) => {
    const { at } = live(one, untilEnd);
    expect(mostAnHour(at.jobs)).toBeLessThanOrEqual(24);
    expect(mostAnHour(at.points)).toBeLessThanOrEqual(200);
    const pauses = at.jobs.slice(1).map((ms, index) => ms - (at.jobs[index] ?? 0));
    expect(Math.min(Infinity, ...pauses)).toBeGreaterThanOrEqual(60_000);
  });
  fc.assert(property, { seed: 12, numRuns: 12 });
});

it('property: without faults, a run to the end sees the snapshot, the point and the end', () => {
  const property = fc.property(life, (one) => {
    const { seeing, at } = live({ ...one, faults: 0 }, true);
    const last = seeing.jobs.at(-1)?.job;
    expect(last?.state).toBe('completed');
    expect(seeing.points.at(-1)?.points).toHaveLength(1);
    // On the grid, the first read stands behind the snapshot's tick, however wrong this machine's clock is.
    if (one.snapshotS >= 456 && one.snapshotS <= 471) {
      const [first] = seeing.jobs;
      expect(first?.job.tasks?.[0]?.state).toBe('completed');
      expect(at.jobs.length).toBeLessThanOrEqual(4 + Math.ceil(one.endS / 600));
    }
  });
  fc.assert(property, { seed: 13, numRuns: 20 });
});
