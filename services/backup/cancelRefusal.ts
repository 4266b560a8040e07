import type { AzureError } from './vaults';

const CODES = /Not(?:In)?Cancell?able|Cancel(?:l?ation)?(?:Is)?Not(?:Supported|Allowed|Possible)|JobNotInProgress/i;
/**
 * Matches the three sentences of Microsoft's documentation: "… isn't in a cancelable state", "… because it isn't in
 * progress", "Cancellation isn't supported for this job type".
 */
const SENTENCES =
  /\bcancell?able\b|\bcancel(?:l?ation|ling)?\b.*\b(?:isn't|is not|not) (?:in progress|supported|allowed|possible)/i;

/** Whether Azure's code or sentence says that it cannot cancel this job (any more). */
export function isCancelRefusal({ code, says }: Pick<AzureError, 'code' | 'says'>): boolean {
  return CODES.test(code) || SENTENCES.test(says.replaceAll('’', "'"));
}
