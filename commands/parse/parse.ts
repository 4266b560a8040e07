import type { Command, Parsed } from '../../protocol/command';
import { WORDS } from '../words';
import { backupNow } from './backupNow';
import { cancel, yesOrNo } from './cancel';
import { Line } from './line';
import { lower, TEXT_MAX, toLines, withoutMentions } from './normalize';
import { isAsking, nearestTopics, topicInstead, topicQuestion } from './questions';
import type { Rule } from './results';
import * as reads from './rules';
import { settings } from './settings';
import { guesses, unique } from './suggestions';
import { KnownNames, tokenize, withNameOfOurs } from './tokens';
import { audit, watching } from './watch';

/** Longer than any message of the channel: not even looked at. */
const RAW_MAX = 100_000;
/** Folding may make several letters of one (㌔). */
const FOLDED_MAX = 2 * TEXT_MAX;
const LINES_MAX = 100;
const OFFERS_MAX = 3;

/** In this order: what asks comes before what changes, so that a line that says both is only answered. */
const RULES: readonly Rule[] = [
  reads.explain,
  topicQuestion,
  reads.help,
  audit,
  watching,
  reads.later,
  settings,
  yesOrNo,
  cancel,
  reads.safe,
  reads.oneJob,
  reads.points,
  reads.jobs,
  reads.status,
  reads.vms,
  reads.whoami,
  backupNow,
  reads.beyond,
  reads.bareVm,
  reads.bareTopic,
  reads.refresh,
  reads.greeting,
];

/**
 * Reads what a person typed, after a mention in a channel. `names`: the VMs that the person may see; where it is
 * empty, a VM is known by its shape and its place. `vaultNames`: the vaults that hold them, told from VMs where both may be meant. A VM that is not among them is passed on as typed. Never throws,
 * and never makes a change (WORDING.md) of a question, a negation, a report, a quotation, or of words that it does
 * not all know.
 */
export function parseCommand(text: string, names: readonly string[], vaultNames: readonly string[] = []): Parsed {
  if (text.length > RAW_MAX) return { kind: 'tooLong', limit: TEXT_MAX };
  if (withoutMentions(text).length > TEXT_MAX) return { kind: 'tooLong', limit: TEXT_MAX };
  const lines = toLines(text);
  if (lines.join(' ').length > FOLDED_MAX) return { kind: 'tooLong', limit: TEXT_MAX };
  const known = new KnownNames(names);
  const vaults = new Set(vaultNames.map(lower));
  const hear = (line: string): Line => new Line(line, tokenize(line, known), vaults);
  const read = (line: string): Parsed | null => decide(hear(line));
  if (lines.length > 1 && isSeveral(lines, read)) return { kind: 'several' };
  const heard = hear(lines.join(' '));
  if (heard.tokens.length === 0) return { kind: 'empty' };
  const said = decide(heard) ?? guesses(heard, read);
  return asNameOfOurs(said, heard, known) ?? inTopics(said, heard);
}

/** A question that is not understood is answered with its topic, or offered those that come nearest, after the commands that do. */
function inTopics(said: Parsed, heard: Line): Parsed {
  if (said.kind !== 'unknown' && said.kind !== 'incomplete') return said;
  const topic = topicInstead(heard, said);
  if (topic !== null || said.kind !== 'unknown' || !isAsking(heard)) return topic ?? said;
  return { ...said, offers: unique([...said.offers, ...nearestTopics(heard)]).slice(0, OFFERS_MAX) };
}

function decide(heard: Line): Parsed | null {
  for (const rule of RULES) {
    const said = rule(heard);
    if (said !== null) return said;
  }
  return null;
}

/** A VM that is called like one of our words, where it is missing otherwise. Never for a change. */
function asNameOfOurs(said: Parsed, heard: Line, known: KnownNames): Parsed | null {
  const isMissing = said.kind === 'unknown' || (said.kind === 'incomplete' && said.key === 'vmMissing');
  const tokens = isMissing && heard.vms.length === 0 ? withNameOfOurs(heard.tokens, known) : null;
  const again = tokens && decide(new Line(heard.line, tokens));
  return again?.kind === 'command' && WORDS[again.command.kind].effect === 'reads' ? again : null;
}

/** Lines of which two or more ask for something. */
function isSeveral(lines: readonly string[], read: (line: string) => Parsed | null): boolean {
  const asking = lines.slice(0, LINES_MAX).filter((line) => {
    const said = read(line);
    return said !== null && said.kind !== 'unknown' && !isIdle(said);
  });
  return asking.length > 1;
}

/** A greeting or thanks beside a command. */
function isIdle(said: Parsed): boolean {
  return said.kind === 'command' && isPlainHelp(said.command);
}

function isPlainHelp(command: Command): boolean {
  return command.kind === 'help' && command.topic === undefined;
}
