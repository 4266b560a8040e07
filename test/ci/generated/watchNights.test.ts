import { WORLDS } from '../../../playground/azure/service';
import { expectPromisesKept, generatedNight } from '../../support/generatedNight';

const JOB_MINUTES = 1_000_000;
/** One night of so many has a few backups alone; no multiple of the number of worlds, so that each has both kinds. */
const FEW_EVERY = 6;

test('over a million job-minutes in all worlds no snapshot is told before it is done, no limit is met, people can ask, every end is seen and nobody is left waiting', () => {
  let jobMinutes = 0;
  for (let seed = 1_000; jobMinutes < JOB_MINUTES; seed++) {
    const night = generatedNight(seed, { world: WORLDS[seed % WORLDS.length]!, large: seed % FEW_EVERY > 0 });
    expectPromisesKept(night);
    jobMinutes += night.jobMinutes;
  }
}, 900_000);
