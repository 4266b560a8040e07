import { type AzureClock, createAzureClock } from '../../../services/azure/azureClock';
import { ManualClock } from '../../support/manualClock';
import { type LogLine, recording } from '../../support/startBot';

const START = '2026-11-22T17:00:00.000Z';
const STEP_MS = 30_000;

let machine: ManualClock;
let lines: LogLine[];
let clock: AzureClock;
beforeEach(() => {
  machine = new ManualClock(START);
  lines = [];
  clock = createAzureClock(machine, recording(lines));
});

/** One request; `tookMs` pass until its answer, whose `Date` is that of a clock `aheadMs` ahead of the machine's. */
async function answered(aheadMs: number, tookMs = 40): Promise<void> {
  const heard = clock.asked();
  await machine.advance(tookMs / 2);
  const date = new Date(machine.now().getTime() + aheadMs).toUTCString();
  await machine.advance(tookMs / 2);
  heard(date);
}

async function follow(aheadMs: number, answers = 10): Promise<void> {
  for (let i = 0; i < answers; i++) {
    await answered(aheadMs);
    // Not whole seconds, so that `Date` is cut off at different places.
    await machine.advance(STEP_MS + 370);
  }
}

/** How far the clock is from one that is `aheadMs` ahead of the machine's. */
function missMs(aheadMs: number): number {
  return Math.abs(clock.now().getTime() - machine.now().getTime() - aheadMs);
}

it('until Azure has answered, then the clock is the machine’s', () => {
  expect(clock.now()).toEqual(machine.now());
  expect(clock.check()).toEqual({ ok: true, detail: 'no answer of Azure has told its time yet' });
});

it.each([8_000, -8_000, 300_000, 900])(
  'when Azure’s clock is %i ms ahead, then the clock goes by it to half a second, though Date has whole ones',
  async (aheadMs) => {
    await follow(aheadMs, 110);
    expect(missMs(aheadMs)).toBeLessThanOrEqual(500);
  },
);

it('when both clocks agree, then the clock stays exactly the machine’s', async () => {
  await follow(0);
  expect(clock.now()).toEqual(machine.now());
  expect(clock.check()).toEqual({ ok: true, detail: "equal to Azure's, to the second" });
});

it('when the machine is ahead, then the clock waits without standing still: no reading looks much younger', async () => {
  await answered(-8_000);
  const before = clock.now().getTime();
  await machine.advance(30_000);
  expect(clock.now().getTime() - before).toBe(27_000);
  await machine.advance(60_000);
  expect(missMs(-8_000)).toBeLessThanOrEqual(500);
});

it('when the machine is behind, then the clock catches up without a jump', async () => {
  await answered(8_000);
  const before = clock.now().getTime();
  expect(before - machine.now().getTime()).toBe(0);
  await machine.advance(5_000);
  expect(clock.now().getTime() - before).toBe(10_000);
});

it('whatever Azure’s answers tell, then the clock never goes back', async () => {
  let last = clock.now().getTime();
  for (const aheadMs of [5_000, -5_000, 60_000, -3_600_000, 0, 8_000, -8_000]) {
    for (let i = 0; i < 4; i++) {
      await answered(aheadMs);
      await machine.advance(11_000);
      expect(clock.now().getTime()).toBeGreaterThan(last);
      last = clock.now().getTime();
    }
  }
});

it('when the machine’s clock drifts, then the clock stays with Azure’s', async () => {
  for (let aheadMs = -8_000; aheadMs <= 8_000; aheadMs += 250) {
    await answered(aheadMs);
    await machine.advance(STEP_MS + 170);
    if (aheadMs > 0) expect(missMs(aheadMs)).toBeLessThanOrEqual(1_500);
  }
});

it('when one answer tells another time, then it is outvoted', async () => {
  await follow(8_000);
  await answered(600_000);
  await machine.advance(STEP_MS);
  expect(missMs(8_000)).toBeLessThanOrEqual(500);
});

it.each([
  ['an answer took too long', 8_000, 2_500],
  ['the time is more than a day away', 90_000_000, 40],
])('when %s, then its time is not taken', async (_, aheadMs, tookMs) => {
  await answered(aheadMs, tookMs);
  await machine.advance(STEP_MS);
  expect(clock.now()).toEqual(machine.now());
});

it('when an answer tells no time, then nothing is learned', () => {
  clock.asked()(undefined);
  clock.asked()('yesterday');
  expect(clock.check().detail).toBe('no answer of Azure has told its time yet');
});

it('when the answers tell no steady time, as a replay does, then the machine’s clock is kept', async () => {
  for (let i = 0; i < 60; i++) await answered(-20_000 * i);
  await machine.advance(STEP_MS);
  for (let i = 0; i < 5; i++) {
    await answered(-600_000 * i);
    await machine.advance(STEP_MS);
  }
  expect(clock.check()).toEqual({ ok: true, detail: "Azure's answers tell no steady time; it is not followed" });
  await machine.advance(STEP_MS);
  expect(missMs(0)).toBe(0);
});

it('when the machine’s clock is off by more than 5 s, then it is told, in the log once per change', async () => {
  await follow(8_000);
  expect(clock.check()).toEqual({ ok: false, detail: "8 s behind Azure's, which the bot goes by" });
  await follow(0);
  expect(clock.check().ok).toBe(true);
  await follow(-8_000);
  expect(clock.check()).toEqual({ ok: false, detail: "8 s ahead of Azure's, which the bot goes by" });
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['warn', "this machine's clock is 8 s behind Azure's, which the bot goes by"],
    ['info', "this machine's clock is right again"],
    ['warn', "this machine's clock is 8 s ahead of Azure's, which the bot goes by"],
  ]);
});

it('when Azure’s time is more than a day away, then /readyz is told, and it is not followed', async () => {
  await answered(90_000_000);
  expect(clock.check()).toEqual({ ok: false, detail: 'more than a day from Azure, whose time is not believed' });
});

it('when somebody sleeps while the clock waits, then he wakes at his time by Azure’s clock', async () => {
  await answered(-8_000);
  const untilMs = clock.now().getTime() + 20_000;
  let wokenMs = 0;
  const slept = clock.sleep(20_000, new AbortController().signal).then(() => {
    wokenMs = clock.now().getTime();
  });
  await machine.advance(30_000);
  await slept;
  expect(wokenMs).toBeGreaterThanOrEqual(untilMs - 1);
  expect(wokenMs).toBeLessThan(untilMs + 10);
});
