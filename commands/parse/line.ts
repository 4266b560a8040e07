import type { Language } from '../../services/platform/language';
import { isTopicWord } from '../topics/terms';
import { distance, typoMax } from './distance';
import { toKatakana } from './lexicon/kana';
import { NAMING_WORDS } from './lexicon/lexicon';
import { isJapanese, lower } from './normalize';
import { type Token } from './tokenize';

export type Tag = Token['tag'];

/** A line as it was line: its tokens, and the VMs among them. */
export class Line {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly language: Language;
  /** VMs as known, or as typed where they are not known; each once. */
  readonly vms: readonly string[];
  /** Tokens that are neither known words nor taken for a VM. */
  readonly loose: readonly Token[];
  /** Whether a VM is named for certain: it is known, or looks like the name of one. */
  readonly namesVm: boolean;
  readonly #tags: ReadonlySet<Tag>;
  readonly #vaults: ReadonlySet<string>;

  /** `vaults`: names of vaults, in lower case. */
  constructor(text: string, tokens: readonly Token[], vaults: ReadonlySet<string> = new Set()) {
    this.text = text;
    this.tokens = tokens;
    this.language = isJapanese(text) ? 'ja' : 'en';
    this.#vaults = vaults;
    this.#tags = new Set(tokens.map((token) => token.tag));
    const vms = vmTokens(tokens);
    this.vms = [...new Map(vms.map((vm) => [lower(vm.text), vm.text])).values()];
    this.namesVm = tokens.some((token) => token.tag === 'vm' || (token.tag === 'free' && isNumbered(token.text)));
    this.loose = tokens.filter((token) => token.tag === 'free' && !vms.includes(token));
  }

