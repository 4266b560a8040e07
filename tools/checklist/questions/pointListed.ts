import { pointShown } from '../course';
import type { ChecklistQuestion, Found } from './question';
import { sightingOf } from './sighting';

export const pointListed: ChecklistQuestion<'pointListed'> = {
  id: 'pointListed',
  question: 'Is the recovery point listed before its job ends, and how long after the end of the snapshot?',
  done: "Read the item's recovery points every 20 s around the snapshot's end, and once a minute later.",
  answer: (seen): Found<'pointListed'> => sightingOf(seen, { shown: pointShown(seen), all: seen.points }),
};
