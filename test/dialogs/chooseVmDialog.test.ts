import type { CommandOutcome } from '../../commands/handler';
import { anItem } from '../support/samples';
import { type RunningBot, saying, startBot } from '../support/startBot';
import { aChannelMessage, aMessage, aPress, aSubmit, SATO } from '../support/teamsActivities';

const EAST = anItem({ name: 'vm-07', resourceGroup: 'rg-east' });
const WEST = anItem({ name: 'vm-07', resourceGroup: 'rg-west' });
const BACKUP_WEST = JSON.stringify({ kind: 'backupNow', vms: [WEST.vm.id], keepDays: 7 });

/** Asks "which VM?" for the text `backup`; repeats all other text. */
async function answerText(text: string): Promise<CommandOutcome> {
  if (!text.startsWith('backup')) return saying(`text: ${text}`);
  return {
    kind: 'choose',
    typed: 'vm-07',
    candidates: [EAST, WEST],
    pick: (item) => ({ kind: 'backupNow', vms: [item.vm.id], keepDays: 7 }),
  };
}

let bot: RunningBot;
beforeEach(async () => {
  bot = await startBot({ brain: { answerText } });
});
afterEach(() => bot.stop());

const say = async (text: string, change = {}): Promise<unknown> =>
  bot.post(aMessage(bot.connector.serviceUrl, text, change));

it.each(['2', 'rg-west', 'RG-WEST/vm-07'])(
  'when several VMs fit and %j is the answer, then the command runs for that one as it was asked, and only once',
  async (answer) => {
    await say('backup vm-07');
    await say(answer);
    await say(answer);

    expect(bot.connector.summaries).toEqual(['choose', BACKUP_WEST, `text: ${answer}`]);
  },
);

it('when the answer fits several, then the question is put again and stays open', async () => {
  await say('backup vm-07');
  await say('vm-07');
  await say('2');

  expect(bot.connector.summaries).toEqual(['choose', 'choose', BACKUP_WEST]);
});

it('when another command is typed instead, then that one runs and the question is closed', async () => {
  await say('backup vm-07');
  await say('status vm-01');
  await say('2');

  expect(bot.connector.summaries).toEqual(['choose', 'text: status vm-01', 'text: 2']);
});

it('when five minutes have passed, then an answer is read as any other text', async () => {
  await say('backup vm-07');
  await bot.clock.advance(5 * 60_000 + 1);
  await say('2');

  expect(bot.connector.summaries).toEqual(['choose', 'text: 2']);
});

it('when it was put again, then the five minutes still run from the start', async () => {
  await say('backup vm-07');
  await bot.clock.advance(4 * 60_000);
  await say('vm-07');
  await bot.clock.advance(61_000);
  await say('2');

  expect(bot.connector.summaries).toEqual(['choose', 'choose', 'text: 2']);
});

it('when somebody else answers, then it is no answer, and the question stays open for whom it was put to', async () => {
  await bot.post(aChannelMessage(bot.connector.serviceUrl, 'backup vm-07'));
  await bot.post(aChannelMessage(bot.connector.serviceUrl, '2', { from: SATO }));
  await bot.post(aChannelMessage(bot.connector.serviceUrl, '2'));

  expect(bot.connector.summaries).toEqual(['choose', 'text: 2', BACKUP_WEST]);
});

it('when it was put in one conversation, then it is not open in another', async () => {
  await say('backup vm-07');
  await say('2', { conversation: { id: 'a:other' } });

  expect(bot.connector.summaries).toEqual(['choose', 'text: 2']);
});

it.each([
  ['a button', aPress],
  ['a button of an older client', aSubmit],
])('when %s is pressed, then the question is closed', async (_what, press) => {
  await say('backup vm-07');
  await bot.post(press(bot.connector.serviceUrl, { command: { kind: 'status', vm: EAST.vm.id }, card: 'c' }));
  await say('2');

  expect(bot.connector.summaries.at(-1)).toBe('text: 2');
});

it('when a press leads to the question, then the question is a message and can be answered in words', async () => {
  await bot.stop();
  bot = await startBot({
    brain: { answerPress: async () => ({ outcome: await answerText('backup vm-07'), effect: 'changes' }) },
  });

  const { body } = await bot.post(
    aPress(bot.connector.serviceUrl, { command: { kind: 'help' }, update: true, card: 'c' }),
  );
  await say('2');

  expect(body).toMatchObject({ type: 'application/vnd.microsoft.activity.message', value: 'choose' });
  expect(bot.connector.summaries).toEqual(['choose', BACKUP_WEST]);
});

it('when the question cannot be shown, then it is not open', async () => {
  bot.connector.failNext({ status: 403 });
  await say('backup vm-07');
  await say('2');

  expect(bot.connector.summaries).toEqual(['text: 2']);
});
