import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import {
  ANSWER_IDS,
  type AnswerId,
  type Checklist,
  CHECKLIST_FORMAT,
  CHECKLIST_VERSION,
  type ChecklistAnswer,
  parseChecklist,
  subscriptionMark,
} from '../../services/azure/checklist/answers';
import { OperatorError } from '../../services/platform/errors';
import { factWithoutNames, type WithoutNames } from './pseudonyms';
import { QUESTIONS } from './questions';
import type { Seen } from './seen';

interface Given extends Pick<Checklist, 'run' | 'azure' | 'names'> {
  readonly now: Date;
  readonly subscription: string;
  readonly take: WithoutNames;
  /** The answers of earlier runs. What this run does not settle stays as they settled it. */
  readonly earlier: Checklist | null;
}

/** Answers every question from what was seen. */
export function composeChecklist(seen: Seen, given: Given): Checklist {
  const { now, run, subscription, azure, names } = given;
  return {
    ...{ format: CHECKLIST_FORMAT, version: CHECKLIST_VERSION, writtenAt: now.toISOString() },
    ...{ run, subscription: subscriptionMark(subscription), azure, names },
    answers: ANSWER_IDS.map((id) => answerOf(id, seen, given)),
  };
}

function answerOf(id: AnswerId, seen: Seen, { now, take, names, earlier }: Given): ChecklistAnswer {
  const { question, done, answer } = QUESTIONS[id];
  const found = answer(seen);
  const before = earlier?.answers.find((one) => one.id === id);
  if (!found.settled && before?.settled === true)
    // The facts of an earlier run may hold real names.
    return earlier?.names === names ? before : { ...before, evidence: [] };
  const evidence = found.evidence.map((fact) => factWithoutNames(fact, take));
  const rest = { id, question, done, at: now.toISOString(), settled: found.settled };
  return found.settled ? { ...rest, value: found.value, evidence } : { ...rest, why: take(found.why), evidence };
}

/** The file of an earlier run; null if there is none. Throws OperatorError for a file that must not be replaced. */
export function readEarlier(path: string, subscription: string): Checklist | null {
  if (!existsSync(path)) return null;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw cannot(path, 'read', error);
  }
  const earlier = parseChecklist(text, `--out ${path}`);
  if (earlier.subscription === subscriptionMark(subscription)) return earlier;
  throw new OperatorError(`--out ${path}: the file is about another subscription; name another file.`);
}

/** Writes the whole file or nothing; only its owner may read it. Throws OperatorError if it cannot be written. */
export function writeChecklist(path: string, checklist: Checklist): void {
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(checklist, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw cannot(path, 'written', error);
  }
}

function cannot(path: string, what: string, error: unknown): OperatorError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
  return new OperatorError(`--out ${path}: the file cannot be ${what} (${code}); name another such as checklist.json.`);
}
