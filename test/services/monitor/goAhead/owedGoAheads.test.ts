import { createOwedGoAheads } from '../../../../services/monitor/goAhead/owedGoAheads';
import { newWatchedJob } from '../../../../services/monitor/track/watchedJob';
import { ManualClock } from '../../../support/manualClock';
import { aKey, anItem, aReading, NOTHING_READ } from '../../../support/samples';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const KNOWN = { jobId: 'j', startedMs: 0, retainUntilMs: null, askedBy: null, awaitsSnapshot: true };
const OWN = newWatchedJob(anItem(), { key: aKey('k'), ...KNOWN });

it('when a go-ahead that is owed is looked at every second, then few of the looks read Azure, ever fewer', async () => {
  const clock = new ManualClock();
  const owed = createOwedGoAheads();
  const readsIn = async (ms: number): Promise<number> => {
    let reads = 0;
    for (let left = ms; left > 0; left -= SECOND) {
      reads += Number(owed.isReadDue(OWN, { lastRead: NOTHING_READ, clock }));
      await clock.advance(SECOND);
    }
    return reads;
  };
  expect(await readsIn(MINUTE)).toBe(2);
  await clock.advance(60 * MINUTE);
  expect(await readsIn(10 * MINUTE)).toBe(2);
  // A list that was just read, by the monitor or a command, makes a re-check free.
  const lastRead = { ...NOTHING_READ, jobs: () => aReading([], clock.now()) };
  expect([owed.isReadDue(OWN, { lastRead, clock }), owed.isReadDue(OWN, { lastRead, clock })]).toEqual([true, true]);
});
