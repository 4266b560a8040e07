import type { Command, Parsed } from '../../protocol/command';
import type { NamedSpan } from '../../services/backup/schedule/calendar';
import { conceptOf, nameOf } from '../topics/topics';
import { WORDS } from '../words';
import { askedTopic } from './explainQuestions';
import { type Line, nearWords, type Tag } from './line';
import { asksWhoAmI, isAsking, WHY } from './questions';
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

export const explain: Rule = (heard) => {
  if (heard.vms.length > 0 && heard.has('status', 'points', 'job', 'jobs', 'safe', 'restart')) return null;
  const topic = askedTopic(heard.line);
  if (topic === null) return null;
  const ofVm = explainOfVm(heard, topic);
  if (ofVm !== null) return ofVm;
  if (isKnownVmOnly(heard, topic) || (heard.namesVm && WHY.test(heard.line))) return null;
  if (topic !== '') return command({ kind: 'explain', topic });
  const offers: Command[] = ['consistency', 'Take Snapshot', 'extension'].map((name) => ({
    kind: 'explain',
    topic: name,
  }));
  return incomplete('topicMissing', { kind: 'explain', heard, offers });
};

/** `explain how long vm-01`, `原因 vm-01`; of a VM alone it is its failed job (what it is, its status tells). */
function explainOfVm(heard: Line, topic: string): Parsed | null {
  const [vm, ...more] = heard.vms;
  const token = heard.find('vm') ?? heard.tokens.find(({ text }) => text === vm);
  if (vm === undefined || token === undefined || more.length > 0 || !heard.namesVm) return null;
  const typed = heard.line.slice(token.from, token.to);
  const rest = topic.replace(typed, ' ').replace(/^[\s:のはが]+|[\s:のはが]+$/g, '');
  const concept = rest === '' ? null : conceptOf(rest);
  if (concept === 'howLong' || concept === 'failure') return command({ kind: 'explain', topic: rest, vm });
  const isExplained = /^(?:please )?explain\b|説明|原因|対処|理由/i.test(heard.line);
  const isVmAlone = rest === '' && isExplained;
  return isVmAlone ? command({ kind: 'explain', topic: nameOf('failure', heard.language), vm }) : null;
}

export const help: Rule = (heard) => {
  const isQuestionMark = heard.tokens.length > 0 && heard.tokens.every(({ tag }) => tag === 'question');
  if (isQuestionMark) return command({ kind: 'help' });
  if (!heard.has('help')) return null;
  const topic = textOf(heard, ['help', ...IDLE]).slice(0, HELP_TOPIC_MAX);
  return command({ kind: 'help', ...(topic !== '' && { topic }) });
};

/** Commands of CONTRACT 4 that this version does not have. */
export const later: Rule = (heard) => {
  const word = heard.find('later');
  return word ? { kind: 'incomplete', key: 'notYet', facts: { typed: word.text }, offers: [{ kind: 'help' }] } : null;
};

/** May the VM be changed now? Permission asked for anything but a backup, and words of ours for it. */
export const safe: Rule = (heard) => {
  const isNamed = heard.has('safe', 'restart');
  if (!(isNamed ? heard.has('restart') || !heard.has('points', 'vms') : asksToChange(heard))) return null;
  if (heard.vms.length === 0 && isNamed) {
    return incomplete('vmMissing', { kind: 'safe', heard, offers: [{ kind: 'explain', topic: 'restart' }] });
  }
  const isOrder = heard.has('restart') && !heard.isQuestion && !heard.has('permit', 'safe', 'howTo');
  return forOneVm(heard, 'safe', (vm) => ({ kind: 'safe', vm, ...(isOrder && { restart: true }) }));
};

function asksToChange(heard: Line): boolean {
  if (heard.has('status', 'points', 'job', 'jobs', 'vms', 'whoami', 'backupNow')) return false;
  const isPermission = heard.has('permit') && heard.vms.length > 0;
  return isPermission || (heard.has('operate', 'stop', 'start') && (heard.has('permit') || heard.isQuestion));
}

export const oneJob: Rule = (heard) => {
  const guid = heard.find('guid');
  if (guid) return command({ kind: 'job', id: guid.text });
  const at = heard.tokens.findIndex(({ tag }) => tag === 'job');
  const next = at < 0 ? undefined : heard.tokens[at + 1];
  const isId = next?.tag === 'free' && /^(?:[0-9a-f]{8}[0-9a-f-]*|\d+)$/i.test(next.text);
  if (isId) return command({ kind: 'job', id: next.text });
  const typed = idOfNoJob(heard);
  return typed === null
    ? null
    : incomplete('noSuchJob', { kind: 'job', heard, facts: { typed }, offers: [{ kind: 'jobs' }] });
};

