import type { Value } from '../../../services/azure/checklist/answers';
import type { PageSeen } from '../seen';
import { type ChecklistQuestion, unsettled } from './question';

type Page = Value<'paging'>['jobs'];

export const paging: ChecklistQuestion<'paging'> = {
  id: 'paging',
  question: 'Do the lists of jobs, items and recovery points come in pages, from how many rows on, and does $top work?',
  done: 'Read the first page of each list, then the same with $top=1.',
  answer: ({ pages: { jobs, items, points } }) => {
    const evidence = Object.entries({ jobs, items, points }).flatMap(([list, page]) =>
      page ? [{ list, ...page }] : [],
    );
    if (!jobs || !items || !points) return unsettled('not all three lists could be read', evidence);
    return { settled: true, value: { jobs: pageOf(jobs), items: pageOf(items), points: pageOf(points) }, evidence };
  },
};

function pageOf(page: PageSeen): Page {
  return { rows: page.rows, nextLink: page.nextLink, top: topOf(page) };
}

/** With one row or none, `$top=1` shows nothing. */
function topOf({ rows, topRows, topStatus }: PageSeen): Page['top'] {
  if (topStatus >= 400 && topStatus < 429) return 'refused';
  if (topRows === null || rows < 2) return 'unclear';
  return topRows === 1 ? 'honoured' : 'ignored';
}
