import type { AnswerId, EvidenceFact } from '../../../services/azure/checklist/answers';
import { MINUTE_MS } from '../../../services/platform/durations';
import { courseOf, shownBy } from '../course';
import type { GraphSeen, Seen } from '../seen';
import {
  betweenReads,
  type ChecklistQuestion,
  exchangeFact,
  type Found,
  isoOf,
  NO_BACKUP,
  unsettled,
} from './question';

const done = "Asked Resource Graph for the job's row: every 5 s at its start, every 15 s once its snapshot was done.";
/** A first query this soon after the start needs no earlier one that lacks the row. */
const SOON_MS = MINUTE_MS;
const FACTS_MAX = 100;

export const graphStart: ChecklistQuestion<'graphStart'> = {
  ...{ id: 'graphStart', done },
  question: 'How long after the start of a job does Resource Graph show its row?',
  answer: (seen) => lagOf(seen, courseOf(seen).startMs, ({ rows }) => rows > 0),
};

export const graphEnd: ChecklistQuestion<'graphEnd'> = {
  ...{ id: 'graphEnd', done },
  question: 'How long after the end of a job does its row in Resource Graph say so?',
  answer: (seen) => lagOf(seen, courseOf(seen).endMs, ({ ended }) => ended),
};

function lagOf(
  seen: Seen,
  sinceMs: number | null,
  shows: (row: GraphSeen) => boolean,
): Found<Extract<AnswerId, 'graphStart' | 'graphEnd'>> {
  const evidence = evidenceOf(seen);
  const why = seen.begunMs === null ? NO_BACKUP : unansweredWhy(seen);
  if (why !== null) return unsettled(why, evidence);
  // Before the job's own read, only this machine's time of the start is known.
  if (seen.jobs.length === 0 || sinceMs === null)
    return unsettled("the job's own read did not show when: --until-end follows a job to its end", evidence);
  const lagS = betweenReads(shownBy(seen.graph, shows), sinceMs, seen);
  if (lagS === null) return unsettled(`no row said so in ${seen.graph.length} queries`, evidence);
  if (lagS.least === null && lagS.most * 1_000 > SOON_MS)
    return unsettled(`the first query, ${lagS.most} s later, showed it already`, evidence);
  return { settled: true, value: { lagS: { ...lagS, least: lagS.least ?? 0 } }, evidence };
}

function unansweredWhy({ graph, exchanged }: Seen): string | null {
  if (graph.length > 0) return null;
  const { status = 0, code = '' } = exchanged.findLast(({ kind }) => kind === 'graph') ?? {};
  return `Resource Graph answered no query (HTTP ${status} ${code})`;
}

/** The answers where something changed, and the last. */
function evidenceOf({ graph, exchanged }: Seen): readonly EvidenceFact[] {
  const changes = graph.filter(
    (row, at) => row.status !== graph[at - 1]?.status || graph[at + 1]?.status !== row.status,
  );
  const refused = exchanged.filter(({ kind, status }) => kind === 'graph' && status !== 200).slice(0, 10);
  return [
    ...changes.slice(0, FACTS_MAX).map(({ atMs, doneMs, rows, status }) => ({
      ...{ at: isoOf(atMs), answered: isoOf(doneMs), rows, status },
    })),
    ...refused.map(exchangeFact),
  ];
}
