import type { Command, Parsed } from '../../../protocol/command';
import type { NamedSpan } from '../../../services/backup/schedule/calendar';
import { conceptOf, nameOf } from '../../topics/topics';
import { WORDS } from '../../words';
import { askedTopic } from './explainForms';
import { type Line, nearWords, type Tag } from '../line';
import { asksWhoAmI, isAsking, WHY } from './topicQuestion';
import { command, forOneVm, incomplete, type Rule, unknown } from './results';

/** Says nothing of what is asked. */
const IDLE: readonly Tag[] = ['filler', 'particle', 'please', 'topic', 'of', 'now', 'ask', 'question', 'do', 'request'];
/** What a recovery point of a VM is worth stands with its status. */
const CONSISTENCY = /整合性|\bconsistency\b/i;
const HELP_TOPIC_MAX = 100;
const VMS_TEXT_MAX = 200;
const DAY_HOURS = 24;
const MONTH_HOURS = 30 * DAY_HOURS;
const LIST_WORD = /^(?:list|list all|リスト|一覧|いちらん|一覧表示|バックアップ一覧)$/i;
/** The first that fits; today's jobs are those of the last 24 hours, since backups run at night. */
const NAMED: readonly (readonly [RegExp, NamedSpan])[] = [
  [/day before yesterday|一昨日|おととい|おとつい/i, 'dayBeforeYesterday'],
  [/last night|overnight|昨夜|昨晩|ゆうべ|昨日の[夜晩]/i, 'lastNight'],
  [/yesterday|昨日|きのう|さくじつ/i, 'yesterday'],
  [/this week|今週/i, 'thisWeek'],
  [/先週/, 'lastWeek'],
];

