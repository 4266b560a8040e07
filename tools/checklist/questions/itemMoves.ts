import { backupTimeShown, recoveryPointShown } from '../course';
import type { ChecklistQuestion, Found } from './question';
import { sightingOf } from './sighting';

const done = 'Read the item in the list of its vault, each time after its recovery points.';

export const itemRecoveryPoint: ChecklistQuestion<'itemRecoveryPoint'> = {
  ...{ id: 'itemRecoveryPoint', done },
  question: "When does the item's lastRecoveryPoint move to the new point?",
  answer: (seen): Found<'itemRecoveryPoint'> => sightingOf(seen, { shown: recoveryPointShown(seen), all: seen.items }),
};

export const itemBackupTime: ChecklistQuestion<'itemBackupTime'> = {
  ...{ id: 'itemBackupTime', done },
  question: "When does the item's lastBackupTime move to the start of the job?",
  answer: (seen): Found<'itemBackupTime'> => sightingOf(seen, { shown: backupTimeShown(seen), all: seen.items }),
};
