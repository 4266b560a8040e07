import { createReadLimiter, type ReadLimiter, type ReadShare } from '../../../services/readBudget/limiter';
import { ManualClock } from '../../support/manualClock';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

function limiter(watchMax: number | null = null, assumed = true): { clock: ManualClock; limiter: ReadLimiter } {
  const clock = new ManualClock();
  return { clock, limiter: createReadLimiter({ clock, assumed, watchMax }) };
}

/** How many reads go out at once until the first refusal. */
function spend(reads: ReadLimiter, share: ReadShare, max = 5_000): number {
  for (let count = 0; count < max; count++) if (reads.take(share)) return count;
  return max;
}

it('when no limit was seen, then commands spend 40 % of 150 an hour, the watcher half, and a tenth is left', () => {
  const { limiter: reads } = limiter();

  expect([spend(reads, 'command'), spend(reads, 'watch')]).toEqual([60, 75]);
});

it('when a limit was found out before, then it holds until Azure shows one, never under ten', () => {
  const limitOf = (limitBefore: number | null, seen?: number): number | null => {
    const reads = createReadLimiter({
      ...{ clock: new ManualClock(), assumed: true, watchMax: null },
      limitBefore: () => limitBefore,
    });
    if (seen !== undefined) reads.answered(seen);
    return reads.state().limit;
  };
  expect([limitOf(449), limitOf(120), limitOf(3), limitOf(null), limitOf(449, 200)]).toEqual([449, 120, 10, 150, 200]);
});

it('when Azure shows what remains, then the highest of 24 hours is the limit', async () => {
  const { clock, limiter: reads } = limiter();
  reads.answered(300);
  await clock.advance(23 * HOUR_MS);
  reads.answered(200);
  expect(reads.state().limit).toBe(300);

  await clock.advance(2 * HOUR_MS);

  expect(reads.state().limit).toBe(200);
});

it('when a share is spent, then it is refused until its oldest read is an hour old', async () => {
  const { clock, limiter: reads } = limiter();
  spend(reads, 'command');
  const refusal = reads.take('command');
  expect(refusal).toMatchObject({ own: true });

  await clock.advance(refusal!.until.getTime() - clock.now().getTime());

  expect(refusal!.until.getTime()).toBeGreaterThan(HOUR_MS + new Date('2026-11-22T17:00:00Z').getTime());
  expect(reads.take('command')).toBeNull();
});

it('when reads are spread over time, then no hour has more than the share', async () => {
  const { clock, limiter: reads } = limiter();
  const spentAt: number[] = [];
  for (let step = 0; step < 600; step++) {
    if (!reads.take('watch')) spentAt.push(clock.now().getTime());
    await clock.advance(17_000);
  }
  const within = spentAt.map((from) => spentAt.filter((time) => time >= from && time < from + HOUR_MS).length);
  expect(Math.max(...within)).toBeLessThanOrEqual(75);
});

it.each([
  ['all but a tenth', 15, 5],
  ['all but a twentieth', 7, 15],
])('when others have spent %s, then nothing is read for minutes: of %i for %i', async (_most, remaining, minutes) => {
  const { clock, limiter: reads } = limiter();
  reads.answered(150);
  reads.answered(remaining);
  await clock.advance(minutes * MINUTE_MS - 1);
  expect([reads.take('command')?.own, reads.take('watch')?.own]).toEqual([true, true]);

  await clock.advance(1);

  expect(reads.take('command')).toBeNull();
});

it('when it starts in an hour that others have spent, then it learns better later', async () => {
  const { clock, limiter: reads } = limiter();
  reads.answered(-1);
  await clock.advance(15 * MINUTE_MS);
  expect(reads.take('command')).toBeNull();

  reads.answered(149);

  expect(spend(reads, 'command')).toBe(58);
});

it('when Azure throttles, then nobody reads before the time it named', async () => {
  const { clock, limiter: reads } = limiter();
  const until = new Date(clock.now().getTime() + 324_000);
  reads.block(until);
  expect([reads.take('command'), reads.take('watch')]).toEqual([
    { own: false, until },
    { own: false, until },
  ]);

  await clock.advance(324_000);

  expect(reads.take('command')).toBeNull();
});

