import { isTopicWord } from '../topics/terms';
import { nearWords } from './nearWords';
import type { Tag, Token } from './tokenize';

/** A VM name whose digit, dash or underscore shows that it is no word. */
const SHAPED = /^(?=.*[a-z])(?=.*[\d_-])(?:[\w().-]+\/)?[a-z0-9][\w.-]*$/i;
/** A VM name that looks like a word; only its position shows that it is a name. */
const PLAIN = /^(?:[\w().-]+\/)?[a-z0-9][\w.-]*$/i;
/** Times, dates and processor names: `9pm`, `22h`, `1st`, `2026-11-22`, `x64`. */
const NO_NAME = /^\d+[a-z]{1,4}$|^v?[\d:./-]+$|^x(?:64|86)$/i;
/** The shape of Azure's error codes, such as `UserErrorGuestAgentStatusUnavailable`. */
const CODE = /^(?:bms)?(?:usererror|extension|guestagent|backupoperation|bcm)[a-z0-9]{4,}$/i;
/** After these words comes a region or a place, not a VM. */
const PLACED = /^(?:in|from|at)$/i;
/** Common English words, never taken for the name of an unknown VM. */
const COMMON =
  /^(?:tomorrow|later|soon|then|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|midnight|morning|evening|hourly|daily|weekly|monthly|here|them|these|those|him|her|something|someone|nobody|no|not|once|twice|restore|schedule|test|again|ago|after|before|until|every|but|because|hold|weather|time|more|less|very|much|good|bad|great|old|older|oldest|new|newer|mid-\w+|off-peak|one-off)$/i;
/** Tags that make the line a question. */
const QUESTIONS: ReadonlySet<Tag> = new Set<Tag>(['ask', 'question', 'howTo', 'permit', 'request']);
/** Tags that a VM's name may follow in a question. */
const BEFORE_NAME: ReadonlySet<Tag> = new Set<Tag>([
  'of', 'status', 'points', 'job', 'jobs', 'safe', 'restart', 'operate', 'backupNow', 'cancel', 'watch', 'unwatch', 'audit',
]); // prettier-ignore
/** Tags that name no command. Beside these tags alone, an unknown word is no VM. */
const NO_COMMAND: ReadonlySet<Tag> = new Set<Tag>([
  'free', 'filler', 'particle', 'please', 'topic', 'of', 'now', 'ask', 'question', 'negate', 'permit', 'do', 'day', 'yes',
  'no', 'request',
]); // prettier-ignore

/**
 * The tokens that name VMs: those of the inventory, and unknown words of a VM name's shape. If there are none, the only
 * unknown ASCII word counts if it stands where a name can.
 */
export function vmTokens(tokens: readonly Token[]): readonly Token[] {
  const isKnown = tokens.some((token) => token.tag === 'vm');
  // A name without digits needs a command somewhere in the line.
  const hasCommand = tokens.some(({ tag }) => !NO_COMMAND.has(tag));
  const named = tokens.filter((token, index) => {
    if (token.tag !== 'free') return token.tag === 'vm';
    const isPlace = isKnown && PLACED.test(tokens[index - 1]?.text ?? '');
    const isSure = /\d/.test(token.text) || (!isKnown && hasCommand);
    return SHAPED.test(token.text) && !isCommon(token.text) && !NO_NAME.test(token.text) && isSure && !isPlace;
  });
  if (named.length > 0) return named;
  const free = tokens.filter((token) => token.tag === 'free' && /^\p{ASCII}+$/u.test(token.text));
  const [only] = free;
  const isName = free.length === 1 && only !== undefined && mayBeName(only.text) && hasCommand;
  return isName && isPlacedAsName(tokens, only) ? [only] : [];
}

/** In a question, an unknown word is a name only after a word such as `status` or `of`. */
function isPlacedAsName(tokens: readonly Token[], name: Token): boolean {
  if (!tokens.some(({ tag }) => QUESTIONS.has(tag))) return true;
  const before = tokens.slice(0, tokens.indexOf(name)).findLast(({ tag }) => tag !== 'particle' && tag !== 'now');
  if (before === undefined || !BEFORE_NAME.has(before.tag)) return false;
  // "Should I back up finance?" names a VM; "where does the backup live?" names none.
  const isNoun = before.tag === 'backupNow' || /backups/i.test(before.text);
  return !isNoun || !tokens.some(({ tag }) => tag === 'ask' || tag === 'howTo');
}

function mayBeName(text: string): boolean {
  return PLAIN.test(text) && !NO_NAME.test(text) && !isCommon(text) && nearWords(text).length === 0;
}

/** Whether the word is common or belongs to a topic: "how do I enable backup?" names no VM. */
function isCommon(text: string): boolean {
  return COMMON.test(text) || isTopicWord(text);
}

export function isNumberedName(text: string): boolean {
  return SHAPED.test(text) && /\d/.test(text) && !NO_NAME.test(text) && !CODE.test(text);
}
