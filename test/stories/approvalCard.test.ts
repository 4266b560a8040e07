import type { Replica } from '../support/askingReplica';
import { textOf } from '../support/cardParts';
import { buttonsOf, type Said } from '../support/product';
import { SecondPersonHarness, SUZUKI } from '../support/secondPersonHarness';
import { SATO, TANAKA } from '../support/teamsActivities';

/** The card of a question that a second person answers, in a channel. */
let two: SecondPersonHarness;
let bot: Replica;
beforeEach(async () => {
  two = await SecondPersonHarness.start();
  bot = two.replica();
});
afterEach(() => two.host.end());

const hasButtons = (said: Said): boolean => [...buttonsOf(said, 'yes'), ...buttonsOf(said, 'no')].length > 0;

it('when somebody else approves, then the card loses its buttons and shows both names, and a later press is told', async () => {
  await two.ask(bot, 'backup now vm-02');
  expect(hasButtons(two.card())).toBe(true);
  const yes = two.button('yes');
  await two.press(bot, yes, SATO);

  const closed = await two.closed();
  expect(textOf(closed.card)).toMatch(/Tanaka asked, Sato approved at/);
  expect(hasButtons(closed)).toBe(false);
  expect(await two.press(bot, yes, SUZUKI)).toMatch(/^This question was already answered/);
  expect(two.host.azure.started).toEqual(['vm-02']);
});

it('when the process ends right after the approval, then the next one changes the card', async () => {
  await two.ask(bot, 'backup now vm-02');
  const yes = two.button('yes');
  two.host.connector.refusing = ({ method }) => (method === 'PUT' ? { status: 503 } : null);
  await two.press(bot, yes, SATO);
  expect(two.host.connector.messages.filter(({ method }) => method === 'PUT')).toEqual([]);

  await two.restart();
  two.host.connector.refusing = () => null;
  const closed = await two.closed();
  expect(textOf(closed.card)).toMatch(/Tanaka asked, Sato approved at/);
  expect(hasButtons(closed)).toBe(false);
});

it.each([
  { who: SATO, tells: /Tanaka asked, Sato declined at .* Nothing was done/ },
  { who: TANAKA, tells: /Tanaka answered No at .* Nothing was done/ },
  { who: { ...TANAKA, id: '29:another-id' }, tells: /Tanaka answered No at .* Nothing was done/ },
])(
  'when $who.name ($who.id) declines, then the card tells who did, and cannot be approved any more',
  async ({ who, tells }) => {
    await two.ask(bot, 'backup now vm-02');
    const yes = two.button('yes');
    await two.deliver(bot, two.button('no'), who);
    const closed = await two.closed();
    expect(textOf(closed.card)).toMatch(tells);
    expect(hasButtons(closed)).toBe(false);
    expect(await two.press(bot, yes, SATO)).toMatch(/^This question was already answered/);
    expect(two.host.azure.started).toEqual([]);
  },
);
