import { type IdKey, idKey, type JobKey } from '../../../../services/backup/ids';
import { ReadingState } from '../../../../services/monitor/poll/readingState';
import type { WatchedJob } from '../../../../services/monitor/track/watchedJob';
import { randomFrom } from '../../../../simulation/random';
import { runsTogether, vaultNamed, watchedRun } from '../../../../simulation/trueRuns';
import { MemoryHistory, MemoryWatched } from '../../../support/memoryWatched';
import { aKey } from '../../../support/samples';

const NOW = Date.parse('2026-11-22T17:00:00Z');

function jobsIn(vaults: number, count: number): WatchedJob[] {
  return runsTogether(count, randomFrom(1), { vaults }).map(watchedRun);
}

class Rows {
  readonly watched = new MemoryWatched();
  /** Number of rows read so far. */
  read = 0;

  async add(...jobs: readonly WatchedJob[]): Promise<void> {
    for (const job of jobs) await this.watched.add(job);
  }

  refresh(memory: ReadingState): Promise<ReadonlySet<IdKey>> {
    const counted = async <T extends readonly unknown[]>(rows: Promise<T>): Promise<T> => {
      this.read += (await rows).length;
      return rows;
    };
    const tables = {
      history: new MemoryHistory(),
      watched: Object.assign(Object.create(this.watched) as MemoryWatched, {
        open: (after: JobKey | null, limit: number) => counted(this.watched.open(after, limit)),
        revision: () => this.watched.revision(),
        changedSince: async (revision: number, limit: number) => {
          const changed = await this.watched.changedSince(revision, limit);
          this.read += changed.rows.length;
          return changed;
        },
      }),
    };
    return memory.refresh((work) => work(tables));
  }
}

describe('what the watcher remembers', () => {
  it('when a process starts, then it remembers what is open, and learns from the last thousand changes', async () => {
    const rows = new Rows();
    const open = jobsIn(3, 600);
    const done = jobsIn(3, 1_400).map((job) => ({
      ...job,
      key: aKey(`${job.key}-old`),
      jobId: `${job.key}-old`,
      done: true,
    }));
    await rows.add(...done, ...open);
    const memory = new ReadingState();
    await rows.refresh(memory);
    expect(memory.size).toBe(600);
    expect(rows.read).toBe(600 + 1_000);
  });

  it('when another process changes something, then only that is read', async () => {
    const rows = new Rows();
    const [first, second, third] = jobsIn(1, 3) as [WatchedJob, WatchedJob, WatchedJob];
    await rows.add(first, second);
    const memory = new ReadingState();
    await rows.refresh(memory);
    await rows.watched.save({ ...first, done: true });
    await rows.add(third);
    rows.read = 0;
    await rows.refresh(memory);
    expect(memory.openOf(vaultNamed(0)).map(({ key }) => key)).toEqual([second.key, third.key]);
    expect(rows.read).toBe(2);
  });

  it.each([
    ['its snapshot is waited for', { awaitsSnapshot: true }],
    ['somebody here asked for it', { askedBy: 'Aiko' }],
  ])(
    'when it is written that %s, after a list that is newer than the row, then it is known at once',
    async (_, told) => {
      const rows = new Rows();
      const [job] = jobsIn(1, 1).map((one) => ({ ...one, awaitsSnapshot: false, askedBy: null })) as [WatchedJob];
      await rows.add(job);
      const memory = new ReadingState();
      await rows.refresh(memory);
      memory.put([{ ...job, readMs: NOW }]); // An unchanged list is not written.
      await rows.watched.save({ ...job, ...told });
      await rows.refresh(memory);
      expect(memory.openOf(vaultNamed(0))).toMatchObject([told]);
    },
  );

  it('when jobs of several subscriptions are watched, then each plan gets its own', () => {
    const memory = new ReadingState();
    const [ours, theirs] = jobsIn(2, 2) as [WatchedJob, WatchedJob];
    const vault = { ...theirs.ref.vault, subscription: 'ABC' };
    const moved = { ...theirs, ref: { ...theirs.ref, vault } };
    memory.put([ours, moved]);
    const others = { ...vault, name: 'discovered' };
    expect(memory.subscriptions([others])).toEqual([ours.ref.vault.subscription, 'abc']);
    const known = memory.known(idKey('abc'), { nowMs: NOW, discovered: [others] });
    expect(known.jobs.map(({ watched }) => watched.key)).toEqual([moved.key]);
    expect(known.vaults).toMatchObject([
      { vault, discovers: false },
      { vault: others, discovers: true },
    ]);
  });

  it('when a job is dropped, then its vault is read no more', () => {
    const memory = new ReadingState();
    const [job] = jobsIn(1, 1) as [WatchedJob];
    memory.put([job]);
    memory.drop(job.key);
    expect(memory.subscriptions([])).toEqual([]);
    expect(memory.size).toBe(0);
  });

  it('when vaults were never listed, then they come one after the other, each overdue', () => {
    const memory = new ReadingState();
    memory.put(jobsIn(3, 3));
    const [first, second, third] = memory.known(idKey(vaultNamed(0).subscription), {
      nowMs: NOW,
      discovered: [],
    }).vaults;
    expect(first!.readMs).toBeLessThan(NOW);
    expect(second!.readMs).toBeLessThan(first!.readMs);
    expect(third!.readMs).toBeLessThan(second!.readMs);
  });
});
