import type { EvidenceFact } from '../../../services/azure/checklist/answers';
import type { Exchanged } from '../seen';
import { type ChecklistQuestion, exchangeFact, unsettled } from './question';

export const unauthorized: ChecklistQuestion<'unauthorized'> = {
  id: 'unauthorized',
  question: 'How does Azure answer a request without a token, and one with a token that nobody issued (401)?',
  done: 'Sent two GETs for the list of vaults: without a token, and with the word "broken" as one.',
  answer: ({ probes: { without, broken } }) => {
    const evidence = factsOf(without, broken);
    const value = { without: refusalOf(without, 401), broken: refusalOf(broken, 401) };
    if (value.without || value.broken) return { settled: true, value, evidence };
    return unsettled(
      without?.status === 200 ? 'this Azure asks for no token' : 'neither was answered with 401',
      evidence,
    );
  },
};

export const forbiddenRead: ChecklistQuestion<'forbidden'> = {
  id: 'forbidden',
  question: 'How does Azure answer a read that the role of the bot does not allow (403)?',
  done: 'Sent one GET for the protected item itself, which no role of the bot allows.',
  answer: ({ probes: { item } }) => {
    const evidence = factsOf(item);
    const refused = refusalOf(item, 403);
    if (refused)
      return {
        settled: true,
        value: { ...refused, namesAction: /protectedItems\/read/i.test(item?.message ?? '') },
        evidence,
      };
    return unsettled(
      item?.status === 200
        ? 'the identity may read it: it holds more than the roles of the bot'
        : `it was answered with HTTP ${item?.status ?? 0}`,
      evidence,
    );
  },
};

function refusalOf(probe: Exchanged | undefined, status: number): { status: number; code: string } | null {
  return probe?.status === status ? { status, code: probe.code.slice(0, 200) } : null;
}

/** With Azure's sentence, from which names are taken out before it is written. */
function factsOf(...probes: readonly (Exchanged | undefined)[]): readonly EvidenceFact[] {
  return probes.flatMap((probe) => (probe ? [{ ...exchangeFact(probe), says: probe.message }] : []));
}
