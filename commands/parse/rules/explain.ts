import type { Command, Parsed } from '../../../protocol/command';
import { conceptOf, nameOf } from '../../topics/topicNames';
import type { Line } from '../line';
import { WHY } from './asking';
import { askedTopic } from './explainForms';
import { command, incomplete, type Rule } from './results';

/** Sentences that ask for a meaning, such as `explain retention` and `保持期間とは`. */
export const explainRule: Rule = (line) => {
  if (line.vms.length > 0 && line.has('status', 'points', 'job', 'jobs', 'safe', 'restart')) return null;
  const topic = askedTopic(line.text);
  if (topic === null) return null;
  const ofVm = explainOfVm(line, topic);
  if (ofVm !== null) return ofVm;
  if (isKnownVmOnly(line, topic) || (line.namesVm && WHY.test(line.text))) return null;
  if (topic !== '') return command({ kind: 'explain', topic });
  const offers: Command[] = ['consistency', 'Take Snapshot', 'extension'].map((name) => ({
    kind: 'explain',
    topic: name,
  }));
  return incomplete('topicMissing', { kind: 'explain', line, offers });
};

/** `explain how long vm-01`, `原因 vm-01`. `explain vm-01` explains why its last job failed. */
function explainOfVm(line: Line, topic: string): Parsed | null {
  const [vm, ...more] = line.vms;
  const token = line.find('vm') ?? line.tokens.find(({ text }) => text === vm);
  if (vm === undefined || token === undefined || more.length > 0 || !line.namesVm) return null;
  const typed = line.text.slice(token.from, token.to);
  const rest = topic.replace(typed, ' ').replace(/^[\s:のはが]+|(?<![\s:のはが])[\s:のはが]+$/g, '');
  const concept = rest === '' ? null : conceptOf(rest);
  if (concept === 'howLong' || concept === 'failure') return command({ kind: 'explain', topic: rest, vm });
  const isExplained = /^(?:please )?explain\b|説明|原因|対処|理由/i.test(line.text);
  const isVmAlone = rest === '' && isExplained;
  return isVmAlone ? command({ kind: 'explain', topic: nameOf('failure', line.language), vm }) : null;
}

/** The name of a topic or an error code alone. */
export const bareTopicRule: Rule = (line) => {
  const topic = line.text.replace(/(?<![?!。.])[?!。.]+$/, '').trim();
  const isCode =
    /^(?:UserError|Extension|GuestAgent|BackUpOperation|BCM)[A-Za-z0-9]{4,}$/i.test(topic) || /^[34]\d{5}$/.test(topic);
  return isCode || conceptOf(topic) !== null ? command({ kind: 'explain', topic: topic.slice(0, 200) }) : null;
};

function isKnownVmOnly(line: Line, topic: string): boolean {
  return line.tokens.some(({ tag, text }) => tag === 'vm' && text.toLowerCase() === topic.toLowerCase());
}
