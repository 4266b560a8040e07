import { FILLERS, textWithout } from './fillers';
import { command, type Rule } from './results';

const VMS_TEXT_MAX = 200;

/** Lists VMs; unknown words filter the list. */
export const vmsRule: Rule = (line) => {
  if (!line.has('vms')) return null;
  const text = textWithout(line, ['vms', 'all', 'backupNow', 'failed', 'running', ...FILLERS]).slice(0, VMS_TEXT_MAX);
  return command({ kind: 'vms', ...(text !== '' && { text }) });
};