export const explain: Rule = (line) => {
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

/** `explain how long vm-01`, `原因 vm-01`; of a VM alone it is its failed job (what it is, its status tells). */
function explainOfVm(line: Line, topic: string): Parsed | null {
  const [vm, ...more] = line.vms;
  const token = line.find('vm') ?? line.tokens.find(({ text }) => text === vm);
  if (vm === undefined || token === undefined || more.length > 0 || !line.namesVm) return null;
  const typed = line.text.slice(token.from, token.to);
  const rest = topic.replace(typed, ' ').replace(/^[\s:のはが]+|[\s:のはが]+$/g, '');
  const concept = rest === '' ? null : conceptOf(rest);
  if (concept === 'howLong' || concept === 'failure') return command({ kind: 'explain', topic: rest, vm });
  const isExplained = /^(?:please )?explain\b|説明|原因|対処|理由/i.test(line.text);
  const isVmAlone = rest === '' && isExplained;
  return isVmAlone ? command({ kind: 'explain', topic: nameOf('failure', line.language), vm }) : null;
}

export const help: Rule = (line) => {
  const isQuestionMark = line.tokens.length > 0 && line.tokens.every(({ tag }) => tag === 'question');
  if (isQuestionMark) return command({ kind: 'help' });
  if (!line.has('help')) return null;
  const topic = textOf(line, ['help', ...IDLE]).slice(0, HELP_TOPIC_MAX);
  return command({ kind: 'help', ...(topic !== '' && { topic }) });
};

/** Commands of CONTRACT 4 that this version does not have. */
export const later: Rule = (line) => {
  const word = line.find('later');
  return word ? { kind: 'incomplete', key: 'notYet', facts: { typed: word.text }, offers: [{ kind: 'help' }] } : null;
};

/** May the VM be changed now? Permission asked for anything but a backup, and words of ours for it. */
export const safe: Rule = (line) => {
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

export const oneJob: Rule = (line) => {
  const guid = line.find('guid');
  if (guid) return command({ kind: 'job', id: guid.text });
  const at = line.tokens.findIndex(({ tag }) => tag === 'job');
  const next = at < 0 ? undefined : line.tokens[at + 1];
  const isId = next?.tag === 'free' && /^(?:[0-9a-f]{8}[0-9a-f-]*|\d+)$/i.test(next.text);
  if (isId) return command({ kind: 'job', id: next.text });
  const typed = idOfNoJob(line);
  return typed === null
    ? null
    : incomplete('noSuchJob', { kind: 'job', line, facts: { typed }, offers: [{ kind: 'jobs' }] });
};

/** `job nonsense` asks for one job, by what is no id of Azure's, and not for a VM's jobs. */
function idOfNoJob({ text, tokens }: Line): string | null {
  const id = /^(?:job|ジョブ) (\p{L}+)$/iu.exec(text)?.[1];
  const rest = tokens.slice(1);
  const isUnknown =
    rest.some(({ tag }) => tag === 'free') && rest.every(({ tag }) => tag === 'free' || IDLE.includes(tag));
  return id !== undefined && isUnknown && nearWords(id).length === 0 ? id : null;
}

export const points: Rule = (line) => {
  const isListOfBackups = line.has('vms') && /バックアップ一覧|list backups/i.test(line.text) && line.vms.length > 0;
  const isAboutJobs = line.vms.length === 0 && line.has('running', 'failed', 'last', 'day');
  if (isAboutJobs || (!line.has('points') && !isListOfBackups) || asksBeyond(line)) return null;
  return forOneVm(line, 'points', (vm) => ({ kind: 'points', vm }));
};

export const jobs: Rule = (line) => {
  if (line.loose.some(({ text }) => nearWords(text).length > 0)) return null;
  if (!line.has('job', 'jobs') && !isChoiceOfJobs(line)) return null;
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

/** Jobs by their state or time, though no word for jobs is said. */
function isChoiceOfJobs(line: Line): boolean {
  const isOfDay = line.has('day') && line.loose.length === 0;
  if (!isOfDay && !line.has('last') && !isRunning(line) && !hasFailed(line)) return false;
  const isAboutOne = line.vms.length > 0 && (line.isQuestion || line.has('backupNow', 'status', 'snapshot'));
  return !isAboutOne && !isListOfVms(line);
}

/** "Are backups encrypted?" asks for something that we do not know, of no VM. */
function asksBeyond(line: Line): boolean {
  return line.vms.length === 0 && line.loose.length > 0 && isAsking(line);
}

/** A VM's state is asked for without a word for it: by a question, or by a day's backup. */
function asksForVm(line: Line): boolean {
  if (line.vms.length === 0 || line.has('howTo', 'permit', 'request')) return false;
  if (line.has('ask') || line.endsOpen || CONSISTENCY.test(line.text)) return true;
  const isDaysBackup = line.has('day') && line.has('of') && line.has('backupNow');
  return isDaysBackup && !line.has('please', 'do', 'negate', 'no');
}

export const status: Rule = (line) => {
  if ((!line.has('status') && !asksForVm(line)) || asksBeyond(line)) return null;
  if (line.vms.length === 0 && line.has('vms', 'all')) return command({ kind: 'vms' });
  return forOneVm(line, 'status', (vm) => ({ kind: 'status', vm }));
};

export const vms: Rule = (line) => {
  if (!line.has('vms')) return null;
  const text = textOf(line, ['vms', 'all', 'backupNow', 'failed', 'running', ...IDLE]).slice(0, VMS_TEXT_MAX);
  return command({ kind: 'vms', ...(text !== '' && { text }) });
};

export const whoami: Rule = (line) => (asksWhoAmI(line) ? command({ kind: 'whoami' }) : null);

/** What this bot does not do to a VM or a snapshot; the nearest that it does is offered. */
export const beyond: Rule = (line) => {
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

/** A bare `vm-01` is its status. */
export const bareVm: Rule = (line) => {
  const isBare = line.vms.length > 0 && line.only(new Set<Tag>(['vm', 'all', ...IDLE]));
  return isBare ? forOneVm(line, 'status', (vm) => ({ kind: 'status', vm })) : null;
};

export const bareTopic: Rule = (line) => {
  const topic = line.text.replace(/[?!。.]+$/, '').trim();
  const isCode =
    /^(?:UserError|Extension|GuestAgent|BackUpOperation|BCM)[A-Za-z0-9]{4,}$/i.test(topic) || /^[34]\d{5}$/.test(topic);
  return isCode || conceptOf(topic) !== null ? command({ kind: 'explain', topic: topic.slice(0, 200) }) : null;
};

/** The label of a card's button, typed: without a card there is nothing to read again, but lists of what is now. */
export const refresh: Rule = (line): Parsed | null =>
  /^(?:最新の情報に)?(?:更新|再読み?込み?|リフレッシュ|リロード|refresh|reload|update)(?:して|する|してください|please)?[.。!\s]*$/i.test(
    line.text,
  )
    ? unknown(line, [{ kind: 'jobs' }, { kind: 'help', topic: WORDS.status.words[line.language][0] }])
    : null;

/** Only politeness: a greeting is answered with what can be asked. */
export const greeting: Rule = (line): Parsed | null =>
  line.tokens.length > 0 && line.only(new Set<Tag>(['please', 'particle', 'topic'])) ? command({ kind: 'help' }) : null;

type JobFilter = 'running' | 'failed' | 'all';

function filterOf(line: Line): { filter?: JobFilter } {
  if (hasFailed(line)) return { filter: 'failed' };
  if (isRunning(line)) return { filter: 'running' };
  return line.has('all') ? { filter: 'all' } : {};
}

/** Errors of no VM in particular are failures. */
function hasFailed(line: Line): boolean {
  return (
    line.has('failed') || (line.vms.length === 0 && line.tokens.some(({ text }) => /^(?:エラー|errors?)$/i.test(text)))
  );
}

/** Of no VM in particular 動いている asks for the jobs that run. */
function isRunning(line: Line): boolean {
  return (
    line.has('running') || (line.vms.length === 0 && line.tokens.some(({ text }) => /^(?:動いて|走って)/.test(text)))
  );
}

/** `list failed backups` is a list of jobs, `list vms` one of VMs. */
function isListOfVms(line: Line): boolean {
  const words = line.tokens.filter(({ tag }) => tag === 'vms');
  if (hasFailed(line)) return false;
  const isOfJobs = isRunning(line) || line.has('day', 'last');
  return words.some(({ text }) => !(isOfJobs && LIST_WORD.test(text)));
}

/** A time that no command takes is asked about; a list of another time would say what nobody asked. */
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
  const when = NAMED.find(([pattern]) => pattern.test(day.text))?.[1];
  return when ? { when } : { lastHours: DAY_HOURS };
}

/** What is left of the line without those words, as typed. */
function textOf(line: Line, without: readonly Tag[]): string {
  return line.tokens
    .filter(({ tag }) => !without.includes(tag))
    .map(({ text }) => text)
    .join(' ');
}

function isKnownVmOnly(line: Line, topic: string): boolean {
  return line.tokens.some(({ tag, text }) => tag === 'vm' && text.toLowerCase() === topic.toLowerCase());
}
