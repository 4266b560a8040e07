import fc from 'fast-check';

import { ENGLISH } from '../../../commands/parse/lexicon/english';
import { JAPANESE } from '../../../commands/parse/lexicon/japanese';
import { parseCommand } from '../../../commands/parse/parse';
import { spokenLanguage } from '../../../commands/parse/spokenLanguage';
import { WORDS } from '../../../commands/words';
import { repeated, superlinear } from '../../support/growth';

/** Whoever may write to the bot may write the longest line: it must not hold up everybody else's. */

const LENGTH = 1_000;
const NAMES = ['vm-01', 'backup', 'サーバ-1', 'web-01'];

/** One of each kind of letter and of separator, and the words with which patterns begin, go on and end. */
const UNITS = [
  ...Array.from('a1あア漢éﾊ㌔ー-_./\'"「(\\@ '),
  ...[
    'é/',
    'a-',
    '/subscriptions/',
    '/virtualmachines/a',
    'vm-01 ',
    'Aa0',
    'な',
    'なのか',
    'なぜ',
    '0 ',
    'a\n',
    '<at>',
  ],
  ...[
    'keep ',
    'the last ',
    '1 day ',
    'meaning ',
    'timezone to ',
    'back up ',
    'explain ',
    'は',
    '保持',
    '説明',
    'タイムゾーン',
  ],
];
/** Every word of the lexicon, each with and without a blank after it. */
const LEXICON = [ENGLISH, JAPANESE]
  .flatMap((lists) => Object.values(lists).flatMap((list) => list.split('|')))
  .concat(Object.values(WORDS).flatMap(({ words }) => [...words.en, ...words.ja]))
  .flatMap((word) => [word, `${word} `]);

const takes = (text: string): void => {
  parseCommand(text, NAMES);
};

beforeAll(() => {
  parseCommand('why is the backup slow in the night?', NAMES); // Trains the classifier, once in a process.
});

it.each([false, true])(
  'when a line repeats any two units (in blocks: %s), then its time grows with its length',
  (inBlocks) => {
    const pairs = UNITS.flatMap((unit, index) => UNITS.slice(index).map((other) => [unit, other]));
    const slow = pairs
      .map((pair) => ({ pair, found: superlinear(takes, (length) => repeated(pair, length, inBlocks), LENGTH) }))
      .filter(({ found }) => found !== null);
    expect(slow).toEqual([]);
  },
);

it('when a line repeats any words of the lexicon, then its time grows with its length', () => {
  const part = fc.oneof(fc.constantFrom(...LEXICON), fc.constantFrom(...UNITS));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), fc.boolean(), (parts, inBlocks) => {
      expect(superlinear(takes, (length) => repeated(parts, length, inBlocks), LENGTH)).toBeNull();
    }),
    { seed: 10, numRuns: 100 },
  );
});

it('when the language of a line that repeats anything is told, then its time grows with its length', () => {
  const slow = UNITS.flatMap((unit) => UNITS.map((other) => [unit, other])).filter(
    (pair) => superlinear(spokenLanguage, (length) => repeated(pair, length), LENGTH) !== null,
  );
  expect(slow).toEqual([]);
});

it('when 1,000 letters are typed that no command understands, then they take less than the tenth of a second', () => {
  const worst = Math.max(
    ...['before', 'meaning to', 'ctxbackup', '(-é', '\\@'].map((unit) => {
      const began = process.cpuUsage().user;
      for (let times = 0; times < 5; times += 1) takes(repeated([`${unit} `], LENGTH));
      return (process.cpuUsage().user - began) / 5_000;
    }),
  );
  expect(worst).toBeLessThan(100);
});
