import type { EvidenceFact } from '../../../services/azure/checklist/answers';
import type { Exchanged } from '../seen';
import { type ChecklistQuestion, exchangeFact, unsettled } from './question';

const HEADER = 'x-ms-ratelimit-remaining-subscription-resource-requests';
const FACTS_MAX = 60;

export const readLimit: ChecklistQuestion<'readLimit'> = {
  id: 'readLimit',
  question: 'Which header says how many reads of jobs are left in the hour, from which number, and does it count down?',
  done: 'Noted the headers of every answer.',
  answer: ({ exchanged }) => {
    const evidence = factsOf(exchanged);
    const left = remainingOf(exchanged);
    const limit = Math.max(0, ...left);
    if (left.length === 0) return unsettled(`no answer to a read of jobs had the header ${HEADER}`, evidence);
    if (limit < 1) return unsettled('others had used all of the hour', evidence);
    const countsDown = left.some((value, at) => value < (left[at - 1] ?? -Infinity));
    return { settled: true, value: { header: HEADER, limit, countsDown }, evidence };
  },
};

/** Every read of jobs, and the first and the last of each other kind. */
function factsOf(exchanged: readonly Exchanged[]): readonly EvidenceFact[] {
  const kinds = [...new Set(exchanged.map(({ kind }) => kind))].map((kind) =>
    exchanged.filter((one) => one.kind === kind),
  );
  const kept = kinds.flatMap((ones) => (ones[0]?.kind === 'jobs' ? ones.slice(0, FACTS_MAX) : ends(ones)));
  return kept.map((one) => ({ ...exchangeFact(one), ...one.limits }));
}

function ends(ones: readonly Exchanged[]): readonly Exchanged[] {
  return ones.length > 2 ? [...ones.slice(0, 1), ...ones.slice(-1)] : ones;
}

function remainingOf(exchanged: readonly Exchanged[]): readonly number[] {
  return exchanged
    .filter(({ kind }) => kind === 'jobs')
    .map(({ limits }) => limits[HEADER])
    .filter((value) => value !== undefined);
}
