import { type Demo, startDemo } from '../support/product';
import { type Shown, shownCard, wordsOf } from '../support/shownCard';
import { TANAKA } from '../support/teamsActivities';

let bot: Demo;
beforeAll(async () => {
  bot = await startDemo({ CLOCK_SPEED: '1' });
});
afterAll(() => bot.stop());
afterEach(async () => {
  expect((await bot.say('status vm-01')).summary).toContain('vm-01: no snapshot is running');
  expect((await bot.happened()).jobs.filter(({ vm }) => vm === 'vm-01' || vm === 'vm-02')).toEqual([]);
});

/** What is written, and the part of it that must stand in the card as it was written. */
const HOSTILE: readonly (readonly [what: string, text: string, seen: string])[] = [
  ['HTML', '<b>x1</b><img src=x onerror=alert(1)>', '<b>x1</b><img src=x onerror=alert(1)>'],
  ['a script', '<script>x1()</script>', '<script>x1()</script>'],
  ['a mention', '<at id="1">x1</at>', 'x1'],
  ['markdown', '**x1** _x2_ ~~x3~~', '**x1** _x2_ ~~x3~~'],
  ['a link', '[x1](https://example.com)', '[x1](https://example.com)'],
  ['an address', 'https://example.com/x1', 'https://example.com/x1'],
  ['a heading', '# x1', '# x1'],
  ['a date', '{{DATE(2026-01-01T00:00:00Z,SHORT)}}', '{{DATE(2026-01-01T00:00:00Z,SHORT)}}'],
  ['a template', '${x} ${$root}', '${x} ${$root}'],
  ['a placeholder of our locales', '{{vm}} $t(verdict.clear)', '{{vm}} $t(verdict.clear)'],
  ['control characters', 'x1\u0000\u0007\u001bx2', 'x1'],
  ['right-to-left text', '\u202ex1\u202c \u0645\u0631\u062d\u0628\u0627', '\u0645\u0631\u062d\u0628\u0627'],
  ['emoji', 'x1 👩‍🚒🔥', '🔥'],
];

/** Where what was typed comes back in the answer. */
const PLACES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `status ${text}`,
  (text) => `backup now ${text}`,
  (text) => `job ${text}`,
  (text) => `vms ${text}`,
  (text) => `explain ${text}`,
  (text) => `settings timezone ${text}`,
  (text) => `backup now vm-01 keep ${text}`,
];

describe.each(HOSTILE)('%s', (_what, text, seen) => {
  it('when it is typed wherever an answer repeats what was typed, then it is shown as text or not at all', async () => {
    for (const line of PLACES) {
      const { card, summary } = await bot.say(line(text));
      const shown = shownCard(card);

      isText(shown);
      for (const mark of ['\u0000', '\u0007', '\u001b', '\u202e', '\u202c'])
        expect(wordsOf(shown) + summary).not.toContain(mark);
    }
  });

  it('when it is a line of its own, then the answer shows it as it was written', async () => {
    const { card } = await bot.say(text);

    expect(wordsOf(shownCard(card))).toContain(seen);
  });

  it('when it is the name of the person who asks, then the cards show it as it is', async () => {
    const from = { ...TANAKA, name: text };
    const asked = shownCard((await bot.say('backup now print-server-01', { from })).card);
    const who = shownCard((await bot.say('whoami', { from })).card);

    isText(asked);
    isText(who);
    expect(wordsOf(who)).toContain(seen);
  });
});

function isText({ html }: Shown): void {
  expect(html.join('\n')).not.toMatch(/<(?!\/?(p|strong)>)[a-z/!]/i);
  expect(html.join('\n')).not.toMatch(/<strong>x1|Jan 1, 2026/);
}
