import { type JobMinutes, judgeJobMinutes } from '../support/jobMinutes';

/** What holds of the verdict over any number of generated job-minutes; `npm test` takes some, `npm run test:ci` a million. */
export function describeVerdict(jobMinutes: number): void {
  describe(`the verdict over ${jobMinutes.toLocaleString('en')} job-minutes`, () => {
    let judged: JobMinutes;
    beforeAll(() => {
      judged = judgeJobMinutes(jobMinutes);
    });

    it('when a snapshot or restore runs that Azure showed, then clear is never said', () => {
      expect(judged.falseClears).toEqual([]);
    });

    it('when all is read in time and nothing runs, then clear is said', () => {
      expect(judged.plainlyClear).toBeGreaterThan(jobMinutes / 10);
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
      expect(judged.hazards).toBeGreaterThan(jobMinutes / 10);
    });
  });
}
