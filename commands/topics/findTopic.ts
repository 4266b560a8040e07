import type { ExplainTopic } from '../../protocol/messageView';
import { ADVICE_CODES, adviceFor } from '../../services/backup/advice';
import { distance } from '../parse/distance';
import { topicOfQuestion } from './classifier';
import { CONCEPT_NAMES, conceptOf, squash } from './topicNames';

/** Maximum number of letters of typed text that are compared with names. */
const TYPED_MAX = 60;
/** Minimum score (cues.ts) of a question about a topic. */
const SCORE_MIN = 4;

/** What to explain for `typed`: the error code or concept that it names, or the nearest one, or `unknownCode`. */
export function findTopic(typed: string): ExplainTopic {
  const text = typed.normalize('NFKC').trim();
  const codes = text.match(/[a-z][a-z0-9_]{5,}|(?<![\d.])\d{5,7}(?![\d.])/gi) ?? [];
  for (const code of [text, ...codes]) {
    const advice = adviceFor(code);
    if (advice) return { kind: 'code', advice };
  }
  const concept = [text, ...codes.filter(isCode)].map(conceptOf).find((key) => key !== null);
  if (concept !== undefined) return { kind: 'concept', key: concept };
  const mistyped = nearCode(text);
  if (mistyped !== null) return mistyped;
  const code = codes.find(isCode);
  if (code !== undefined) return { kind: 'unknownCode', code };
  const near = topicOfQuestion(text, SCORE_MIN) ?? nearestConcept(squash(text).slice(0, TYPED_MAX));
  return near === null ? { kind: 'unknownCode', code: text } : { kind: 'concept', key: near };
}

/** The known error code within two typos. */
function nearCode(text: string): ExplainTopic | null {
  if (/\s/.test(text) || text.length < 8 || text.length > TYPED_MAX) return null;
  const near = ADVICE_CODES.find((code) => distance(text.toLowerCase(), code.toLowerCase()) <= 2 && !/^\d/.test(code));
  const advice = near === undefined ? null : adviceFor(near);
  return advice && { kind: 'code', advice };
}

/** The shape of an Azure error code: `UserErrorSomething`, `ExtensionFailed…`, `400999`. */
function isCode(text: string): boolean {
  return /^\d{5,7}$/.test(text) || /^[A-Z][a-z]+[A-Z0-9][a-z]*[A-Z0-9][A-Za-z0-9]*$/.test(text);
}

/** The concept with the longest name inside the text, or the one with the fewest typos; null if none is near. */
function nearestConcept(squashed: string): string | null {
  const within = CONCEPT_NAMES.filter(([name]) => name.length > 2 && squashed.includes(name)).toSorted(
    ([a], [b]) => b.length - a.length,
  )[0];
  if (within) return within[1];
  const near = CONCEPT_NAMES.map(([name, key]) => ({
    key,
    typos: distance(squashed, name.slice(0, TYPED_MAX)),
  })).toSorted((a, b) => a.typos - b.typos)[0];
  return near && near.typos <= Math.max(2, squashed.length / 3) ? near.key : null;
}