  has(...tags: readonly Tag[]): boolean {
    return tags.some((tag) => this.#tags.has(tag));
  }

  /** Whether there is nothing but these, and VMs where `vm` is one of them. */
  only(allowed: ReadonlySet<Tag>): boolean {
    return this.loose.length === 0 && [...this.#tags].every((tag) => tag === 'free' || allowed.has(tag));
  }

  isVault(name: string): boolean {
    return this.#vaults.has(lower(name));
  }

  find(...tags: readonly Tag[]): Token | undefined {
    return this.tokens.find((token) => tags.includes(token.tag));
  }

  /** Asked, or left open: `vm-01のバックアップは`. */
  get isQuestion(): boolean {
    return this.has('ask', 'question') || this.endsOpen;
  }

  get endsOpen(): boolean {
    return this.tokens.at(-1)?.tag === 'topic';
  }
}

/** Words of ours that `text` may have been meant for, the nearest first, with what lies between. */
export function nearWords(text: string): readonly { readonly word: string; readonly distance: number }[] {
  const typed = lower(text);
  if (typed.length > WORD_MAX) return [];
  const spoken = [typed, toKatakana(typed)];
  const most = typoMax(typed);
  return NAMING_WORDS.filter((word) => Math.abs(word.length - typed.length) <= most)
    .map((word) => ({ word, distance: Math.min(...spoken.map((form) => distance(form, word))) }))
    .filter((near) => near.distance <= Math.min(most, near.word.length - 2))
    .sort((a, b) => a.distance - b.distance);
}

/** Letters of the longest word that is compared. */
const WORD_MAX = 20;
/** What a VM may be called: it holds a digit or a dash, as hardly a word does. */
const SHAPED = /^(?=.*[a-z])(?=.*[\d_-])(?:[\w().-]+\/)?[a-z0-9][\w.-]*$/i;
/** What a VM may be called where its place says that it is one. */
const PLAIN = /^(?:[\w().-]+\/)?[a-z0-9][\w.-]*$/i;
/** `9pm`, `22h`, `1st`, `2026-11-22`. */
const NO_NAME = /^\d+[a-z]{1,4}$|^v?[\d:./-]+$|^x(?:64|86)$/i;
/** An error code of Azure's. */
const CODE = /^(?:bms)?(?:usererror|extension|guestagent|backupoperation|bcm)[a-z0-9]{4,}$/i;
/** Whose next word is a place, not the VM. */
const PLACED = /^(?:in|from|at)$/i;
/** Words that a name is not taken for because of its place alone. */
const COMMON =
  /^(?:tomorrow|later|soon|then|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|midnight|morning|evening|hourly|daily|weekly|monthly|here|them|these|those|him|her|something|someone|nobody|no|not|once|twice|restore|schedule|test|again|ago|after|before|until|every|but|because|hold|weather|time|more|less|very|much|good|bad|great|old|older|oldest|new|newer|mid-\w+|off-peak|one-off)$/i;

function vmTokens(tokens: readonly Token[]): readonly Token[] {
  const isKnown = tokens.some((token) => token.tag === 'vm');
  const named = tokens.filter((token, index) => {
    if (token.tag === 'vm') return true;
    const isPlace = isKnown && PLACED.test(tokens[index - 1]?.text ?? '');
    const isSure = /\d/.test(token.text) || (!isKnown && follows(tokens, token));
    return (
      token.tag === 'free' &&
      SHAPED.test(token.text) &&
      !isCommon(token.text) &&
      !NO_NAME.test(token.text) &&
      isSure &&
      !isPlace
    );
  });
  if (named.length > 0) return named;
  const free = tokens.filter((token) => token.tag === 'free' && /^\p{ASCII}+$/u.test(token.text));
  const [only] = free;
  const isName = free.length === 1 && only !== undefined && mayBeName(only.text) && follows(tokens, only);
  return isName && isPlacedAsName(tokens, only) ? [only] : [];
}

/** In a question any word may stand anywhere; a name follows what is asked of it. */
function isPlacedAsName(tokens: readonly Token[], name: Token): boolean {
  if (!tokens.some(({ tag }) => QUESTIONS.has(tag))) return true;
  const before = tokens.slice(0, tokens.indexOf(name)).findLast(({ tag }) => tag !== 'particle' && tag !== 'now');
  if (before === undefined || !ASKED_OF.has(before.tag)) return false;
  // "Should I back up finance?" names a VM, "where does the backup live?" none.
  const isNoun = before.tag === 'backupNow' || /backups/i.test(before.text);
  return !isNoun || !tokens.some(({ tag }) => tag === 'ask' || tag === 'howTo');
}

const QUESTIONS: ReadonlySet<Tag> = new Set<Tag>(['ask', 'question', 'howTo', 'permit', 'request']);
const ASKED_OF: ReadonlySet<Tag> = new Set<Tag>([
  'of', 'status', 'points', 'job', 'jobs', 'safe', 'restart', 'operate', 'backupNow', 'cancel', 'watch', 'unwatch', 'audit',
]); // prettier-ignore

function mayBeName(text: string): boolean {
  return PLAIN.test(text) && !NO_NAME.test(text) && !isCommon(text) && nearWords(text).length === 0;
}

/** Ordinary words, those of our topics among them: "how do I enable backup?" names no VM. */
function isCommon(text: string): boolean {
  return COMMON.test(text) || isTopicWord(text);
}

function isNumbered(text: string): boolean {
  return SHAPED.test(text) && /\d/.test(text) && !NO_NAME.test(text) && !CODE.test(text);
}

/** A name without digits is known by its place: a command stands somewhere beside it. */
function follows(tokens: readonly Token[], name: Token): boolean {
  return tokens.some((token) => token !== name && !IDLE.has(token.tag));
}

const IDLE: ReadonlySet<Tag> = new Set<Tag>([
  'free',
  'filler',
  'particle',
  'please',
  'topic',
  'of',
  'now',
  'ask',
  'question',
  'negate',
  'permit',
  'do',
  'day',
  'yes',
  'no',
  'request',
]);
