import type { Command, Parsed } from '../../../protocol/command';
import type { Line, Tag } from '../line';
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
export function isAsked(line: Line, allowed: ReadonlySet<Tag>): boolean {
  const isRequest = line.has('request');
  // "Can you back up vm-01?" may ask for the ability; してもらえますか and "could you please" ask for the deed.
  const isPolite = isRequest && (line.language === 'ja' || line.has('please'));
  if (isRequest && !isPolite) return false;
  const tags = isPolite ? new Set<Tag>([...allowed, 'question']) : allowed;
  return line.only(tags) && !line.endsOpen && !isQuoted(line);
}

/**
 * The answer to a line that speaks of a change without asking for it: the VM's status where it asks about facts; else
 * buttons, none of which changes anything where the words take it back or say more than we know.
 */
export function notAsked(line: Line, changes: readonly Command[]): Parsed {
  const [vm, ...more] = line.vms;
  const isRefused = line.has('negate', 'no', 'operate', 'otherTime') || line.loose.length > 0 || isQuoted(line);
  const isDoubtful = isRefused || line.has('permit', 'howTo', 'request');
  if (vm !== undefined && more.length === 0 && isAboutFacts(line) && !isDoubtful) {
    return command({ kind: 'status', vm });
  }
  const status: Command[] = vm === undefined ? [] : [{ kind: 'status', vm }];
  return unknown(line, [...(isRefused ? [] : changes.slice(0, 2)), ...status]);
}

function isAboutFacts(line: Line): boolean {
  return line.has('ask', 'status', 'running', 'failed') || (line.endsOpen && !line.has('permit'));
}

function isQuoted(line: Line): boolean {
  return QUOTED.test(line.text);
}
