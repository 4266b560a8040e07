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

/** Words of changes. One in quotation marks is quoted, not requested. */
const CHANGE = /back|cancel|abort|バックアップ|キャンセル|中止|取得/i;
/** Marks that end a quotation; `"` begins one too. */
const CLOSING = /(["」』])/;
const OPENING = /[「『]|(?<![a-z])'/i;
/** An apostrophe that ends a quotation: that of `don't` does not. */
const APOSTROPHE = /'(?![a-z])/gi;

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

/** Looks at each part between closing marks by itself, from the first mark that opens to the last one that closes. */
function isQuoted(line: Line): boolean {
  const parts = line.text.split(CLOSING); // The marks are at the odd places.
  return parts.some((part, index) => {
    if (index % 2 === 1) return false;
    const opening = parts[index - 1] === '"' ? 0 : part.search(OPENING);
    const closing = index + 1 < parts.length ? part.length : ([...part.matchAll(APOSTROPHE)].at(-1)?.index ?? -1);
    return opening !== -1 && closing > opening && CHANGE.test(part.slice(opening, closing));
  });
}
