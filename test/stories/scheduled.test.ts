import { textOf } from '../support/cardParts';
import { type Demo, type Said, saidBy, startDemo } from '../support/product';
import { type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';

/** The policy of web-01 begins a backup one to one and a half hours after the start. */
const SPEED = '600';
const ENGLISH = 'a:english';
const JAPANESE = 'a:japanese';
const PROGRESS = 'a:progress';

let bot: Demo;
afterEach(() => bot.stop());

const at = (id: string, change: Json): Json => ({
  conversation: { id, conversationType: 'personal', tenantId: TENANT },
  ...change,
});
const toldTo = (id: string): readonly Said[] =>
  bot.connector.messages.filter((one) => one.conversationId === id && one.method === 'POST').map(saidBy);
async function untilTold(id: string, said: RegExp): Promise<Said> {
  const found = (): Said | undefined => toldTo(id).find(({ summary }) => said.test(summary));
  await bot.connector.until(() => found() !== undefined);
  return found()!;
}

describe('a scheduled backup of a watched VM', () => {
  it('tells hold, go-ahead and end like a command’s backup; with progress, all but the hold', async () => {
    bot = await startDemo({ CLOCK_SPEED: SPEED });
    await bot.say('watch web-01 all', at(ENGLISH, { from: TANAKA, locale: 'en-US' }));
    await bot.say('watch vault-02 progress', at(PROGRESS, { from: TANAKA, locale: 'en-US' }));
    await bot.say('通知 web-01 すべて', at(JAPANESE, { from: SATO, locale: 'ja-JP' }));

    const held = await untilTold(ENGLISH, /^web-01: backup started, wait until I report/);
    expect(textOf(held.card)).toContain('Until I post "snapshot done" here: no restart');
    await untilTold(JAPANESE, /^web-01: バックアップを開始しました。スナップショット終了のお知らせまで/);

    for (const place of [ENGLISH, PROGRESS]) {
      await untilTold(place, /^web-01: snapshot done/);
      const end = await untilTold(place, /^web-01: Completed/);
      expect(textOf(end.card)).toMatch(/consistent/);
    }
    await untilTold(JAPANESE, /^web-01: スナップショット完了/);
    await untilTold(JAPANESE, /^web-01: 完了/);

    const ofVm = (place: string): number =>
      toldTo(place).filter(({ summary }) => summary.startsWith('web-01: ')).length;
    expect([ENGLISH, JAPANESE, PROGRESS].map(ofVm)).toEqual([3, 3, 2]);
  });
});
