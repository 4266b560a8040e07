import type { Line } from '../line';
import { forOneVm, incomplete, type Rule } from './results';

/** "May I change the VM now?": the command's own words, or a request for permission to do anything but a backup. */
export const safeRule: Rule = (line) => {
  const isNamed = line.has('safe', 'restart');
  if (!(isNamed ? line.has('restart') || !line.has('points', 'vms') : asksToChange(line))) return null;
  if (line.vms.length === 0 && isNamed) {
    return incomplete('vmMissing', { kind: 'safe', line, offers: [{ kind: 'explain', topic: 'restart' }] });
  }
  const isOrder = line.has('restart') && !line.isQuestion && !line.has('permit', 'safe', 'howTo');
  return forOneVm(line, 'safe', (vm) => ({ kind: 'safe', vm, ...(isOrder && { restart: true }) }));
};

function asksToChange(line: Line): boolean {
  if (line.has('status', 'points', 'job', 'jobs', 'vms', 'whoami', 'backupNow')) return false;
  const isPermission = line.has('permit') && line.vms.length > 0;
  return isPermission || (line.has('operate', 'stop', 'start') && (line.has('permit') || line.isQuestion));
}
