import type { Line } from '../line';
import type { Tag } from '../tokenize';
import { command, type Rule } from './results';

/** Beside these tags, `自分` is a pronoun in a sentence and not the command. */
const SENTENCE: readonly Tag[] = ['backupNow', 'job', 'jobs', 'snapshot', 'start', 'stop', 'do', 'operate', 'restart'];
/** Question words and endings of either language. */
const ASKS =
  /教えて|おしえて|知りたい|いくら|何(?:割|台|円)|(?:です|ます|の|る|た|い)か$|かな$|っけ$|(?:どの|どれ)(?:く|ぐ)らい|って(?:何|なに|なん)|なんや|やろ(?:う|か)?$|(?:どう|どない)|(?:わか|分か)ら(?:ない|ん|ず)|[るたいのん]の$|^(?:what|why|how|when|where|who|which|would|should|might|must|does|do|is|are|will)\b|\b(?:tell me|want to know|wonder|curious|question about|explain)\b/i;
/** Words that ask for a cause. */
export const WHY = /なぜ|何故|なんで|どうして|原因|対処|理由|\bwhy\b|\bcauses?\b|\breasons?\b/i;

/** Whether the line asks for the asker's own role. */
export function asksWhoAmI(line: Line): boolean {
  const isPronoun = line.tokens.every(({ tag, text }) => tag !== 'whoami' || text === '自分');
  return line.has('whoami') && (!isPronoun || (line.loose.length === 0 && !line.has(...SENTENCE)));
}

/** Whether the line is a question by a word, a question mark or its ending. */
export function asksQuestion(line: Line): boolean {
  return line.isQuestion || line.has('howTo', 'permit') || ASKS.test(line.text);
}

export const whoamiRule: Rule = (line) => (asksWhoAmI(line) ? command({ kind: 'whoami' }) : null);
