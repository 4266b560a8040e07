import type { Command, Parsed } from '../../../protocol/command';
import { type Classification, classify, topicOfQuestion, topicsByLikelihood } from '../../topics/classifier';
import { isOutside, topicsByCue } from '../../topics/cues';
import { topicTerms } from '../../topics/terms';
import { conceptOf, nameOf } from '../../topics/topicNames';
import type { Line } from '../line';
import type { Tag } from '../tokenize';
import { asksQuestion, asksWhoAmI, WHY } from './asking';
import { command, type Rule } from './results';

/** Tags of commands that are never a question about a topic. */
const OTHERS: readonly Tag[] = [
  'guid', 'tellMe', 'watch', 'unwatch', 'watches', 'audit', 'readOnly', 'english', 'japanese', 'language',
]; // prettier-ignore
/** Words of commands that are nouns too: they name a command only at the beginning of a line. */
const OPENING: ReadonlySet<Tag> = new Set<Tag>(['backupNow', 'cancel', 'jobs']);
const DEEDS: readonly Tag[] = ['please', 'do', 'now', 'request'];
/** Least scores (topics/cues.ts): for a question, for a statement, and for a line that is likely something else. */
const ASKED_FROM = 4;
const TOLD_FROM = 5.1;
const SURE_FROM = 6;

/**
 * Least margins (topics/classifier.ts): for a clear question, for a question that no command understands, and for a
 * statement.
 */
const MARGIN_FROM = 0.6;
const OFFERED_FROM = 0.4;
const SURE_MARGIN_FROM = 1.5;

/** Topics to offer if too few are near. */
const GENERAL = ['backup', 'restart', 'consistency'];
const HAPPENED = /\b(?:did|has|have|was|were)\b|した|され(?:た|て)|ました|取れた/i;
const HOW_LONG =
  /\bhow (?:long|much time|many (?:minutes|hours))\b(?! (?:has|have|is|was)\b)|\bduration|所要|どのくらい|どれくらい|どれぐらい|どのぐらい|何時間|(?<!あと)何分|(?:時間|何分).{0,6}かか/i;
const HOW_LONG_OTHERS = /保持|残[るりせ]|古い|\bold\b|\bkept\b|\bkeep\b|前|から経|\bago\b|\bsince\b/i;
const FAILED =
  /失敗|エラー|こけ|コケ|落ち|できな|取れな|取れて(?:い)?な|警告|\bfail|\berrors?\b|\bwarn|\bbroken\b|\bnot (?:been )?(?:work|back|complete)/i;
/** Words that ask how to enable backups. `enabled` is missing because it asks for the state. */
const ENABLE_DEED =
  /\b(?:enable|activate|configure|onboard|enabling)\b|\bset(?:ting)? ?up\b|\bturn(?:ing)? (?:\w+ ){0,3}on\b|有効(?:化(?!され|済)|に(?:し|す))|オンにす|セットアップ|構成(?:する|方法|手順)|設定(?:方法|手順)|導入/i;

/**
 * A question about backups in general is answered with its topic. For one VM, only three questions are topics: how to
 * enable backups, how long they take and why one failed. Any other question about a VM asks for its state.
 */
export const topicQuestionRule: Rule = (line) => {
  if (line.has(...OTHERS) || asksWhoAmI(line)) return null;
  if (line.namesVm) return ofVm(line);
  if (isCommandOfOne(line)) return null;
  const best = classify(line.text);
  const isNamed =
    best !== null &&
    (best.score >= scoreNeeded(line, best) || isClear(line, best)) &&
    !isSetting(line, best.score) &&
    !isOfSpan(line, best);
  if (isNamed) return command({ kind: 'explain', topic: topicOf(line, best.key) });
  return asksToCancel(line) ? command({ kind: 'help', topic: 'cancel' }) : null;
};

/** Whether the question has a clear margin, even if its words belong to commands. */
function isClear(line: Line, { margin }: Classification): boolean {
  // "Can I restart?" alone asks about a VM without naming it.
  const isAboutOne = line.has('safe', 'restart', 'stop', 'operate') && topicTerms(line.text) < 2;
  const isOther = isAboutOne || line.has('cancel', 'request');
  return asksQuestion(line) && !isOther && margin >= MARGIN_FROM && mayTell(line);
}

function mayTell(line: Line): boolean {
  return line.vms.length === 0 && line.tokens.length > 2 && !isOutside(line.text);
}

/**
 * Explains the topic of a line that no rule understood, if the margin is clear. If only a VM or a value is missing from
 * a command, the score must be high too.
 */
export function topicInstead(line: Line, parsed: Parsed): Parsed | null {
  const best = line.has(...OTHERS) || line.namesVm ? null : classify(line.text);
  if (best === null || best.margin < OFFERED_FROM || !mayTell(line)) return null;
  return isSure(line, parsed, best) ? command({ kind: 'explain', topic: topicOf(line, best.key) }) : null;
}