/** `job nonsense` asks for one job, by what is no id of Azure's, and not for a VM's jobs. */
function idOfNoJob({ line, tokens }: Line): string | null {
  const id = /^(?:job|ジョブ) (\p{L}+)$/iu.exec(line)?.[1];
  const rest = tokens.slice(1);
  const isUnknown =
    rest.some(({ tag }) => tag === 'free') && rest.every(({ tag }) => tag === 'free' || IDLE.includes(tag));
  return id !== undefined && isUnknown && nearWords(id).length === 0 ? id : null;
}

export const points: Rule = (heard) => {
  const isListOfBackups = heard.has('vms') && /バックアップ一覧|list backups/i.test(heard.line) && heard.vms.length > 0;
  const isAboutJobs = heard.vms.length === 0 && heard.has('running', 'failed', 'last', 'day');
  if (isAboutJobs || (!heard.has('points') && !isListOfBackups) || asksBeyond(heard)) return null;
  return forOneVm(heard, 'points', (vm) => ({ kind: 'points', vm }));
};

export const jobs: Rule = (heard) => {
  if (heard.loose.some(({ text }) => nearWords(text).length > 0)) return null;
  if (!heard.has('job', 'jobs') && !isChoiceOfJobs(heard)) return null;
  const [vm, ...more] = heard.vms;
  const filter = filterOf(heard);
  const other = heard.find('otherTime');
  if (other) return otherTime(heard, { vm, ...filter }, other.text);
  const rest = { ...filter, ...spanOf(heard) };
  if (more.length > 0) {
    const offers = heard.vms.slice(0, 3).map((name): Command => ({ kind: 'jobs', vm: name, ...rest }));
    return incomplete('oneVmOnly', { kind: 'jobs', heard, offers });
  }
  return command({ kind: 'jobs', ...(vm !== undefined && { vm }), ...rest });
};

/** Jobs by their state or time, though no word for jobs is said. */
function isChoiceOfJobs(heard: Line): boolean {
  const isOfDay = heard.has('day') && heard.loose.length === 0;
  if (!isOfDay && !heard.has('last') && !isRunning(heard) && !hasFailed(heard)) return false;
  const isAboutOne = heard.vms.length > 0 && (heard.isQuestion || heard.has('backupNow', 'status', 'snapshot'));
  return !isAboutOne && !isListOfVms(heard);
}

/** "Are backups encrypted?" asks for something that we do not know, of no VM. */
function asksBeyond(heard: Line): boolean {
  return heard.vms.length === 0 && heard.loose.length > 0 && isAsking(heard);
}

/** A VM's state is asked for without a word for it: by a question, or by a day's backup. */
function asksForVm(heard: Line): boolean {
  if (heard.vms.length === 0 || heard.has('howTo', 'permit', 'request')) return false;
  if (heard.has('ask') || heard.endsOpen || CONSISTENCY.test(heard.line)) return true;
  const isDaysBackup = heard.has('day') && heard.has('of') && heard.has('backupNow');
  return isDaysBackup && !heard.has('please', 'do', 'negate', 'no');
}

export const status: Rule = (heard) => {
  if ((!heard.has('status') && !asksForVm(heard)) || asksBeyond(heard)) return null;
  if (heard.vms.length === 0 && heard.has('vms', 'all')) return command({ kind: 'vms' });
  return forOneVm(heard, 'status', (vm) => ({ kind: 'status', vm }));
};

export const vms: Rule = (heard) => {
  if (!heard.has('vms')) return null;
  const text = textOf(heard, ['vms', 'all', 'backupNow', 'failed', 'running', ...IDLE]).slice(0, VMS_TEXT_MAX);
  return command({ kind: 'vms', ...(text !== '' && { text }) });
};

export const whoami: Rule = (heard) => (asksWhoAmI(heard) ? command({ kind: 'whoami' }) : null);

/** What this bot does not do to a VM or a snapshot; the nearest that it does is offered. */
export const beyond: Rule = (heard) => {
  const [vm] = heard.vms;
  if (vm === undefined || heard.vms.length > 1) return null;
  if (heard.has('operate', 'stop', 'start'))
    return unknown(heard, [
      { kind: 'safe', vm },
      { kind: 'status', vm },
    ]);
  if (!heard.has('snapshot')) return null;
  if (heard.isQuestion) return command({ kind: 'status', vm });
  const backup: Command[] = heard.loose.length > 0 || heard.has('negate') ? [] : [{ kind: 'backupNow', vms: [vm] }];
  return unknown(heard, [{ kind: 'status', vm }, ...backup]);
};