it('when AZURE_JOB_READS_PER_HOUR is given, then it is the watcher’s most; above the default it raises the commands’ share', () => {
  const { limiter: few } = limiter(10);
  expect([spend(few, 'command'), spend(few, 'watch')]).toEqual([60, 10]);

  const { limiter: many } = limiter(1_000);
  expect([spend(many, 'command'), spend(many, 'watch')]).toEqual([800, 1_000]);

  const { limiter: toldLess } = limiter(1_000);
  toldLess.answered(449);
  expect([spend(toldLess, 'command'), spend(toldLess, 'watch')]).toEqual([179, 225]);

  const { limiter: most } = limiter(135);
  most.answered(149);
  expect([spend(most, 'watch'), spend(most, 'command')]).toEqual([134, 14]);
});

it('when the watcher may take more than its half and has, then people still have a tenth, as long as Azure shows some', () => {
  const { limiter: reads } = limiter(135);
  let remaining = 150;
  const read = (share: ReadShare): boolean => {
    if (reads.take(share)) return false;
    reads.answered(--remaining);
    return true;
  };
  while (read('watch'));
  expect(remaining).toBe(16);

  reads.answered(3);

  expect(reads.take('watch')).toMatchObject({ own: true });
  expect(spend(reads, 'command')).toBe(3);
  reads.answered(-1);
  expect(reads.take('command')).toMatchObject({ own: true });
});

it('when the watcher has its half only, then what others left of the reserve is nobody’s', () => {
  const { limiter: reads } = limiter();
  reads.answered(149);
  reads.answered(14);
  expect(reads.take('command')).toMatchObject({ own: true });
});

it('when others say what they read, then it counts as if it were read here, and is not said again', async () => {
  const { clock, limiter: reads } = limiter();
  const nowMs = clock.now().getTime();
  const until = new Date(nowMs + 60_000);
  reads.take('watch');
  reads.setOthers([
    { kind: 'watch', atMs: nowMs, value: 70 },
    { kind: 'command', atMs: nowMs - 10 * MINUTE_MS, value: 59 },
    { kind: 'remaining', atMs: nowMs - 23 * HOUR_MS, value: 150 },
    { kind: 'blocked', atMs: until.getTime(), value: 0 },
  ]);
  expect(reads.take('watch')).toEqual({ own: false, until });
  expect(reads.counts()).toContainEqual({ kind: 'watch', atMs: nowMs, value: 1 });
  expect(reads.counts()).toHaveLength(2);

  await clock.advance(60_000);

  expect([spend(reads, 'command'), spend(reads, 'watch')]).toEqual([1, 4]);
  await clock.advance(51 * MINUTE_MS);
  expect(spend(reads, 'command')).toBe(59);
});

it('when an action has no known limit, then only Azure’s own refusal stops it', () => {
  const { clock, limiter: reads } = limiter(null, false);
  expect(spend(reads, 'command', 1_000)).toBe(1_000);
  reads.block(new Date(clock.now().getTime() + 1));
  expect(reads.take('command')).toMatchObject({ own: false });
});

it('when Azure shows a limit that was not assumed, then it is kept from then on', () => {
  const { limiter: reads } = limiter(null, false);
  reads.take('command');
  reads.answered(149);
  expect([spend(reads, 'command'), spend(reads, 'watch')]).toEqual([58, 74]);
});

it('when reads under way may use up what Azure last showed, then no further one goes out until they are answered', async () => {
  const { clock, limiter: reads } = limiter();
  reads.answered(149);
  reads.answered(30);
  spend(reads, 'command', 10);
  reads.answered(20);
  expect(spend(reads, 'command')).toBe(11);
  expect(reads.take('watch')).toEqual({ own: true, until: new Date(clock.now().getTime() + 10_000) });
  for (let answers = 0; answers < 20; answers++) reads.answered(149);
  expect(reads.take('watch')).toBeNull();
});

it('when a burst of commands comes, then the watcher foresees no more of them than are allowed, and loses nothing of its half', () => {
  const { limiter: reads } = limiter();
  spend(reads, 'command', 40);
  expect(reads.budget('watch')).toMatchObject({ perHour: 75, losesInAnHour: 0 });
});

it('when people go on to ask as they do, then the watcher that was given more than half knows what it will lose', async () => {
  const { clock, limiter: reads } = limiter(135);
  reads.answered(150);
  for (let minute = 0; minute < 15; minute++) {
    reads.take('command');
    await clock.advance(MINUTE_MS);
  }
  expect(reads.budget('watch')).toMatchObject({ perHour: 120, losesInAnHour: 45 });
  await clock.advance(30 * MINUTE_MS);
  expect(reads.budget('watch')).toMatchObject({ perHour: 120, losesInAnHour: 0 });
});
