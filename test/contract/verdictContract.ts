import { type JobMinutes, judgeJobMinutes } from '../support/jobMinutes';

/** Contract of the verdict over generated minutes of jobs: 50,000 in `npm test`, a million in `npm run test:ci`. */
export function describeVerdict(jobMinutes: number): void {
  describe(`the verdict over ${jobMinutes.toLocaleString('en')} job-minutes`, () => {
    let judged: JobMinutes;
    beforeAll(async () => {
      judged = await judgeJobMinutes(jobMinutes);
    }, 600_000);

    it('when a snapshot or restore runs that Azure reports, shown or not, then clear is never said', () => {
      expect(judged.falseClears).toEqual([]);
    });

    it('when all is read in time and nothing runs, then clear is said', () => {
      expect(judged.plainlyClear).toBeGreaterThan(judged.of.minutes / 10);
      expect(judged.plainlyClearSaid / judged.plainlyClear).toBeGreaterThan(0.99);
    });

    it('when so many minutes pass, then every reason is met, and snapshots run in many of them', () => {
      expect(Object.keys(judged.reasons).sort()).toEqual(
        [
          'cancelling',
          'restoreUnknown',
          'restoring',
          'snapshotDone',
          'noneRunning',
          'snapshotRunning',
          'stale',
          'stateUnknown',
          'tasksUnknown',
          'triggerPending',
          'unread',
        ].sort(),
      );
      expect(judged.hazards).toBeGreaterThan(judged.of.minutes / 10);
    });

    it.each([
      ['two', 0.25],
      ['three', 0.1],
      ['sameSecond', 0.01],
      ['days', 0.25],
      ['nameless', 0.04],
      ['problem', 0.05],
      ['pending', 0.01],
    ] as const)('when so many minutes pass, then enough of them are of the kind “%s”', (kind, share) => {
      expect(judged.of[kind] / judged.of.minutes).toBeGreaterThan(share);
    });

    it('when so many minutes pass, then clear is said beside jobs of days whose snapshot is done', () => {
      expect(judged.clearBesideOld).toBeGreaterThan(judged.of.minutes / 50);
    });
  });
}
