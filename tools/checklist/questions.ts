import type { AnswerId } from '../../services/azure/checklist/answers';
import { endClock, snapshotClock } from './questions/clock';
import { graphEnd, graphStart } from './questions/graphLag';
import { itemBackupTime, itemRecoveryPoint } from './questions/itemMoves';
import { paging } from './questions/paging';
import { pointListed } from './questions/pointListed';
import type { ChecklistQuestion } from './questions/question';
import { readLimit } from './questions/readLimit';
import { forbiddenRead, unauthorized } from './questions/refusals';
import { skew } from './questions/skew';

/** Every question, in the order in which the file answers them. */
export const QUESTIONS: { readonly [Id in AnswerId]: ChecklistQuestion<Id> } = {
  pointListed,
  itemRecoveryPoint,
  itemBackupTime,
  graphStart,
  graphEnd,
  snapshotClock,
  endClock,
  readLimit,
  unauthorized,
  forbidden: forbiddenRead,
  paging,
  skew,
};
