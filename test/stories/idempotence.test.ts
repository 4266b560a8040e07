import { buttonsOf, type Demo, startDemo } from '../support/product';
import { aMessage, aPress, SATO } from '../support/teamsActivities';

let bot: Demo;
beforeEach(async () => {
  bot = await startDemo();
});
afterEach(() => bot.stop());

/** The jobs that people asked for. */
async function jobsOf(vm: string): Promise<readonly string[]> {
  return (await bot.happened()).jobs.filter((job) => job.vm === vm).map(({ status }) => status);
}

it('when the same activity is delivered four times in sequence, then one backup runs and one answer comes', async () => {
  const activity = aMessage(bot.connector.serviceUrl, 'backup now vm-01');

  for (let delivery = 1; delivery <= 4; delivery++) expect((await bot.post(activity)).status).toBe(200);

  expect(await jobsOf('vm-01')).toEqual(['InProgress']);
  expect(bot.connector.summaries).toEqual(['vm-01: backup started, wait until I report.']);
});

it('when the same activity is delivered four times at once, then one backup runs and one answer comes', async () => {
  const activity = aMessage(bot.connector.serviceUrl, 'backup now vm-01');

  await Promise.all([1, 2, 3, 4].map(() => bot.post(activity)));

  expect(await jobsOf('vm-01')).toEqual(['InProgress']);
  expect(bot.connector.summaries).toEqual(['vm-01: backup started, wait until I report.']);
});

it('when two people ask at the same moment, then one backup runs and the other is told that it does', async () => {
  await bot.say('status vm-01');
  const before = bot.connector.messages.length;

  await Promise.all([
    bot.post(aMessage(bot.connector.serviceUrl, 'backup now vm-01')),
    bot.post(
      aMessage(bot.connector.serviceUrl, 'backup now vm-01', { from: SATO, conversation: { id: 'a:personal-sato' } }),
    ),
  ]);

  expect(await jobsOf('vm-01')).toEqual(['InProgress']);
  expect(bot.connector.summaries.slice(before).sort()).toEqual([
    'vm-01: a backup is already running, no second one was started.',
    'vm-01: backup started, wait until I report.',
  ]);
});

it('when "Back up now" of a card is pressed twice, at once and later, then one backup runs', async () => {
  const [data] = buttonsOf(await bot.say('status vm-01'), 'backupNow');
  const press = (): Promise<unknown> => bot.post(aPress(bot.connector.serviceUrl, data ?? {}));

  await Promise.all([press(), press()]);
  await press();

  expect(await jobsOf('vm-01')).toEqual(['InProgress']);
  expect(bot.connector.summaries).toHaveLength(2);
});

it('when the yes to two backups is pressed twice, at once and later, then each VM has one backup', async () => {
  const [data] = buttonsOf(await bot.say('backup now vm-01 vm-02'), 'yes');
  const press = (): Promise<unknown> => bot.post(aPress(bot.connector.serviceUrl, data ?? {}));

  await Promise.all([press(), press()]);
  await press();

  expect(await jobsOf('vm-01')).toEqual(['InProgress']);
  expect(await jobsOf('vm-02')).toEqual(['InProgress']);
});

it('when the yes is pressed and also typed, then it counts once', async () => {
  const [data] = buttonsOf(await bot.say('backup now vm-01 vm-02'), 'yes');

  await Promise.all([
    bot.post(aPress(bot.connector.serviceUrl, data ?? {})),
    bot.post(aMessage(bot.connector.serviceUrl, 'yes')),
  ]);

  expect(await jobsOf('vm-01')).toEqual(['InProgress']);
  expect(await jobsOf('vm-02')).toEqual(['InProgress']);
});

it('when somebody else presses the yes, then nothing is started', async () => {
  const [data] = buttonsOf(await bot.say('backup now vm-01 vm-02'), 'yes');

  const answer = await bot.press(data ?? {}, { from: SATO });

  expect(answer.summary).toBe('Only the person who was asked can answer this.');
  expect((await bot.happened()).jobs.filter(({ vm }) => /^vm-0[12]$/.test(vm))).toEqual([]);
});
