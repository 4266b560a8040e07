import fc from 'fast-check';

import type { Notice } from '../../../../services/backup/jobEvents';
import type { JobState } from '../../../../services/backup/types';
import { HintBoard } from '../../../../services/monitor/hints/hintBoard';
import type { TrueRun } from '../../../../simulation/trueRuns';
import { aRun, aWatch, CLOCK_START_MS, MonitorNight } from '../../../support/monitorNight';
import { VAULT } from '../../../support/samples';

const NIGHT_S = 2 * 60 * 60;
/** A person asked for the first; a watch covers all. */
const RUNS = ['vm-01', 'vm-02', 'vm-03'].map((name, place) => aRun(name, place * 40));

interface Lie {
  readonly fromS: number;
  readonly id: string;
  readonly state: JobState;
  readonly startedS: number;
  readonly endedS: number | null;
}

/** Rows that are true, late, doubled or invented. */
const lies: fc.Arbitrary<readonly Lie[]> = fc.array(
  fc.record({
    fromS: fc.integer({ min: 0, max: 3_600 }),
    id: fc.constantFrom('vm-01', 'vm-02', 'vm-03', 'VM-02', 'nobody'),
    state: fc.constantFrom<JobState>('inProgress', 'cancelling', 'unknown', 'completed', 'failed', 'cancelled'),
    startedS: fc.integer({ min: -3_600, max: 7_200 }),
    endedS: fc.option(fc.integer({ min: -3_600, max: 7_200 })),
  }),
  { maxLength: 12 },
);

const atS = (seconds: number): Date => new Date(CLOCK_START_MS + seconds * 1_000);

async function toldWith(rows: readonly Lie[]): Promise<readonly Notice[]> {
  const night = new MonitorNight(...RUNS);
  const board = new HintBoard();
  night.hints = {
    seen() {
      const now = night.clock.now();
      const come = rows.filter(({ fromS }) => atS(fromS) <= now);
      board.put(
        come.map(({ id, state, startedS, endedS }) => ({
          ...{ id, vault: VAULT, vmName: id, vmResourceGroup: null, state, startedAt: atS(startedS) },
          endedAt: endedS === null ? null : atS(endedS),
        })),
        0,
      );
      return board.seen(now.getTime(), true);
    },
  };
  night.watches = [aWatch('all')];
  await night.ourTrigger(RUNS[0]!);
  night.start();
  await night.clock.advance(NIGHT_S * 1_000);
  await night.stop();
  return night.notices.filter(({ event }) => event !== 'taskChanged');
}

function expectTrue({ event, readMs, job }: Notice, run: TrueRun): void {
  if (event === 'snapshotDone') expect(readMs).toBeGreaterThanOrEqual(run.snapshotEndMs);
  if (event === 'ended') expect([readMs >= run.endMs, job?.state]).toEqual([true, 'completed']);
}

it('a hint that lies changes no word: what was asked for is told as without hints, and all that is told is true', async () => {
  const said = (notices: readonly Notice[], name: string): readonly string[] =>
    notices.filter(({ vmName }) => vmName === name).map(({ event }) => event);
  const asked = said(await toldWith([]), 'vm-01');
  expect(asked).toEqual(['started', 'snapshotDone', 'ended']);
  await fc.assert(
    fc.asyncProperty(lies, async (rows) => {
      const notices = await toldWith(rows);
      expect(said(notices, 'vm-01')).toEqual(asked);
      for (const run of RUNS) {
        expect(said(notices, run.id).filter((event) => event === 'ended')).toHaveLength(1);
        for (const notice of notices) if (notice.vmName === run.id) expectTrue(notice, run);
      }
    }),
    { seed: 12, numRuns: 12 },
  );
});
