import { followGoAheads } from '../support/goAheadMinutes';
import type { BrokenRule, GoAheadMinutes } from '../support/goAheadWorld';

/** Contract of go-aheads over generated job-minutes; `npm test` runs some, `npm run test:ci` a million. */
export function describeGoAheads(jobMinutes: number): void {
  describe(`go-aheads over ${jobMinutes.toLocaleString('en')} job-minutes`, () => {
    let followed: GoAheadMinutes;
    beforeAll(async () => {
      followed = await followGoAheads(jobMinutes);
    }, 600_000);

    it('when readings and messages come late, then none says "snapshot done" before it is, or while another runs', () => {
      expect(followed.falseGoAheads).toEqual([]);
    });

    it('what is told in place of a go-ahead is told once', () => {
      expect(followed.repeated).toEqual([]);
    });

    it('when so many minutes pass, then every outcome is met, and many are told late', () => {
      const { fresh, anotherSnapshot, unread, withdrawn } = followed.told;
      const some = jobMinutes / 4_000;
      expect(fresh).toBeGreaterThan(jobMinutes / 500);
      for (const told of [anotherSnapshot, unread, withdrawn, followed.owed]) expect(told).toBeGreaterThan(some);
      expect(followed.delayed).toBeGreaterThan(fresh / 4);
    });

    it('then the worlds reach what is dangerous: jobs in parallel, old ones, open triggers, lists that fail', () => {
      const { beside, besideOld, triggers, unlisted } = followed;
      expect(beside).toBeGreaterThan(jobMinutes / 1_000);
      expect(besideOld).toBeGreaterThan(jobMinutes / 5_000);
      expect(triggers).toBeGreaterThan(0);
      expect(unlisted).toBeGreaterThan(jobMinutes / 2_500);
    });
  });
}

const BROKEN: readonly BrokenRule[] = [
  'checkSkipped',
  'ownAlone',
  'failureIgnored',
  'oldHidden',
  'oldItemIgnored',
  'oldListTaken',
  'triggersIgnored',
];

/** Each broken rule must be noticed: the generated worlds reach the case that it guards. */
export function describeBrokenRules(jobMinutes: number): void {
  it.each(BROKEN)('when the rule is broken (%s), then a false go-ahead is found', async (broken) => {
    const { falseGoAheads } = await followGoAheads(jobMinutes, broken);
    expect(falseGoAheads.length).toBeGreaterThan(0);
  });
}
