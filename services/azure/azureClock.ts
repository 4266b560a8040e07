import type { Clock } from '../platform/clock';
import { DAY_MS, SECOND_MS } from '../platform/durations';
import type { Log } from '../platform/log';

/** A clock that follows the `Date` header of Azure's answers. */
export interface AzureClock extends Clock {
  /** Notes that a request goes out now. What it returns takes the `Date` of the answer, the moment that it came. */
  readonly asked: () => (date: string | undefined) => void;
  /** How far this machine's clock is from Azure's, for /readyz. Good up to 5 s. */
  readonly check: () => { readonly ok: boolean; readonly detail: string };
}

/** What one answer tells: Azure's clock is ahead of this machine's by `leastMs` to `mostMs`. */
interface Sample {
  readonly leastMs: number;
  readonly mostMs: number;
  readonly atMs: number;
}

/** `Date` has whole seconds, cut off. */
const DATE_MS = SECOND_MS;
/** An answer that took longer tells too little. */
const ANSWER_MS_MAX = 2 * SECOND_MS;
/** Answers within this time count as one; the fastest of them is kept. */
const SAMPLE_EVERY_MS = 10 * SECOND_MS;
const SAMPLES = 5;
/** Samples that differ by more come from no steady clock: a replay, or a proxy that answers from a cache. */
const SCATTER_MS_MAX = 3 * SECOND_MS;
/** A `Date` farther away is believed to be no clock's. */
const OFFSET_MS_MAX = DAY_MS;
/** Beyond this the machine's clock is told to be wrong, and below the second figure to be right again. */
const TOLD_MS = 5 * SECOND_MS;
const RIGHT_MS = 4 * SECOND_MS;
/**
 * The clock never jumps. While it catches up it runs twice as fast. While it waits it runs a tenth slower, and no more:
 * a reading must not look much younger than it is.
 */
const FASTER = 1;
const SLOWER = 0.1;

/**
 * Azure's time, as far as answers tell it: `machine` until the first answer. The offset is the middle of what the
 * newest samples allow (by their medians). It moves only when they rule it out, so that two clocks that agree stay
 * exactly equal.
 */
export function createAzureClock(machine: Clock, log: Pick<Log, 'info' | 'warn'>): AzureClock {
  let samples: readonly Sample[] = [];
  let isFarAway = false;
  let isTold = false;
  let offsetMs = 0;
  let appliedMs = 0;
  let lastMs = machine.now().getTime();

  const nowMs = (): number => {
    const machineMs = machine.now().getTime();
    const passedMs = Math.max(0, machineMs - lastMs);
    lastMs = machineMs;
    appliedMs += Math.min(Math.max(offsetMs - appliedMs, -passedMs * SLOWER), passedMs * FASTER);
    return machineMs + appliedMs;
  };
  const learn = (sample: Sample): void => {
    nowMs();
    samples = withSample(samples, sample);
    offsetMs = offsetOf(samples, offsetMs);
    const isOff = Math.abs(offsetMs) > (isTold ? RIGHT_MS : TOLD_MS);
    if (isOff !== isTold && isOff) log.warn({ offsetMs }, `this machine's clock is ${distance(offsetMs)}`);
    else if (isOff !== isTold) log.info({ offsetMs }, "this machine's clock is right again");
    isTold = isOff;
  };
  return {
    speed: machine.speed,
    now: () => new Date(nowMs()),
    async sleep(ms, signal) {
      const untilMs = nowMs() + ms;
      // The clock may run slower meanwhile.
      let leftMs = ms;
      do {
        await machine.sleep(leftMs, signal);
        leftMs = untilMs - nowMs();
      } while (leftMs >= 1);
    },
    asked: () => {
      const sentMs = machine.now().getTime();
      return (date) => {
        const atMs = machine.now().getTime();
        const toldMs = Date.parse(date ?? '');
        if (Number.isNaN(toldMs) || atMs - sentMs > ANSWER_MS_MAX) return;
        const sample = { leastMs: toldMs - atMs, mostMs: toldMs + DATE_MS - sentMs, atMs };
        isFarAway = Math.abs(middleOf(sample)) > OFFSET_MS_MAX;
        if (!isFarAway) learn(sample);
      };
    },
    check: () => {
      if (isFarAway) return { ok: false, detail: 'more than a day from Azure, whose time is not believed' };
      if (samples.length === 0) return { ok: true, detail: 'no answer of Azure has told its time yet' };
      if (scatters(samples)) return { ok: true, detail: "Azure's answers tell no steady time; it is not followed" };
      return { ok: !isTold, detail: distance(offsetMs) };
    },
  };
}

/** The newest samples, oldest first. */
function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (!last || sample.atMs - last.atMs >= SAMPLE_EVERY_MS) return [...samples, sample].slice(-SAMPLES);
  const isNarrower = sample.mostMs - sample.leastMs < last.mostMs - last.leastMs;
  return isNarrower ? [...samples.slice(0, -1), { ...sample, atMs: last.atMs }] : samples;
}

function offsetOf(samples: readonly Sample[], knownMs: number): number {
  if (scatters(samples)) return 0;
  const leastMs = median(samples.map((sample) => sample.leastMs));
  const mostMs = median(samples.map((sample) => sample.mostMs));
  return knownMs >= leastMs && knownMs <= mostMs ? knownMs : (leastMs + mostMs) / 2;
}

/** Whether half of the samples lie far from their middle. */
function scatters(samples: readonly Sample[]): boolean {
  const middles = samples.map(middleOf);
  const middleMs = median(middles);
  return median(middles.map((ms) => Math.abs(ms - middleMs))) > SCATTER_MS_MAX;
}

function middleOf({ leastMs, mostMs }: Sample): number {
  return (leastMs + mostMs) / 2;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2;
}

function distance(offsetMs: number): string {
  const seconds = Math.round(Math.abs(offsetMs) / SECOND_MS);
  const side = offsetMs > 0 ? 'behind' : 'ahead of';
  return seconds === 0 ? "equal to Azure's, to the second" : `${seconds} s ${side} Azure's, which the bot goes by`;
}
