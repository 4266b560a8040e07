import { textOf } from '../support/cardParts';
import type { SentActivity } from '../support/fakeConnector';
import { buttonsOf, type Demo, saidBy, startDemo } from '../support/product';

let bot: Demo;
beforeAll(async () => {
  bot = await startDemo();
});
afterAll(() => bot.stop());

const cardOf = (message: SentActivity): string => textOf(saidBy(message).card);

it('when several backups were asked for, then their one card moves by itself, and Refresh draws it anew', async () => {
  const question = await bot.say('backup now vm-01 vm-02');
  const begun = await bot.press(buttonsOf(question, 'yes')[0]!);
  expect(begun).toMatchObject({ method: 'PUT', summary: '2 backups started, wait until I report.' });
  const shown = bot.connector.messages.findLast(({ method }) => method === 'PUT')?.activityId;

  // The first read of a job comes when Azure may have ended its snapshot; both have moved after it.
  const bothMoved = /Snapshots done[^]*vm-01[^]*so far[^]*vm-02[^]*so far/;
  const moved = (): SentActivity | undefined =>
    bot.connector.messages.findLast((message) => message.method === 'PUT' && bothMoved.test(cardOf(message)));
  await bot.connector.until(() => moved() !== undefined);

  expect(moved()?.activityId).toBe(shown);
  expect(cardOf(moved()!)).toContain('on-demand · requested by');

  const refreshed = await bot.press(buttonsOf(saidBy(moved()), 'jobs')[0]!);
  expect(refreshed.method).toBe('PUT');
  expect(textOf(refreshed.card)).toMatch(/vm-01[^]*vm-02/);
});
