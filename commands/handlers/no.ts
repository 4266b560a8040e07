import { message } from '../../protocol/messageView';
import { type Handler, outcome } from '../handler';
import { isAsker, requireApprover } from './approval';
import { recordAnswer, takenProposal, whichQuestion } from './confirmation';

/**
 * Dismisses a proposal, or declines one that waits for a second person. The answer to a button replaces the question's
 * card; after a typed no, the outbox updates it.
 */
export const no: Handler<'no'> = async (command, context) => {
  const { ask, services } = context;
  if (ask.closedPick && command.proposal === undefined) return outcome(message('dismissed'));
  const awaits = command.proposal === undefined ? null : await services.proposals.approvalOf(command.proposal, ask);
  if (awaits && !isAsker(awaits, ask)) await requireApprover(awaits, context);
  const result = await services.proposals.take(ask, 'no', command.proposal);
  if (result.kind === 'unsure') return whichQuestion(result.open);
  const { asks, question, end } = takenProposal(result);
  await recordAnswer(command, asks, context);
  if (command.proposal === undefined || question === null) return outcome(message('dismissed'));
  return outcome({ kind: 'closed', by: question.by, asks: question.asks, end });
};
