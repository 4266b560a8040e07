import { type Speaker, verbatim } from '../text/speaker';
import { clientDate } from '../text/times';

/** A row of a template's FactSet. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** `value` is a finished text. */
export function fact(speaker: Speaker, label: string, value: string): Fact {
  return { label: speaker.text(label), value };
}

/** What was asked for; the recovery point itself mostly carries no expiry (AZURE.md 4). */
export function retentionFact(speaker: Speaker, until: Date): Fact {
  return fact(speaker, 'retention.label', speaker.text('retention.value', { at: verbatim(clientDate(until)) }));
}

/** What the recovery point itself carries; Azure seldom says it (AZURE.md 4). */
export function expiryFact(speaker: Speaker, at: Date): Fact {
  return fact(speaker, 'retention.expires', speaker.text('retention.expiresValue', { at: verbatim(clientDate(at)) }));
}
