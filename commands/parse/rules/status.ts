import type { Command } from '../../../protocol/command';
import type { Line } from '../line';
import type { Tag } from '../tokenize';
import { FILLERS } from './fillers';
import { asksUnknown } from './points';
import { command, forOneVm, type Rule, unknown } from './results';

/** The status card shows the consistency of the last recovery point. */
const CONSISTENCY = /整合性|\bconsistency\b/i;

/** Whether the line asks for a VM's state without a word for it: a question, or `yesterday's backup of vm-01`. */
function asksForVm(line: Line): boolean {
  if (line.vms.length === 0 || line.has('howTo', 'permit', 'request')) return false;
  if (line.has('ask') || line.endsOpen || CONSISTENCY.test(line.text)) return true;
  const isDaysBackup = line.has('day') && line.has('of') && line.has('backupNow');
  return isDaysBackup && !line.has('please', 'do', 'negate', 'no');
}

/** The status of one VM, or the list of all VMs. */
export const statusRule: Rule = (line) => {
  if ((!line.has('status') && !asksForVm(line)) || asksUnknown(line)) return null;
  if (line.vms.length === 0 && line.has('vms', 'all')) return command({ kind: 'vms' });
  return forOneVm(line, 'status', (vm) => ({ kind: 'status', vm }));
};

/** The bot neither stops a VM nor takes a snapshot alone, so it offers the nearest commands. */
export const unsupportedRule: Rule = (line) => {
  const [vm] = line.vms;
  if (vm === undefined || line.vms.length > 1) return null;
  if (line.has('operate', 'stop', 'start'))
    return unknown(line, [
      { kind: 'safe', vm },
      { kind: 'status', vm },
    ]);
  if (!line.has('snapshot')) return null;
  if (line.isQuestion) return command({ kind: 'status', vm });
  const backup: Command[] = line.loose.length > 0 || line.has('negate') ? [] : [{ kind: 'backupNow', vms: [vm] }];
  return unknown(line, [{ kind: 'status', vm }, ...backup]);
};

/** The bare name of a VM asks for its status. */
export const bareVmRule: Rule = (line) => {
  const isBare = line.vms.length > 0 && line.only(new Set<Tag>(['vm', 'all', ...FILLERS]));
  return isBare ? forOneVm(line, 'status', (vm) => ({ kind: 'status', vm })) : null;
};
