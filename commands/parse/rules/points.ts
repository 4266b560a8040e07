import type { Line } from '../line';
import { asksQuestion } from './asking';
import { forOneVm, type Rule } from './results';

/** Recovery points of one VM. */
export const pointsRule: Rule = (line) => {
  const isListOfBackups = line.has('vms') && /バックアップ一覧|list backups/i.test(line.text) && line.vms.length > 0;
  const isAboutJobs = line.vms.length === 0 && line.has('running', 'failed', 'last', 'day');
  if (isAboutJobs || (!line.has('points') && !isListOfBackups) || asksUnknown(line)) return null;
  return forOneVm(line, 'points', (vm) => ({ kind: 'points', vm }));
};

/** A question without a VM and with unknown words, such as "are backups encrypted?", is no command. */
export function asksUnknown(line: Line): boolean {
  return line.vms.length === 0 && line.loose.length > 0 && asksQuestion(line);
}
