import type { Line } from '../line';
import { command, forOneVm, type Rule } from './results';

const HOURS_PER_DAY = 24;

/** How many days back from now each word reaches. */
const DAYS_BACK: readonly (readonly [RegExp, number])[] = [
  [/day before yesterday|一昨日|おととい|おとつい/i, 3],
  [/yesterday|昨日|きのう|昨夜|昨晩|ゆうべ|last night|overnight/i, 2],
  [/this week|今週/i, 7],
  [/先週/, 14],
];

/** The log of requested operations, for all VMs or one. */
export const auditRule: Rule = (line) => {
  if (!line.has('audit')) return null;
  const [vm, ...more] = line.vms;
  if (more.length > 0) return forOneVm(line, 'audit', (name) => ({ kind: 'audit', vm: name }));
  return command({ kind: 'audit', ...(vm !== undefined && { vm }), ...lastDaysOf(line) });
};

function lastDaysOf(line: Line): { lastDays?: number } {
  const span = line.find('last', 'span', 'keep');
  if (span?.hours !== undefined) return { lastDays: Math.ceil(span.hours / HOURS_PER_DAY) };
  const day = line.find('day');
  if (day === undefined) return {};
  return { lastDays: DAYS_BACK.find(([pattern]) => pattern.test(day.text))?.[1] ?? 1 };
}
