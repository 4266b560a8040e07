import { HintBoard } from '../../../../services/monitor/hints/hintBoard';
import { aRun, aWatch, MonitorNight } from '../../../support/monitorNight';
import { VAULT } from '../../../support/samples';

const AFTER_S = 20 * 60;
const LAG_MS = 40_000;
const run = aRun('vm-01', AFTER_S);

/** A night with one backup that nobody announced. `shown`: whether Resource Graph shows it, so late. */
async function night(shown: boolean): Promise<MonitorNight> {
  const monitored = new MonitorNight(run);
  const board = new HintBoard();
  if (shown)
    monitored.hints = {
      seen() {
        const nowMs = monitored.clock.now().getTime();
        const row = {
          id: run.id,
          vault: VAULT,
          vmName: run.id,
          vmResourceGroup: null,
          startedAt: new Date(run.startMs),
        };
        if (nowMs - LAG_MS >= run.startMs) board.put([{ ...row, state: 'inProgress', endedAt: null }], 0);
        return board.seen(nowMs, true);
      },
    };
  monitored.watches = [aWatch('all')];
  monitored.start();
  await monitored.clock.advance(2 * 60 * 60 * 1_000);
  await monitored.stop();
  return monitored;
}

/** Seconds from the backup's start to the reading that showed it. */
const foundS = ({ notices }: MonitorNight): number => ((notices[0]?.readMs ?? Infinity) - run.startMs) / 1_000;

it('a backup that nobody announced is found within two minutes by its row; without hints later, and told alike', async () => {
  const [hinted, unhinted] = [await night(true), await night(false)];
  expect(foundS(hinted)).toBeLessThanOrEqual(120);
  expect(foundS(unhinted)).toBeGreaterThan(foundS(hinted));
  expect(hinted.told).toEqual(unhinted.told);
});