/** A bare `vm-01` is its status. */
export const bareVm: Rule = (heard) => {
  const isBare = heard.vms.length > 0 && heard.only(new Set<Tag>(['vm', 'all', ...IDLE]));
  return isBare ? forOneVm(heard, 'status', (vm) => ({ kind: 'status', vm })) : null;
};

export const bareTopic: Rule = (heard) => {
  const topic = heard.line.replace(/[?!。.]+$/, '').trim();
  const isCode =
    /^(?:UserError|Extension|GuestAgent|BackUpOperation|BCM)[A-Za-z0-9]{4,}$/i.test(topic) || /^[34]\d{5}$/.test(topic);
  return isCode || conceptOf(topic) !== null ? command({ kind: 'explain', topic: topic.slice(0, 200) }) : null;
};

/** The label of a card's button, typed: without a card there is nothing to read again, but lists of what is now. */
export const refresh: Rule = (heard): Parsed | null =>
  /^(?:最新の情報に)?(?:更新|再読み?込み?|リフレッシュ|リロード|refresh|reload|update)(?:して|する|してください|please)?[.。!\s]*$/i.test(
    heard.line,
  )
    ? unknown(heard, [{ kind: 'jobs' }, { kind: 'help', topic: WORDS.status.words[heard.language][0] }])
    : null;

/** Only politeness: a greeting is answered with what can be asked. */
export const greeting: Rule = (heard): Parsed | null =>
  heard.tokens.length > 0 && heard.only(new Set<Tag>(['please', 'particle', 'topic']))
    ? command({ kind: 'help' })
    : null;

type JobFilter = 'running' | 'failed' | 'all';

function filterOf(heard: Line): { filter?: JobFilter } {
  if (hasFailed(heard)) return { filter: 'failed' };
  if (isRunning(heard)) return { filter: 'running' };
  return heard.has('all') ? { filter: 'all' } : {};
}

/** Errors of no VM in particular are failures. */
function hasFailed(heard: Line): boolean {
  return (
    heard.has('failed') ||
    (heard.vms.length === 0 && heard.tokens.some(({ text }) => /^(?:エラー|errors?)$/i.test(text)))
  );
}

/** Of no VM in particular 動いている asks for the jobs that run. */
function isRunning(heard: Line): boolean {
  return (
    heard.has('running') || (heard.vms.length === 0 && heard.tokens.some(({ text }) => /^(?:動いて|走って)/.test(text)))
  );
}

/** `list failed backups` is a list of jobs, `list vms` one of VMs. */
function isListOfVms(heard: Line): boolean {
  const words = heard.tokens.filter(({ tag }) => tag === 'vms');
  if (hasFailed(heard)) return false;
  const isOfJobs = isRunning(heard) || heard.has('day', 'last');
  return words.some(({ text }) => !(isOfJobs && LIST_WORD.test(text)));
}

/** A time that no command takes is asked about; a list of another time would say what nobody asked. */
function otherTime(heard: Line, { vm, filter }: { vm: string | undefined; filter?: JobFilter }, typed: string): Parsed {
  const rest = { ...(vm !== undefined && { vm }), ...(filter && { filter }) };
  const offers: Command[] = [
    { kind: 'jobs', ...rest, when: 'thisWeek' },
    { kind: 'jobs', ...rest, when: 'lastWeek' },
    { kind: 'jobs', ...rest, lastHours: MONTH_HOURS },
  ];
  return incomplete('timeNotUnderstood', { kind: 'jobs', heard, facts: { typed }, offers });
}

function spanOf(heard: Line): { lastHours?: number; when?: NamedSpan } {
  const span = heard.find('last', 'span', 'keep');
  if (span && /^last week$/i.test(span.text)) return { when: 'lastWeek' };
  if (span?.hours !== undefined) return { lastHours: span.hours };
  const day = heard.find('day');
  if (day === undefined) return {};
  const when = NAMED.find(([pattern]) => pattern.test(day.text))?.[1];
  return when ? { when } : { lastHours: DAY_HOURS };
}

/** What is left of the line without those words, as typed. */
function textOf(heard: Line, without: readonly Tag[]): string {
  return heard.tokens
    .filter(({ tag }) => !without.includes(tag))
    .map(({ text }) => text)
    .join(' ');
}

function isKnownVmOnly(heard: Line, topic: string): boolean {
  return heard.tokens.some(({ tag, text }) => tag === 'vm' && text.toLowerCase() === topic.toLowerCase());
}
