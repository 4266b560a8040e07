import { READ_ONLY_WHY_MAX } from '../../../protocol/command';
import { withoutTokens } from '../../../services/platform/log';
import type { Line } from '../line';
import type { Tag } from '../tokenize';
import { FILLERS } from './fillers';
import { command, type Rule } from './results';

const MODE = '(?:the )?read[ -]?only(?: mode)?';
const MODE_JA = '(?:読み?取り?専用|リードオンリー)(?:モード)?';
const POLITE = '^(?:please |pls |could you please |can you please )?';
const ON = '(?<on>on|enabled?|オン|有効|開始)';
const OFF = '(?<off>off|disabled?|オフ|無効|解除|終了)';
const BREAK = '(?![a-z0-9])';
const BOT = '(?:the |this )?(?:bot )?(?:in)?(?:to )?';
/** Lines that switch, up to the reason. A line that only mentions the mode is none of them. */
const SWITCHES: readonly RegExp[] = [
  new RegExp(`${POLITE}(?:(?:turn|switch|set|put) )?${BOT}${MODE}[ :=]*(?:to )?(?:${ON}|${OFF})${BREAK}`, 'i'),
  new RegExp(`${POLITE}(?:turn|switch) (?:${ON}|${OFF}) ${MODE}${BREAK}`, 'i'),
  new RegExp(
    `${POLITE}(?:(?<on>enable|start|activate|enter)|(?<off>disable|end|stop|lift|leave|exit|deactivate)) ${MODE}${BREAK}`,
    'i',
  ),
  new RegExp(`${POLITE}(?<on>(?:make|put|set|switch|turn) ${BOT})${MODE}${BREAK}`, 'i'),
  new RegExp(
    `^(?:(?<why>.{1,${READ_ONLY_WHY_MAX}}?)の?(?:ため|為)[、, ]*)?${MODE_JA}[ :=をにへはの]*(?:${ON}|${OFF})`,
    'i',
  ),
  new RegExp(
    `^(?:(?<why>.{1,${READ_ONLY_WHY_MAX}}?)の?(?:ため|為)[、, ]*)?${MODE_JA}に(?<on>し(?=て|ろ|ます)|する|切り?替え)`,
    'i',
  ),
];
/** Endings of a request in Japanese, and polite words in either language, before a reason or the end. */
const ENDING =
  /^[ ,]*(?:化)?[をに]?(?:して(?:ください|下さい|おいて|ほしい|欲しい)?|する|します|切り?替えて?|てください|て下さい|て|お願いします|お願い|ください|下さい|please|pls|now|thanks|at once|immediately)?(?=$|[ 、。.,!:;(（-])/i;
/** After one of these, the rest is the reason, whatever its words are. */
const INTRODUCED = /^[ 、。.,!]*(?:[:;(–-]+|(?:because(?: of)?|due to|reason|理由)[ :はが]*)\s*/i;
/** A line that tells, asks, forbids or plans switches nothing. */
const NO_REQUEST: ReadonlySet<Tag> = new Set<Tag>(['ask', 'question', 'negate', 'no', 'permit', 'howTo', 'request']);
const LATER =
  /\b(?:tomorrow|tonight|later|soon|next|when|if|unless|after|yesterday|at \d|in \d)|明日|今夜|今晩|後で|あとで|のちほど|時から|たら|れば|昨日/i;
/** Tags beside which the line asks for the mode as it is. */
const BESIDE_STATE: ReadonlySet<Tag> = new Set<Tag>([
  ...FILLERS, 'readOnly', 'status', 'negate', 'operate', 'start', 'stop', 'permit', 'howTo', 'no', 'yes', 'safe', 'settings',
]); // prettier-ignore
const SWITCH_WORDS = /^(?:on|off|enabled?|disabled?|オン|オフ|有効|無効|mode|turned|switched|モード|bot)$/i;

/** `read only on [reason]`, `read only off`. Any other line about the mode shows it and switches nothing. */
export const readOnlyRule: Rule = (line) => {
  if (!line.has('readOnly') || line.has('help')) return null;
  return switchOf(line) ?? (asksForState(line) ? command({ kind: 'readOnly' }) : null);
};

function switchOf(line: Line): ReturnType<Rule> {
  for (const pattern of SWITCHES) {
    const match = pattern.exec(line.text);
    if (match) return requested(line, match);
  }
  return null;
}

function requested(line: Line, { 0: typed, groups = {} }: RegExpExecArray): ReturnType<Rule> {
  const end = typed.length + lengthOf(ENDING, line.text.slice(typed.length));
  const told = line.text.slice(end);
  const introduced = lengthOf(INTRODUCED, told);
  const isTold = introduced === 0 && isNoRequest(line, told, end);
  if (isTold || line.text.endsWith('?')) return command({ kind: 'readOnly' });
  const why = reasonIn(groups['why'] ?? told.slice(introduced));
  const set = groups['on'] === undefined ? 'off' : 'on';
  return command({ kind: 'readOnly', set, ...(why !== '' && { why }) });
}

/** The length of what the pattern finds at the beginning. */
function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.[0].length ?? 0;
}

function reasonIn(text: string): string {
  return withoutTokens(text)
    .slice(0, READ_ONLY_WHY_MAX)
    .replace(/^[\s、。.,!]+|[\s。.,!)]+$/g, '');
}

/** Whether the words after the switch, which no mark introduces as a reason, take it back, ask or plan. */
function isNoRequest({ tokens }: Line, told: string, from: number): boolean {
  const isLongerVerb = /^[^ 、。.,!:;(–-]/.test(told); // Such as オンにした.
  return isLongerVerb || LATER.test(told) || tokens.some((token) => token.from >= from && NO_REQUEST.has(token.tag));
}

function asksForState({ tokens, vms }: Line): boolean {
  return (
    vms.every((vm) => SWITCH_WORDS.test(vm)) &&
    tokens.every(({ tag, text }) => BESIDE_STATE.has(tag) || SWITCH_WORDS.test(text))
  );
}
