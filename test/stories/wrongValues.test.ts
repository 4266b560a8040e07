import { SUBSCRIPTION_ID } from '../../playground/azure/names';
import { type Demo, type Said, startDemo } from '../support/product';
import { shownCard, wordsOf } from '../support/shownCard';

const VAULT_02 = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-02`;

let bot: Demo;
beforeAll(async () => {
  bot = await startDemo();
});
afterAll(() => bot.stop());
afterEach(async () => {
  expect((await bot.happened()).jobs.filter(({ vm }) => vm === 'vm-01' || vm === 'vm-02')).toEqual([]);
});

const sentence = ({ summary, card }: Said): string => {
  expect(wordsOf(shownCard(card))).toContain(summary);
  return summary;
};

describe('a retention', () => {
  it.each(['0', '-1', '100000', 'abc', '0d', '-1d', '10000 days', '1.5d', '1e9d', '9'.repeat(40), '２０００週間'])(
    'when it is typed as %s, then the answer says the range and nothing is started',
    async (keep) => {
      expect(sentence(await bot.say(`backup now vm-01 keep ${keep}`))).toMatch(
        /can be kept for 1 to 9999 days\. No backup was started\./,
      );
    },
  );

  it('when it is typed in Japanese, then the answer says the range in Japanese', async () => {
    const { summary } = await bot.say('バックアップ vm-01 保持 abc', { locale: 'ja-JP' });

    expect(summary).toContain('復旧ポイントの保持期間は 1 ～ 9999 日です。バックアップは開始していません。');
  });

  it.each([0, -1, 100_000, 1.5, 1e300])(
    'when a button carries %j, then the answer says the range',
    async (keepDays) => {
      const { summary } = await bot.press({ command: { kind: 'backupNow', vms: ['vm-01'], keepDays } });

      expect(summary).toBe('A recovery point can be kept for 1 to 9999 days. No backup was started.');
    },
  );

  it.each(['abc', null, {}])('when a button carries %j, then it is no button of ours', async (keepDays) => {
    const { summary } = await bot.press({ command: { kind: 'backupNow', vms: ['vm-01'], keepDays } });

    expect(summary).toContain('no longer works');
  });
});

it.each([
  ['10,000 letters', 'x'.repeat(10_000)],
  ['10,000 kana', 'あ'.repeat(10_000)],
  ['10,000 words', 'status vm-01 '.repeat(770)],
  ['10,000 emoji', '👩‍🚒'.repeat(2_000)],
])('when the text has %s, then one sentence says that it is too long', async (_what, text) => {
  expect(sentence(await bot.say(text))).toBe('That is too long: at most 1000 characters.');
});

it.each([
  ['jobs last 0h', '“last” takes 1 to 720 hours.'],
  ['jobs last 100000d', '“last” takes 1 to 720 hours.'],
  ['settings timezone Mars/Phobos', '“Mars/Phobos” is no time zone that I know.'],
  ['settings language fr', 'I know no such setting.'],
  ['', 'Say what you want to know'],
  ['job 00000000-0000-4000-8000-000000000000', 'Azure knows no such job'],
  [`job ${'a'.repeat(500)}`, ''],
  ['job ../../../providers', ''],
])('when it is %j, then a sentence says what is wrong', async (text, said) => {
  const { summary } = await bot.say(text);

  expect(summary).toContain(said);
  expect(summary).not.toMatch(/could not carry that out/);
});

it('when the job belongs to a vault that this bot does not read, then it is not found', async () => {
  const list = (await (await fetch(`${bot.azureUrl}${VAULT_02}/backupJobs?api-version=2024-04-01`)).json()) as {
    value: { name: string }[];
  };
  const job = list.value[0]?.name ?? '';
  const narrow = await startDemo({ BACKUP_VAULTS: `${SUBSCRIPTION_ID}/rg-backup/vault-01` });

  expect((await bot.say(`job ${job}`)).summary).not.toContain('Azure knows no such job');
  expect((await narrow.say(`job ${job}`)).summary).toBe('Azure knows no such job in the vaults that this bot reads.');
  await narrow.stop();
});
