import { type Demo, startDemo } from '../support/product';
import { SATO } from '../support/teamsActivities';

let bot: Demo;
beforeEach(async () => {
  // A snapshot ends within a second of real time; a question stands for minutes of it.
  bot = await startDemo({ CLOCK_SPEED: '600' });
});
afterEach(() => bot.stop());

const LANGUAGES = [
  { locale: 'en-US', backup: 'backup now', yes: 'ok', told: /snapshot done/, which: /^Did you mean/ },
  { locale: 'ja-JP', backup: 'バックアップ', yes: 'はい', told: /スナップショット完了/, which: /この確認への回答/ },
];

it.each(LANGUAGES)(
  'when the bot told something unasked since its question, then a bare word starts nothing ($locale)',
  async ({ locale, backup, yes, told, which }) => {
    await bot.say(`${backup} vm-02 web-01`, { locale });
    await bot.say(`${backup} vm-01`, { locale, from: SATO });
    await bot.connector.until(() => bot.connector.summaries.some((summary = '') => told.test(summary)));

    expect((await bot.say(yes, { locale })).summary).toMatch(which);
    const running = (await bot.happened()).jobs.filter(({ status }) => status === 'InProgress');
    expect(running.filter(({ vm }) => vm === 'vm-02' || vm === 'web-01')).toEqual([]);
  },
);