function isSure(line: Line, parsed: Parsed, { score, margin }: Classification): boolean {
  if (score >= ASKED_FROM && asksQuestion(line)) return true;
  if (parsed.kind !== 'unknown' || line.has('request')) return false;
  return asksQuestion(line) || (margin >= SURE_MARGIN_FROM && !line.has(...DEEDS));
}

/** "Can I cancel a backup?" and "how can I stop a backup?" name no VM: the help of `cancel` answers them. */
function asksToCancel(line: Line): boolean {
  const isStop = line.has('stop') && line.has('backupNow', 'job', 'jobs') && !line.has('restart', 'operate');
  return (line.has('cancel') || isStop) && asksQuestion(line);
}

/** `safe erp-vss`: a command with an unknown VM, even if the name contains a topic's word. */
function isCommandOfOne(line: Line): boolean {
  if (line.vms.length === 0 || line.loose.length > 0 || asksQuestion(line)) return false;
  return line.has('safe', 'status', 'points') || beginsAsCommand(line);
}

/** `backup now erp-vss`, but not "app-consistent backup" or "long-running jobs": these nouns end a topic's name. */
function beginsAsCommand({ tokens: [first], vms }: Line): boolean {
  return first !== undefined && OPENING.has(first.tag) && vms.every((vm) => conceptOf(vm) === null);
}

/**
 * Whether a span belongs to a question about jobs. "Did all backups finish within 24 hours?" asks for jobs; "can a
 * backup need 24 hours?" asks about its duration.
 */
function isOfSpan(line: Line, { isLive }: Classification): boolean {
  return line.has('span', 'last') && (isLive || HAPPENED.test(line.text) || !asksQuestion(line));
}

/** The typed text if it names the topic, else the topic's first name. */
function topicOf({ text, language }: Line, concept: string): string {
  const sentence = text.replace(/(?<![?.。!\s])[?.。!\s]+$/, '');
  return conceptOf(sentence) === concept ? sentence : nameOf(concept, language);
}

/** Topics to offer for a question that was not understood. */
export function nearestTopics(line: Line): readonly Command[] {
  if (line.namesVm) return [];
  const near = topicTerms(line.text) > 0 ? nearTopics(line.text) : [];
  // "ok?" alone asks about nothing. Any other question gets the general topics.
  const more = near.length > 0 || line.loose.length > 0 || line.has('backupNow') ? GENERAL : [];
  return [...new Set([...near, ...more])].map((key): Command => ({
    kind: 'explain',
    topic: nameOf(key, line.language),
  }));
}

/** The topics near the line. If no topic explains its subject, only topics with a cue count. */
function nearTopics(line: string): readonly string[] {
  const topics = isOutside(line) ? topicsByCue(line) : topicsByLikelihood(line);
  return topics.map(({ key }) => key);
}

function scoreNeeded(line: Line, { isLive }: Classification): number {
  if (isLive || line.has('cancel')) return SURE_FROM;
  if (asksQuestion(line) && !line.has('request')) return ASKED_FROM;
  return line.has(...DEEDS) && !line.has('request') ? SURE_FROM : TOLD_FROM;
}

/** `時間帯` means both the time of day to back up and, in settings, the time zone. */
function isSetting(line: Line, score: number): boolean {
  const isZone = line.has('timeZone') && !/^(?!.*(?:東京|日本|標準))[^a-z/]*時間帯[^a-z/]*$/i.test(line.text);
  return isZone || (line.has('settings') && !line.has('backupNow', 'howTo') && score < SURE_FROM);
}

function ofVm(line: Line): ReturnType<Rule> {
  const [vm, ...more] = line.vms;
  if (vm === undefined || more.length > 0 || line.has('cancel', 'negate', 'no', 'safe', 'restart')) return null;
  const rest = withoutVm(line);
  if (ENABLE_DEED.test(rest) && topicOfQuestion(rest, ASKED_FROM) === 'enable') {
    return command({ kind: 'explain', topic: nameOf('enable', line.language) });
  }
  if (HOW_LONG.test(rest) && !HOW_LONG_OTHERS.test(rest) && !line.has('points', 'jobs')) {
    return command({ kind: 'explain', topic: nameOf('howLong', line.language), vm });
  }
  return asksWhy(line, rest) ? command({ kind: 'explain', topic: nameOf('failure', line.language), vm }) : null;
}

/** `なぜ vm-01`, `原因 vm-01`, "why did vm-01 fail?": asks why a backup failed. */
function asksWhy(line: Line, rest: string): boolean {
  if (!WHY.test(rest)) return false;
  const isWhyAlone = line.loose.length === 0 && !line.has('status', 'points', 'jobs', 'operate', 'snapshot');
  return FAILED.test(rest) || isWhyAlone;
}

/** The text without the VM's name, because that name may be a word of the lexicon. */
function withoutVm({ text, tokens, vms }: Line): string {
  return tokens
    .filter((token) => token.tag === 'vm' || vms.includes(token.text))
    .reduceRight((rest, { from, to }) => `${rest.slice(0, from)} ${rest.slice(to)}`, text);
}
