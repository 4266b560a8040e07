import type { IdKey } from '../../backup/ids';
import type { AzureError } from '../../backup/vaults';
import type { Log } from '../../platform/log';

/** Told of each read of jobs: its problem, or null if it succeeded. */
export type NoteRead = (problem: AzureError | null) => void;

/** From this many failures in a row, a subscription counts as failing. */
const FAILING_FROM = 3;

/** Logs once when a subscription begins to fail, when the reason changes, and when it is read again. */
export function createReadLog(subscription: IdKey, log: Log): NoteRead {
  let failures = 0;
  let told: string | null = null;
  return (problem) => {
    failures = problem ? failures + 1 : 0;
    if (problem === null) {
      if (told !== null) log.info({ subscription }, 'the jobs of a subscription are read again');
      told = null;
      return;
    }
    const { code } = problem;
    const { kind } = problem.problem;
    const reason = `${kind} ${code}`;
    if (failures < FAILING_FROM || reason === told) return;
    told = reason;
    log.warn({ subscription, code, problem: kind }, 'the jobs of a subscription cannot be read; others are');
  };
}
