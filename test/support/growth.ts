import { createContext, Script } from 'node:vm';

/** CPU time under which nobody cares how it grew. */
const FLOOR_MS = 20;
/** Twice the text takes twice the time where each letter is looked at a bounded number of times, else four times. */
const GROWTH_MAX = 3;
const TRIES = 5;
const AGAIN = 20;
/** No busy machine alone makes a text take so long. */
const SURE_MS = 500;
/** Real time after which work is stopped: it might take for ever. */
const STOP_MS = 10_000;

/**
 * Runs `work` on texts of doubling length, up to `length`. Returns one line that says where its CPU time grew faster
 * than the text. Null: it never did.
 */
export function superlinear(
  work: (text: string) => void,
  textOf: (length: number) => string,
  length: number,
): string | null {
  let before = Infinity;
  for (let size = Math.ceil(length / 64); size <= length; size *= 2) {
    const text = textOf(size);
    let took = cpuMsOf(work, text);
    for (let again = 1; again < TRIES && took > FLOOR_MS; again += 1) took = Math.min(took, cpuMsOf(work, text));
    // A busy machine slows one of them more than the other: both are measured again, in turn.
    for (let again = 0; again < AGAIN && took > FLOOR_MS && took > GROWTH_MAX * before; again += 1) {
      before = Math.min(before, cpuMsOf(work, textOf(size / 2)));
      if (took < SURE_MS) took = Math.min(took, cpuMsOf(work, text));
    }
    if (took > FLOOR_MS && took > GROWTH_MAX * before)
      return `${size} letters took ${took.toFixed(1)} ms, half of them ${before.toFixed(1)} ms`;
    before = took;
  }
  return null;
}

/** What `work` returns; `otherwise` where it takes longer than anything here may. */
export function stopped<T>(work: () => T, otherwise: T): T {
  try {
    return new Script('work()').runInContext(createContext({ work }), { timeout: STOP_MS }) as T;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return otherwise;
    throw error;
  }
}

/** A text of exactly so many UTF-16 units: the parts in turn, or (`inBlocks`) each for its share of the text. */
export function repeated(parts: readonly string[], length: number, inBlocks = false): string {
  if (!inBlocks)
    return parts
      .join('')
      .repeat(Math.ceil(length / parts.join('').length))
      .slice(0, length);
  return parts.map((part) => repeated([part], Math.floor(length / parts.length))).join('');
}

function cpuMsOf(work: (text: string) => void, text: string): number {
  const began = process.cpuUsage();
  work(text);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}
