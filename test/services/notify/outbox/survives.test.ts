import fc from 'fast-check';

import { noticeOf } from '../../../support/notifySamples';
import { OutboxHarness } from '../../../support/outboxHarness';

/** What happens to a try, or between two tries. */
type Fate = 'ok' | 'retry' | 'lost' | 'arrived' | 'killedBefore' | 'killedAfter';
const FATES: readonly Fate[] = ['ok', 'ok', 'retry', 'lost', 'arrived', 'killedBefore', 'killedAfter'];
/** A message is given up after five answers that the channel failed; here that never happens. */
const UNANSWERED_MAX = 4;
const isUnanswered = (fate: Fate): boolean => fate === 'lost' || fate === 'arrived';

describe('whatever fails and however often the process is killed', () => {
  it('then every promised message arrives, in order, twice only where a send died unanswered', async () => {
    const fates = fc
      .array(fc.constantFrom(...FATES), { maxLength: 25 })
      .filter((script) => script.filter(isUnanswered).length <= UNANSWERED_MAX);
    const vms = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fates, vms, async (script, events) => {
        const { promised, arrived, unanswered } = await night(script, events);
        expect(firsts(arrived)).toEqual(promised);
        expect(arrived.length - promised.length).toBeLessThanOrEqual(unanswered);
      }),
      { seed: 22, numRuns: 25 },
    );
  });
});

async function night(
  script: Fate[],
  sizes: readonly number[],
): Promise<{ promised: string[]; arrived: string[]; unanswered: number }> {
  const box = new OutboxHarness();
  const left = [...script];
  const promised: string[] = [];
  let unanswered = 0;
  const process = { dead: false };
  // A killed process writes nothing more: its transactions are refused until the next one lives.
  box.store.before = () => {
    if (process.dead) throw new TypeError('this process is dead');
  };
  box.messenger.answer = () => {
    const fate = left.shift() ?? 'ok';
    if (fate === 'retry') return { fails: 'retry' };
    if (fate === 'ok') return 'ok';
    unanswered += 1;
    process.dead = fate.startsWith('killed');
    return { fails: 'unanswered', arrived: fate === 'arrived' || fate === 'killedAfter' };
  };
  const reborn = async (): Promise<void> => {
    const old = box.outbox.stop();
    await box.clock.advance(1_000);
    await old;
    process.dead = false;
    box.store.state.leases.clear();
    box.make().start();
  };

  box.outbox.start();
  let job = 0;
  for (const size of sizes) {
    const jobs = Array.from({ length: size }, () => `job-${(job += 1)}`);
    if (process.dead) await reborn();
    await box.asked(...jobs);
    await box.tell(...jobs.map((key) => noticeOf({ vm: key, job: key, atMs: box.clock.now().getTime() })));
    promised.push(...jobs.map((key) => `ended ${key}`));
    await box.clock.advance(700);
  }
  // A long time without faults at the end, enough for every retry.
  for (let n = 0; n < 90 && box.store.state.rows.size > 0; n += 1) {
    if (process.dead) await reborn();
    await box.clock.advance(20_000);
  }
  await box.end();
  return { promised, arrived: box.said(), unanswered };
}

function firsts(arrived: readonly string[]): string[] {
  return [...new Set(arrived)];
}
