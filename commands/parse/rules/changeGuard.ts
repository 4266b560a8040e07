import type { Command, Parsed } from '../../../protocol/command';
import type { Line } from '../line';
import type { Tag } from '../tokenize';
import { command, unknown } from './results';

/**
 * Tags that are allowed beside any change. Any other tag (a negation, a question, a time, an unknown word) prevents the
 * change, unless the change's own rule allows it.
 */
export const BESIDE_ANY_CHANGE: readonly Tag[] = [
  'vm', 'backupNow', 'please', 'request', 'particle', 'topic', 'of', 'now', 'do',
]; // prettier-ignore

/** A change in quotation marks is quoted, not requested. */
const QUOTED =
  /(?:"|「|『|(?<![a-z])')[^"」』]*(?:back|cancel|abort|バックアップ|キャンセル|中止|取得)[^"」』]*(?:["」』]|'(?![a-z]))/i;

/**
 * Whether the line requests the change. It may have only `allowed` tags, be no question and no quotation, and not end
 * with は.
 */
export function isRequested(line: Line, allowed: ReadonlySet<Tag>): boolean {
  const isRequest = line.has('request');
  // "Can you back up vm-01?" may ask about the ability; してもらえますか and "could you please" are requests.
  const isPolite = isRequest && (line.language === 'ja' || line.has('please'));
  if (isRequest && !isPolite) return false;
  const tags = isPolite ? new Set<Tag>([...allowed, 'question']) : allowed;
  return line.only(tags) && !line.endsOpen && !isQuoted(line);
}

/**
 * The answer to a line that mentions a change without requesting it. A question about one VM gets the VM's status. Any
 * other line gets buttons. After a negation or an unknown word, no button makes a change.
 */
export function notRequested(line: Line, changes: readonly Command[]): Parsed {
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
