import type { Line } from '../line';
import { nearWords } from '../nearWords';
import { FILLERS } from './fillers';
import { command, incomplete, type Rule } from './results';

/** One job by its id, by the first eight digits of the id, or by a number. */
export const oneJobRule: Rule = (line) => {
  const guid = line.find('guid');
  if (guid) return command({ kind: 'job', id: guid.text });
  const at = line.tokens.findIndex(({ tag }) => tag === 'job');
  const next = at < 0 ? undefined : line.tokens[at + 1];
  const isId = next?.tag === 'free' && /^(?:[0-9a-f]{8}[0-9a-f-]*|\d+)$/i.test(next.text);
  if (isId) return command({ kind: 'job', id: next.text });
  const typed = malformedId(line);
  return typed === null
    ? null
    : incomplete('noSuchJob', { kind: 'job', line, facts: { typed }, offers: [{ kind: 'jobs' }] });
};

/** The typed word of `job nonsense`, if it can be neither a job's id nor a VM. */
function malformedId({ text, tokens }: Line): string | null {
  const id = /^(?:job|ジョブ) (\p{L}+)$/iu.exec(text)?.[1];
  const rest = tokens.slice(1);
  const isUnknown =
    rest.some(({ tag }) => tag === 'free') && rest.every(({ tag }) => tag === 'free' || FILLERS.includes(tag));
  return id !== undefined && isUnknown && nearWords(id).length === 0 ? id : null;
}
