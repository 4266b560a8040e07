import { type Speaker, verbatim } from '../text/speaker';
import { clientDate } from '../text/times';

/** A row of a template's FactSet. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** `label` is a key; `value` is finished text. */
export function fact(speaker: Speaker, label: string, value: string): Fact {
  return { label: speaker.text(label), value };
}

/** The retention that was requested. Azure seldom reports an expiry on the recovery point itself (docs/azure.md). */
export function retentionFact(speaker: Speaker, until: Date): Fact {
  return fact(speaker, 'retention.label', speaker.text('retention.value', { at: verbatim(clientDate(until)) }));
}

/** The expiry that Azure reports on the recovery point itself. */
export function expiryFact(speaker: Speaker, at: Date): Fact {
  return fact(speaker, 'retention.expires', speaker.text('retention.expiresValue', { at: verbatim(clientDate(at)) }));
}
