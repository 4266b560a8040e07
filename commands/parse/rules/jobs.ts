import type { Command, Parsed } from '../../../protocol/command';
import type { NamedSpan } from '../../../services/backup/schedule/calendar';
import type { Line } from '../line';
import { nearWords } from '../nearWords';
import { command, incomplete, type Rule } from './results';

const DAY_HOURS = 24;
const MONTH_HOURS = 30 * DAY_HOURS;
const LIST_WORD = /^(?:list|list all|リスト|一覧|いちらん|一覧表示|バックアップ一覧)$/i;
/**
 * Calendar spans; the first match decides. `today` is missing because it means the last 24 hours: backups run at night.
 */
const NAMED_SPANS: readonly (readonly [RegExp, NamedSpan])[] = [
  [/day before yesterday|一昨日|おととい|おとつい/i, 'dayBeforeYesterday'],
  [/last night|overnight|昨夜|昨晩|ゆうべ|昨日の[夜晩]/i, 'lastNight'],
  [/yesterday|昨日|きのう|さくじつ/i, 'yesterday'],
  [/this week|今週/i, 'thisWeek'],
  [/先週/, 'lastWeek'],
];

/** A long line's unknown words are not all compared: that would take it a tenth of a second. */
const COMPARED_MAX = 20;

/** Lists jobs, by a word for jobs or by a state or time alone: `failed yesterday`. */
export const jobsRule: Rule = (line) => {
  if (!line.has('job', 'jobs') && !isChoiceOfJobs(line)) return null;
  if (line.loose.slice(0, COMPARED_MAX).some(({ text }) => nearWords(text).length > 0)) return null;
  const [vm, ...more] = line.vms;
  const filter = filterOf(line);
  const other = line.find('otherTime');
  if (other) return otherTime(line, { vm, ...filter }, other.text);
  const rest = { ...filter, ...spanOf(line) };
  if (more.length > 0) {
    const offers = line.vms.slice(0, 3).map((name): Command => ({ kind: 'jobs', vm: name, ...rest }));
    return incomplete('oneVmOnly', { kind: 'jobs', line, offers });
  }
  return command({ kind: 'jobs', ...(vm !== undefined && { vm }), ...rest });
};

/** Whether the line asks for jobs by their state or time, without a word for jobs. */
function isChoiceOfJobs(line: Line): boolean {
  const isOfDay = line.has('day') && line.loose.length === 0;
  if (!isOfDay && !line.has('last') && !isRunning(line) && !hasFailed(line)) return false;
  const isAboutOne = line.vms.length > 0 && (line.isQuestion || line.has('backupNow', 'status', 'snapshot'));
  return !isAboutOne && !isListOfVms(line);
}

type JobFilter = 'running' | 'failed' | 'all';

function filterOf(line: Line): { filter?: JobFilter } {
  if (hasFailed(line)) return { filter: 'failed' };
  if (isRunning(line)) return { filter: 'running' };
  return line.has('all') ? { filter: 'all' } : {};
}

/** `errors` without a VM means failed jobs. */
function hasFailed(line: Line): boolean {
  return (
    line.has('failed') || (line.vms.length === 0 && line.tokens.some(({ text }) => /^(?:エラー|errors?)$/i.test(text)))
  );
}

/** `動いている` without a VM means running jobs. */
function isRunning(line: Line): boolean {
  return (
    line.has('running') || (line.vms.length === 0 && line.tokens.some(({ text }) => /^(?:動いて|走って)/.test(text)))
  );
}

/** `list failed backups` lists jobs; `list vms` lists VMs. */
function isListOfVms(line: Line): boolean {
  const words = line.tokens.filter(({ tag }) => tag === 'vms');
  if (hasFailed(line)) return false;
  const isOfJobs = isRunning(line) || line.has('day', 'last');
  return words.some(({ text }) => !(isOfJobs && LIST_WORD.test(text)));
}

/** A time that `jobs` does not take, such as `last month`. Nearby times are offered instead of a wrong list. */
function otherTime(line: Line, { vm, filter }: { vm: string | undefined; filter?: JobFilter }, typed: string): Parsed {
  const rest = { ...(vm !== undefined && { vm }), ...(filter && { filter }) };
  const offers: Command[] = [
    { kind: 'jobs', ...rest, when: 'thisWeek' },
    { kind: 'jobs', ...rest, when: 'lastWeek' },
    { kind: 'jobs', ...rest, lastHours: MONTH_HOURS },
  ];
  return incomplete('timeNotUnderstood', { kind: 'jobs', line, facts: { typed }, offers });
}

function spanOf(line: Line): { lastHours?: number; when?: NamedSpan } {
  const span = line.find('last', 'span', 'keep');
  if (span && /^last week$/i.test(span.text)) return { when: 'lastWeek' };
  if (span?.hours !== undefined) return { lastHours: span.hours };
  const day = line.find('day');
  if (day === undefined) return {};
  const when = NAMED_SPANS.find(([pattern]) => pattern.test(day.text))?.[1];
  return when ? { when } : { lastHours: DAY_HOURS };
}
