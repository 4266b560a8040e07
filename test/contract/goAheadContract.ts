import { followGoAheads, type GoAheadMinutes } from '../support/goAheadMinutes';

/** What holds of go-aheads over any number of generated job-minutes; `npm test` takes some, `npm run test:ci` a million. */
export function describeGoAheads(jobMinutes: number): void {
  describe(`go-aheads over ${jobMinutes.toLocaleString('en')} job-minutes`, () => {
    let followed: GoAheadMinutes;
    beforeAll(async () => {
      followed = await followGoAheads(jobMinutes);
    }, 300_000);

    it('when readings and messages come late, then none says "snapshot done" before it is, or while another runs', () => {
      expect(followed.falseGoAheads).toEqual([]);
    });

    it('when so many minutes pass, then every outcome is met, and many are told late', () => {
      const { fresh, anotherSnapshot, unread, withdrawn } = followed.told;
      expect(fresh).toBeGreaterThan(jobMinutes / 500);
      for (const some of [anotherSnapshot, unread, withdrawn]) expect(some).toBeGreaterThan(0);
      expect(followed.delayed).toBeGreaterThan(fresh / 4);
    });
  });
}
