import type { AsOf } from '../../protocol/asOf';
import { type Speaker, verbatim } from '../text/speaker';
import { clientDateTime } from '../text/times';
import { problemText } from './azureProblem';

/** The last lines of a card that shows a state: when it was read and, if it is old, why. */
interface AsOfModel {
  readonly asOf: string;
  readonly notFresh: readonly { readonly text: string }[];
}

export function asOfModel(speaker: Speaker, { at, problem }: AsOf): AsOfModel {
  return {
    asOf: speaker.text('asOf', { at: verbatim(clientDateTime(at)) }),
    notFresh: problem ? [{ text: speaker.text('notFresh', { why: verbatim(problemText(speaker, problem)) }) }] : [],
  };
}
