import type { Command } from '../../../protocol/command';
import type { Line } from '../line';
import type { Tag } from '../tokenize';
import { BESIDE_ANY_CHANGE, isRequested, notRequested } from './changeGuard';
import { command, forOneVm, type Rule } from './results';

const BESIDE_CANCEL: ReadonlySet<Tag> = new Set<Tag>([
  ...BESIDE_ANY_CHANGE, 'cancel', 'stop', 'job', 'guid', 'running',
]); // prettier-ignore
const BESIDE_YES: ReadonlySet<Tag> = new Set<Tag>(['yes', 'please', 'particle', 'do']);
const BESIDE_NO: ReadonlySet<Tag> = new Set<Tag>([
  'no', 'cancel', 'please', 'particle', 'topic', 'filler', 'do', 'negate',
]); // prettier-ignore
const BESIDE_DISMISSAL: ReadonlySet<Tag> = new Set<Tag>([...BESIDE_NO, 'backupNow', 'of']);

/** A yes or no to the open question, with nothing else in the line. */
export const yesOrNoRule: Rule = (line) => {
  if (line.has('question')) return null;
  const isYes = line.has('yes') || line.tokens.some(({ text }) => text.startsWith('実行'));
  if (isYes && line.only(BESIDE_YES)) return command({ kind: 'yes' });
  return line.has('no') && line.only(BESIDE_NO) ? command({ kind: 'no' }) : null;
};

/**
 * Cancels a job or a VM's running backup; `stop` only beside a word for a backup or a job. Without a name it answers
 * the open question with no.
 */
export const cancelRule: Rule = (line) => {
  if (!line.has('cancel') && !isStop(line)) return null;
  const targets = targetsOf(line);
  if (targets.length === 0 && line.has('cancel') && !line.has('negate') && line.only(BESIDE_DISMISSAL))
    return command({ kind: 'no' });
  if (!isRequested(line, BESIDE_CANCEL)) return notRequested(line, targets);
  const [only, ...more] = targets;
  if (only !== undefined && more.length === 0) return command(only);
  return forOneVm(line, 'cancel', cancelOf);
};

function isStop(line: Line): boolean {
  return line.has('stop') && line.has('backupNow', 'job', 'guid') && !line.has('restart', 'operate');
}

function targetsOf(line: Line): readonly Command[] {
  const guid = line.find('guid');
  const ofJob: Command[] = guid ? [{ kind: 'cancel', target: { job: guid.text } }] : [];
  return [...ofJob, ...line.vms.map(cancelOf)];
}

function cancelOf(vm: string): Command {
  return { kind: 'cancel', target: { vm } };
}
