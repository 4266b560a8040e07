import type { Command } from '../../protocol/command';
import { BESIDE_ANY_CHANGE, isAsked, notAsked } from './changeGuard';
import type { Line, Tag } from './line';
import { command, forOneVm, type Rule } from './results';

const BESIDE_CANCEL: ReadonlySet<Tag> = new Set<Tag>([
  ...BESIDE_ANY_CHANGE,
  'cancel',
  'stop',
  'job',
  'guid',
  'running',
]);
const BESIDE_YES: ReadonlySet<Tag> = new Set<Tag>(['yes', 'please', 'particle', 'do']);
const BESIDE_NO: ReadonlySet<Tag> = new Set<Tag>([
  'no',
  'cancel',
  'please',
  'particle',
  'topic',
  'filler',
  'do',
  'negate',
]);
const BESIDE_DISMISSAL: ReadonlySet<Tag> = new Set<Tag>([...BESIDE_NO, 'backupNow', 'of']);

/** The answer to an open question; nothing else may stand beside it. */
export const yesOrNo: Rule = (heard) => {
  if (heard.has('question')) return null;
  const isYes = heard.has('yes') || heard.tokens.some(({ text }) => text.startsWith('実行'));
  if (isYes && heard.only(BESIDE_YES)) return command({ kind: 'yes' });
  return heard.has('no') && heard.only(BESIDE_NO) ? command({ kind: 'no' }) : null;
};

/** Cancels a job or a VM's running backup; `stop` only where it speaks of a backup or a job. Without a name it dismisses the open question (WORDING.md). */
export const cancel: Rule = (heard) => {
  if (!heard.has('cancel') && !isStop(heard)) return null;
  const targets = targetsOf(heard);
  if (targets.length === 0 && heard.has('cancel') && !heard.has('negate') && heard.only(BESIDE_DISMISSAL))
    return command({ kind: 'no' });
  if (!isAsked(heard, BESIDE_CANCEL)) return notAsked(heard, targets);
  const [only, ...more] = targets;
  if (only !== undefined && more.length === 0) return command(only);
  return forOneVm(heard, 'cancel', cancelOf);
};

function isStop(heard: Line): boolean {
  return heard.has('stop') && heard.has('backupNow', 'job', 'guid') && !heard.has('restart', 'operate');
}

function targetsOf(heard: Line): readonly Command[] {
  const guid = heard.find('guid');
  const ofJob: Command[] = guid ? [{ kind: 'cancel', target: { job: guid.text } }] : [];
  return [...ofJob, ...heard.vms.map(cancelOf)];
}

function cancelOf(vm: string): Command {
  return { kind: 'cancel', target: { vm } };
}
