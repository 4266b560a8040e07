import { spawnSync } from 'node:child_process';

/**
 * Describes tests that need `subject`. Where it is missing, they are skipped and counted as skipped, as one test whose
 * name says why: nothing passes for what was not looked at.
 */
export function needing<T>(subject: T | null, missing: string): (what: string, tests: (subject: T) => void) => void {
  const leftOut = it.skip;
  return (what, tests) => {
    if (subject !== null)
      describe(what, () => {
        tests(subject);
      });
    else {
      process.stderr.write(`LEFT OUT, since ${missing}: ${what}\n`);
      leftOut(`${what} (left out, since ${missing})`, () => undefined);
    }
  };
}

/** Whether a program can be started. */
export function isHere(program: string): boolean {
  return spawnSync(program, ['version'], { stdio: 'ignore' }).status === 0;
}
