import type { Parsed } from '../../protocol/command';
import { WORDS } from '../words';
import { KnownNames } from './knownNames';
import { Line } from './line';
import { lower, TEXT_MAX, toLines, withoutMentions } from './normalize';
import { asksQuestion, asksWhoAmI } from './rules/asking';
import { PARSE_RULES } from './rules/rules';
import { nearestTopics, topicInstead } from './rules/topicQuestion';
import { type ApplyToText, suggest, unique } from './suggest';
import { tokenize, wordAsVm } from './tokenize';

/** In UTF-16 units, more than any Teams message has. Longer text is not even normalized. */
const RAW_MAX = 100_000;
/** NFKC may turn one letter into several, such as ㌔. */
const FOLDED_MAX = 2 * TEXT_MAX;
const LINES_MAX = 100;
const OFFERS_MAX = 3;
/** Letters of text in which somebody without a role may ask for it. */
const WHOAMI_MAX = 50;

/**
 * Turns typed text into a command: normalize, tokenize, then the first rule that applies; else suggestions.
 * `names`: the VMs that the person may see. While it is empty, a VM is recognized by its shape and its position.
 * `vaultNames`: the vaults of those VMs, to tell a vault from a VM. An unknown VM is passed on as typed.
 * Never throws. A question, a negation, a report, a quotation or an unknown word never makes a change.
 */
export function parseCommand(text: string, names: readonly string[], vaultNames: readonly string[] = []): Parsed {
  if (text.length > RAW_MAX) return { kind: 'tooLong', limit: TEXT_MAX };
  if (withoutMentions(text).length > TEXT_MAX) return { kind: 'tooLong', limit: TEXT_MAX };
  const lines = toLines(text);
  if (lines.join(' ').length > FOLDED_MAX) return { kind: 'tooLong', limit: TEXT_MAX };
  const known = new KnownNames(names);
  const vaults = new Set(vaultNames.map(lower));
  const toLine = (typed: string): Line => new Line(typed, tokenize(typed, known), vaults);
  const applyToText = (typed: string): Parsed | null => applyRules(toLine(typed));
  if (lines.length > 1 && isSeveral(lines, applyToText)) return { kind: 'several' };
  const line = toLine(lines.join(' '));
  if (line.tokens.length === 0) return { kind: 'empty' };
  const parsed = applyRules(line) ?? suggest(line, applyToText);
  return withWordAsVm(parsed, line, known) ?? withTopics(parsed, line);
}

/**
 * Whether the text asks for the asker's own role: the only command of people who have none. Nothing else of it is
 * parsed, and longer text not at all: those people are strangers.
 */
export function isWhoami(text: string): boolean {
  if (text.length > WHOAMI_MAX) return false;
  const line = toLines(text).join(' ');
  return asksWhoAmI(new Line(line, tokenize(line, new KnownNames([]))));
}

/** A question that no command rule understands is answered with its topic, or the nearest topics are offered last. */
function withTopics(parsed: Parsed, line: Line): Parsed {
  if (parsed.kind !== 'unknown' && parsed.kind !== 'incomplete') return parsed;
  const topic = topicInstead(line, parsed);
  if (topic !== null || parsed.kind !== 'unknown' || !asksQuestion(line)) return topic ?? parsed;
  return { ...parsed, offers: unique([...parsed.offers, ...nearestTopics(line)]).slice(0, OFFERS_MAX) };
}

function applyRules(line: Line): Parsed | null {
  for (const rule of PARSE_RULES) {
    const parsed = rule(line);
    if (parsed !== null) return parsed;
  }
  return null;
}

/**
 * If the VM is missing, a word of the lexicon that is also a VM's name is taken for that VM. This holds only for
 * commands that read.
 */
function withWordAsVm(parsed: Parsed, line: Line, known: KnownNames): Parsed | null {
  const isMissing = parsed.kind === 'unknown' || (parsed.kind === 'incomplete' && parsed.key === 'vmMissing');
  const tokens = isMissing && line.vms.length === 0 ? wordAsVm(line.tokens, known) : null;
  const again = tokens && applyRules(new Line(line.text, tokens));
  return again?.kind === 'command' && WORDS[again.command.kind].effect !== 'changes' ? again : null;
}

/** Whether two or more lines ask for something. */
function isSeveral(lines: readonly string[], applyToText: ApplyToText): boolean {
  const requests = lines.slice(0, LINES_MAX).filter((text) => {
    const parsed = applyToText(text);
    return parsed !== null && parsed.kind !== 'unknown' && !isGreeting(parsed);
  });
  return requests.length > 1;
}

/** A greeting or thanks is parsed as `help` without a topic. */
function isGreeting(parsed: Parsed): boolean {
  return parsed.kind === 'command' && parsed.command.kind === 'help' && parsed.command.topic === undefined;
}
