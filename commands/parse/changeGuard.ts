import type { Command, Parsed } from '../../protocol/command';
import type { Line, Tag } from './line';
import { command, unknown } from './results';

/**
 * A change is only run when every word of the line is accounted for: what is not listed here and by the change itself
 * (a negation, a question, a time, an unknown word) keeps it from being run.
 */
export const BESIDE_ANY_CHANGE: readonly Tag[] = [
  'vm',
  'backupNow',
  'please',
  'request',
  'particle',
  'topic',
  'of',
  'now',
  'do',
];

/** A change that stands in quotation marks is told, not asked for. */
const QUOTED =
  /(?:"|「|『|(?<![a-z])')[^"」』]*(?:back|cancel|abort|バックアップ|キャンセル|中止|取得)[^"」』]*(?:["」』]|'(?![a-z]))/i;

/** Whether the line asks for the deed: nothing beside `allowed`, and neither in question, left open nor quoted. */
export function isAsked(heard: Line, allowed: ReadonlySet<Tag>): boolean {
  const isRequest = heard.has('request');
  // "Can you back up vm-01?" may ask for the ability; してもらえますか and "could you please" ask for the deed.
  const isPolite = isRequest && (heard.language === 'ja' || heard.has('please'));
  if (isRequest && !isPolite) return false;
  const tags = isPolite ? new Set<Tag>([...allowed, 'question']) : allowed;
  return heard.only(tags) && !heard.endsOpen && !isQuoted(heard);
}

/**
 * The answer to a line that speaks of a change without asking for it: the VM's status where it asks about facts; else
 * buttons, none of which changes anything where the words take it back or say more than we know.
 */
export function notAsked(heard: Line, changes: readonly Command[]): Parsed {
  const [vm, ...more] = heard.vms;
  const isRefused = heard.has('negate', 'no', 'operate', 'otherTime') || heard.loose.length > 0 || isQuoted(heard);
  const isDoubtful = isRefused || heard.has('permit', 'howTo', 'request');
  if (vm !== undefined && more.length === 0 && isAboutFacts(heard) && !isDoubtful) {
    return command({ kind: 'status', vm });
  }
  const status: Command[] = vm === undefined ? [] : [{ kind: 'status', vm }];
  return unknown(heard, [...(isRefused ? [] : changes.slice(0, 2)), ...status]);
}

function isAboutFacts(heard: Line): boolean {
  return heard.has('ask', 'status', 'running', 'failed') || (heard.endsOpen && !heard.has('permit'));
}

function isQuoted(heard: Line): boolean {
  return QUOTED.test(heard.line);
}
