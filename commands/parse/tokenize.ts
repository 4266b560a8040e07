import type { KnownNames } from './knownNames';
import { phraseAt } from './lexicon/lexicon';
import type { WordTag } from './lexicon/wordTags';
import { lower } from './normalize';
import { spanAt } from './timeSpans';

/** A word of the lexicon, a VM, a job's id, a time span or a question mark. `free`: none of these. */
export interface Token {
  readonly tag: WordTag | 'vm' | 'guid' | 'keep' | 'last' | 'span' | 'badKeep' | 'question' | 'free';
  /** As typed, after normalization. A known VM is spelled as in the inventory. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Length of a time span. */
  readonly hours?: number;
}

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z-])/iy;
/** An id of Azure names one subscription. Where another one begins, this is none: no letter is looked at twice. */
const JOB_ID = /\/subscriptions\/(?:(?!\/subscriptions\/)[^\s,、])*\/backupjobs\/([0-9a-z-]+)(?:\/[^\s,、]*)?/iy;
const ARM_ID =
  /\/subscriptions\/(?:(?!\/subscriptions\/)[^\s,、])*\/(?:virtualmachines|protecteditems)\/[0-9a-z._;%-]*[0-9a-z_]/iy;
/**
 * `resourceGroup/name` with a group of any script, between blanks or marks. `I/O` is not one. Azure allows a group's
 * name 90 characters, so that no more are looked at from each place where one may begin.
 */
const SCOPED =
  /(?<![\p{L}\p{N}/])(?=[0-9a-z_().-]{0,89}[^\p{ASCII}])[\p{L}\p{M}\p{N}_().-]{1,90}(?!(?<=i)\/o(?![0-9a-z]))\/[0-9a-z][0-9a-z._-]*/iuy;
/** Characters that names consist of. */
const RUN = /[0-9a-z_][0-9a-z_.\-/'@*%#~^\\$]*/iy;
const TRAILING = /(?<![.\-/'])[.\-/']+$/;
const SKIPPED = /[\s,、。.!:・…"'「」『』()[\]]/;

/** Splits a normalized line into tokens: ids and names first, then time spans, then words of the lexicon. */
export function tokenize(line: string, names: KnownNames): readonly Token[] {
  const lowered = lower(line);
  const tokens: Token[] = [];
  let from = 0;
  while (from < line.length) {
    const char = line.charAt(from);
    if (char === '?') tokens.push({ tag: 'question', text: char, from, to: from + 1 });
    if (char === '?' || isSkipped(line, from)) {
      from += 1;
      continue;
    }
    const token = entityAt(line, from) ?? nameAt(line, lowered, { from, names }) ?? wordAt(line, lowered, from);
    from = token.to;
    append(tokens, token, line);
  }
  return tokens;
}

function isSkipped(line: string, from: number): boolean {
  return SKIPPED.test(line.charAt(from)) && !/^'s(?![0-9a-z])/i.test(line.slice(from, from + 3));
}

/**
 * Reads `status backup` as a command for a VM named "backup": the last word that is also a VM's name becomes a VM
 * token. Null if only the first word, or none, is such a name.
 */
export function wordAsVm(tokens: readonly Token[], names: KnownNames): readonly Token[] | null {
  const index = tokens.findLastIndex(({ text }, i) => i > 0 && names.get(lower(text)) !== undefined);
  const token = tokens[index];
  return token === undefined
    ? null
    : tokens.with(index, { ...token, tag: 'vm', text: names.get(lower(token.text)) ?? token.text });
}

function entityAt(line: string, from: number): Token | null {
  const job = execAt(JOB_ID, line, from);
  if (job) return { tag: 'guid', text: job[1] ?? '', from, to: from + job[0].length };
  const arm = execAt(ARM_ID, line, from);
  if (arm) return { tag: 'vm', text: arm[0], from, to: from + arm[0].length };
  const guid = execAt(GUID, line, from);
  if (guid) return { tag: 'guid', text: guid[0], from, to: from + guid[0].length };
  const scoped = execAt(SCOPED, line, from);
  return scoped && { tag: 'vm', text: scoped[0], from, to: from + scoped[0].length };
}

/** A known name, alone or after its resource group. A name that is also a word of the lexicon stays a word. */
function nameAt(line: string, lowered: string, { from, names }: { from: number; names: KnownNames }): Token | null {
  const vm = (text: string, length: number): Token => ({ tag: 'vm', text, from, to: from + length });
  const other = names.otherAt(lowered, from);
  if (other !== undefined) return vm(names.get(other) ?? other, other.length);
  const run = runAt(line, from)?.replace(/'s$/i, '');
  if (run === undefined) return null;
  const known = names.get(lower(run));
  if (known !== undefined) return (phraseAt(lowered, from)?.length ?? 0) >= run.length ? null : vm(known, run.length);
  const first = firstOfScoped(run, names);
  return first === null ? null : vm(first.text, first.length);
}

/** `group/vm-01`, where vm-01 is known. `vm-01/vm-02` lists two VMs, so only the first is taken. */
function firstOfScoped(run: string, names: KnownNames): { readonly text: string; readonly length: number } | null {
  const [before = '', after, ...more] = run.split('/');
  if (after === undefined || more.length > 0 || names.get(lower(after)) === undefined) return null;
  const first = names.get(lower(before));
  return first === undefined ? { text: run, length: run.length } : { text: first, length: before.length + 1 };
}

function wordAt(line: string, lowered: string, from: number): Token {
  const span = startsWord(lowered, from) ? spanAt(lowered, from) : null;
  if (span) {
    return {
      tag: span.tag,
      text: line.slice(from, from + span.length),
      from,
      to: from + span.length,
      hours: span.hours,
    };
  }
  const phrase = phraseAt(lowered, from);
  const length = phrase?.length ?? runAt(line, from)?.replace(/(?<=.)'s$/i, '').length ?? 1;
  return { tag: phrase?.tag ?? 'free', text: line.slice(from, from + length), from, to: from + length };
}

/** A time span never begins inside a word or a number. */
function startsWord(lowered: string, from: number): boolean {
  return !/[a-z0-9]/.test(lowered.charAt(from - 1)) || !/[a-z0-9]/.test(lowered.charAt(from));
}

function runAt(line: string, from: number): string | null {
  const run = execAt(RUN, line, from)?.[0].replace(TRAILING, '');
  return run === undefined || run === '' ? null : run;
}

/** Adjacent unknown Japanese letters become one token. */
function append(tokens: Token[], token: Token, line: string): void {
  const last = tokens.at(-1);
  const isLetter = ({ tag, text }: Token): boolean => tag === 'free' && !/^\p{ASCII}/u.test(text);
  const joins = last?.to === token.from && isLetter(last) && isLetter(token);
  if (joins) tokens[tokens.length - 1] = { ...last, text: line.slice(last.from, token.to), to: token.to };
  else tokens.push(token);
}

function execAt(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

export type Tag = Token['tag'];
