import { MINUTE_MS } from '../../../../services/platform/durations';
import { aRun, MonitorNight } from '../../../support/monitorNight';

const MANY = 110;

describe('snapshots for which no read is left', () => {
  let night: MonitorNight;
  afterEach(() => night.stop());

  test('when more are awaited than can be read, then their cards say so at once, and hardly ever change back', async () => {
    night = new MonitorNight(...Array.from({ length: MANY }, (_, n) => aRun(`vm-${n}`)));
    for (const run of night.runs) await night.ourTrigger(run);
    const marks = new Map<string, boolean[]>();
    night.raise = async (notices) => {
      const rows = new Map(night.watched.all.map((row) => [row.key, row.toldWithEnd === true]));
      for (const { jobKey } of notices) {
        const known = marks.get(jobKey) ?? [false];
        if (known.at(-1) !== rows.get(jobKey)) marks.set(jobKey, [...known, rows.get(jobKey) === true]);
      }
    };
    night.start();
    await night.clock.advance(MINUTE_MS);
    const marked = night.watched.all.filter(({ toldWithEnd }) => toldWithEnd === true);
    expect(marked.length).toBeGreaterThan(MANY - 75);
    expect(night.notices.filter(({ event }) => event === 'taskChanged')).toHaveLength(marked.length);
    expect(night.notices.every(({ job, readMs }) => job !== null && readMs >= job.startedAt!.getTime())).toBe(true);

    await night.clock.advance(120 * MINUTE_MS);
    const goAheads = night.notices.filter(({ event }) => event === 'snapshotDone');
    expect(goAheads.length).toBeGreaterThan(30);
    expect(night.notices.filter(({ event }) => event === 'ended')).toHaveLength(MANY);
    const changes = [...marks.values()].map(({ length }) => length - 1);
    expect(Math.max(...changes)).toBeLessThanOrEqual(2); // Marked, and perhaps within reach again.
  });

  test('when reads are left for all, then nothing is written and no card changes for it', async () => {
    night = new MonitorNight(...Array.from({ length: 10 }, (_, n) => aRun(`vm-${n}`)));
    for (const run of night.runs) await night.ourTrigger(run);
    night.start();
    await night.clock.advance(120 * MINUTE_MS);
    expect(night.watched.all.filter(({ toldWithEnd }) => toldWithEnd !== undefined)).toEqual([]);
  });
});
