import { WORLDS } from '../../playground/azure/service';
import { expectPromisesKept, generatedNight } from '../support/generatedNight';

describe('nights in every world', () => {
  test.each(WORLDS)(
    'whatever the night in %s, nothing is told before it is true, and all promises are kept',
    (world) => {
      for (let seed = 0; seed < 6; seed++) expectPromisesKept(generatedNight(seed, { world }));
    },
  );
});
