import { WORDS } from '../../words';
import type { Tag } from '../tokenize';
import { FILLERS, textWithout } from './fillers';
import { command, type Rule, unknown } from './results';

const HELP_TOPIC_MAX = 100;

/** `help`, `help <topic>`, or question marks alone. */
export const helpRule: Rule = (line) => {
  const isQuestionMark = line.tokens.length > 0 && line.tokens.every(({ tag }) => tag === 'question');
  if (isQuestionMark) return command({ kind: 'help' });
  if (!line.has('help')) return null;
  const topic = textWithout(line, ['help', ...FILLERS]).slice(0, HELP_TOPIC_MAX);
  return command({ kind: 'help', ...(topic !== '' && { topic }) });
};

/** Planned commands that this version lacks, such as `digest` and `protect`. */
export const notYetRule: Rule = (line) => {
  const word = line.find('later');
  return word ? { kind: 'incomplete', key: 'notYet', facts: { typed: word.text }, offers: [{ kind: 'help' }] } : null;
};

/**
 * The label of a card's refresh button, typed as text. There is no card to refresh, so `jobs` and `status` are offered.
 */
export const refreshRule: Rule = (line) =>
  /^(?:最新の情報に)?(?:更新|再読み?込み?|リフレッシュ|リロード|refresh|reload|update)(?:して|する|してください|please)?[.。!\s]*$/i.test(
    line.text,
  )
    ? unknown(line, [{ kind: 'jobs' }, { kind: 'help', topic: WORDS.status.words[line.language][0] }])
    : null;

/** A greeting or thanks alone is answered with help. */
export const greetingRule: Rule = (line) =>
  line.tokens.length > 0 && line.only(new Set<Tag>(['please', 'particle', 'topic'])) ? command({ kind: 'help' }) : null;
