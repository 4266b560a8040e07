import { expectPromisesKept, generatedNight } from '../../support/generatedNight';

const NIGHTS = 2_000;

test('over two thousand nights no limit is met, people can ask, every end is seen and nobody is left waiting', () => {
  for (let seed = 1_000; seed < 1_000 + NIGHTS; seed++) expectPromisesKept(generatedNight(seed));
}, 900_000);
