import { harmsOf } from '../support/harmless';
import { NAUGHTY } from '../support/naughty';
import { type Demo, startDemo } from '../support/product';
import { TANAKA, TENANT } from '../support/teamsActivities';

let bot: Demo;
beforeAll(async () => {
  bot = await startDemo({ CLOCK_SPEED: '1' });
});
afterAll(() => bot.stop());
afterEach(async () => {
  const { jobs } = await bot.happened();
  expect(jobs.filter(({ status }) => status === 'InProgress')).toEqual([]);
});

/** Every argument of every command, in both languages. No VM is called as any of the texts. */
const PLACES: Readonly<Record<'en' | 'ja', readonly ((text: string) => string)[]>> = {
  en: [
    (text) => text,
    (text) => `help ${text}`,
    (text) => `status ${text}`,
    (text) => `backup now ${text}`,
    (text) => `backup now vm-98 ${text} keep ${text}`,
    (text) => `job ${text}`,
    (text) => `jobs ${text}`,
    (text) => `jobs ${text} failed last ${text}`,
    (text) => `points ${text}`,
    (text) => `vms ${text}`,
    (text) => `safe ${text}`,
    (text) => `cancel ${text}`,
    (text) => `explain ${text}`,
    (text) => `watch ${text}`,
    (text) => `watch vault ${text} failures`,
    (text) => `unwatch ${text}`,
    (text) => `audit ${text} last ${text}`,
    (text) => `settings timezone ${text}`,
    (text) => `settings language ${text}`,
    (text) => `whoami ${text}`,
  ],
  ja: [
    (text) => text,
    (text) => `ヘルプ ${text}`,
    (text) => `状態 ${text}`,
    (text) => `バックアップ ${text} 保持 ${text}日`,
    (text) => `ジョブ ${text} 失敗 直近 ${text}日`,
    (text) => `復旧ポイント ${text}`,
    (text) => `一覧 ${text}`,
    (text) => `${text} を再起動してもいいですか`,
    (text) => `キャンセル ${text}`,
    (text) => `説明 ${text}`,
    (text) => `通知 ${text} 進捗`,
    (text) => `通知解除 ${text}`,
    (text) => `操作履歴 ${text}`,
    (text) => `設定 タイムゾーン ${text}`,
  ],
};
const LOCALES = { en: 'en-US', ja: 'ja-JP' } as const;
/** They say yes. */
const YES: readonly string[] = ['yes please', 'yes!', 'はいはい', '\b\b\b\bok'];
const ASKED = 'Back up 2 VMs now? Nothing happens until you answer.';
const AT_ONCE = 12;
/** Each text stands in so many places, the next text in the next ones. */
const STRIDE = 7;

let count = 0;

/** Says it in a conversation of its own, under names of the same kind. */
async function expectHarmless(line: string, text: string, language: 'en' | 'ja'): Promise<void> {
  count += 1;
  const { summary, card } = await bot.say(line, {
    ...{ locale: LOCALES[language], from: { ...TANAKA, id: `29:${count}`, name: text } },
    conversation: { id: `a:${count}`, conversationType: 'personal', tenantId: TENANT, name: text },
    channelData: { tenant: { id: TENANT }, team: { id: '19:t', name: text }, channel: { id: '19:c', name: text } },
  });
  expect([line, harmsOf({ summary, card }, line)]).toEqual([line, []]);
  expect([line, summary]).toEqual([line, expect.not.stringMatching(/could not carry that out|実行できませんでした/)]);
}

describe.each(['en', 'ja'] as const)('%s', (language) => {
  it('when text of any kind stands in any place of any command, then it is shown as text and changes nothing', async () => {
    const places = PLACES[language];
    const lines = NAUGHTY.flatMap((text, index) =>
      places.filter((_, place) => (place + index) % STRIDE === 0).map((place) => ({ text, line: place(text) })),
    );
    const worker = async (): Promise<void> => {
      for (let next = lines.pop(); next; next = lines.pop()) await expectHarmless(next.line, next.text, language);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });
});

it('when text of any kind follows a question whether to begin, then it is no yes', async () => {
  for (const [index, text] of NAUGHTY.entries()) {
    if (index % 4 > 0 || YES.includes(text)) continue;
    const conversation = { id: `a:asked-${index}`, conversationType: 'personal', tenantId: TENANT };
    expect((await bot.say('backup now vm-01 vm-02', { conversation })).summary).toBe(ASKED);
    const { summary, card } = await bot.say(text, { conversation });
    expect([text, harmsOf({ summary, card }, text)]).toEqual([text, []]);
  }
});
