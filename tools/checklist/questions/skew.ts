import { skewOf } from '../course';
import { type ChecklistQuestion, exchangeFact, inSeconds, isoOf, unsettled } from './question';

const FACTS_MAX = 60;

export const skew: ChecklistQuestion<'skew'> = {
  id: 'skew',
  question: "How far is Azure's clock ahead of this machine's?",
  done: 'Compared the header Date of every answer with the times before and after its request.',
  answer: (seen) => {
    const found = skewOf(seen);
    const dated = seen.exchanged.filter(({ dateMs }) => dateMs !== null).slice(0, FACTS_MAX);
    const evidence = dated.map((one) => ({ ...exchangeFact(one), date: isoOf(one.dateMs) }));
    if (found === null) return unsettled('no answer had the header Date', evidence);
    const value = { aheadS: inSeconds(found.aheadMs), withinS: inSeconds(found.withinMs) };
    return { settled: true, value, evidence };
  },
};
