import type { Activity } from 'botbuilder';

import { type RunningBot, saying, startBot } from '../../support/startBot';
import { aChannelMessage, aMessage, anInstallation, aSubmit, botAdded, TANAKA } from '../../support/teamsActivities';

let bot: RunningBot;
afterEach(() => bot.stop());

/** An activity log that writes nothing. */
const SILENT = {
  once: <T>(_activity: unknown, work: () => Promise<T>): Promise<T | undefined> => work(),
  keepReference: async (): Promise<void> => undefined,
  forget: async (): Promise<void> => undefined,
};

describe('a message', () => {
  it('when a person asks, then one card comes back as a reply, with its sentence as summary', async () => {
    bot = await startBot();
    const question = aMessage(bot.connector.serviceUrl, 'status vm-01', { id: 'm1' });

    const { status, text } = await bot.post(question);

    expect({ status, text }).toEqual({ status: 200, text: '' });
    expect(bot.connector.sent).toEqual([
      expect.objectContaining({
        method: 'POST',
        conversationId: 'a:personal-tanaka',
        activityId: 'm1',
        authorization: null,
        activity: expect.objectContaining({
          type: 'message',
          summary: 'status vm-01',
          attachments: [
            {
              contentType: 'application/vnd.microsoft.card.adaptive',
              content: expect.objectContaining({ lang: 'en' }),
            },
          ],
        }),
      }),
    ]);
    expect(bot.connector.sent[0]?.activity).not.toHaveProperty('text');
  });

  it('when it comes from a channel, then the answer stands in its thread and the mention is not part of the text', async () => {
    bot = await startBot();

    await bot.post(aChannelMessage(bot.connector.serviceUrl, 'status vm-01'));

    expect(bot.connector.messages).toEqual([
      expect.objectContaining({
        conversationId: '19:general@thread.tacv2;messageid=1700000000000',
        activity: expect.objectContaining({ summary: 'status vm-01' }),
      }),
    ]);
  });

  it('when it is delivered four times at once and once more later, then it is run once and answered once', async () => {
    const answerText = jest.fn(async () => saying('done'));
    bot = await startBot({ brain: { answerText } });
    const question = aMessage(bot.connector.serviceUrl, 'backup now vm-01');

    const first = await Promise.all([1, 2, 3, 4].map(() => bot.post(question)));
    const later = await bot.post(question);

    expect([...first, later].map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answerText).toHaveBeenCalledTimes(1);
    expect(bot.connector.messages).toHaveLength(1);
  });

  it('when another replica was at it and died, then a later delivery is worked on here, and once', async () => {
    const answerText = jest.fn(async () => saying('done'));
    let isBusy = true;
    const once = async <T>(_activity: unknown, work: () => Promise<T>): Promise<T | undefined> =>
      isBusy ? undefined : work();
    bot = await startBot({ brain: { answerText }, activityLog: { ...SILENT, once } });
    const question = aMessage(bot.connector.serviceUrl, 'backup now vm-01');

    expect((await bot.post(question)).status).toBe(200);
    expect(answerText).not.toHaveBeenCalled();
    isBusy = false;
    await bot.post(question);
    await bot.post(question);

    expect(answerText).toHaveBeenCalledTimes(1);
    expect(bot.connector.messages).toHaveLength(1);
  });

  it('when it is taken up after a process died, then the command knows when it was asked', async () => {
    const asked: unknown[] = [];
    bot = await startBot({
      brain: {
        answerText: async (text, { askedMs }) => {
          asked.push([text, askedMs]);
          return saying('done');
        },
      },
    });
    await bot.bot.resume(aMessage(bot.connector.serviceUrl, 'backup now vm-01') as unknown as Activity, 17);
    await bot.post(aMessage(bot.connector.serviceUrl, 'help'));

    expect(asked).toEqual([
      ['backup now vm-01', 17],
      ['help', undefined],
    ]);
    expect(bot.connector.summaries).toEqual(['done', 'done']);
  });

  it('when it was edited, then nothing runs', async () => {
    const answerText = jest.fn(async () => saying('done'));
    bot = await startBot({ brain: { answerText } });

    await bot.post(aMessage(bot.connector.serviceUrl, 'backup now vm-01', { type: 'messageUpdate' }));
    await bot.post(
      aMessage(bot.connector.serviceUrl, 'backup now vm-01', { channelData: { eventType: 'editMessage' } }),
    );

    expect(answerText).not.toHaveBeenCalled();
    expect(bot.connector.sent).toEqual([]);
  });

  it('when the command fails unexpectedly, then the chat reads an apology without the detail, which is in the log', async () => {
    bot = await startBot({ brain: { answerText: () => Promise.reject(new TypeError('SECRET')) } });

    const { status, text } = await bot.post(aMessage(bot.connector.serviceUrl, 'status vm-01'));

    expect({ status, text }).toEqual({ status: 200, text: '' });
    expect(bot.connector.summaries).toEqual(['apology']);
    expect(JSON.stringify(bot.connector.sent)).not.toContain('SECRET');
    expect(bot.log.some(({ facts }) => facts['err'] instanceof TypeError)).toBe(true);
  });

  it('when even the card cannot be drawn, then a plain sentence is sent', async () => {
    bot = await startBot({ brain: { render: () => Promise.reject(new TypeError('template')) } });

    await bot.post(aMessage(bot.connector.serviceUrl, 'ヘルプ', { locale: 'ja-JP' }));

    expect(bot.connector.summaries[0]).toContain('問題が発生しました');
  });

  it.each([
    ['the activity', { locale: 'ja-JP', localTimezone: 'Asia/Tokyo' }, ['ja', 'Asia/Tokyo']],
    ['the client info', { localTimezone: null }, ['en', 'Asia/Tokyo']],
    ['the defaults', { locale: null, localTimezone: 'Mars/Base', entities: [] }, ['en', 'UTC']],
  ])('when language and zone come from %s, then the answer follows them', async (_from, change, expected) => {
    const seen: string[][] = [];
    bot = await startBot({
      brain: {
        answerText: async (text, ask) => {
          seen.push([ask.language, ask.timeZone]);
          return saying(text);
        },
      },
    });

    await bot.post(aMessage(bot.connector.serviceUrl, 'vm-01', change));

    expect(seen).toEqual([expected]);
  });

  it('when the client names no locale, then each answer is in the language of what that person typed', async () => {
    bot = await startBot();
    const asks = [
      { text: 'vm-01の状態', lang: 'ja' },
      { text: 'status vm-01', lang: 'en' },
      { text: '状態 vm-01', lang: 'ja' },
      { text: 'vm-01', lang: 'ja' },
      { text: '2', lang: 'ja' },
      { text: 'はい', lang: 'ja' },
      { text: 'status 業務', lang: 'en' },
      { text: 'ｖｍ－０１', lang: 'en' },
      { text: '業務サーバ', lang: 'ja' },
    ];
    for (const { text } of asks) await bot.post(aMessage(bot.connector.serviceUrl, text, { locale: null }));
    await bot.post(aSubmit(bot.connector.serviceUrl, { command: { kind: 'help' } }, { locale: null }));

    expect(languagesOf(bot)).toEqual([...asks.map(({ lang }) => lang), 'ja']);
  });

  it('when the client names a locale, then it decides, whatever was typed', async () => {
    bot = await startBot();

    await bot.post(aMessage(bot.connector.serviceUrl, '状態 vm-01', { locale: 'de-DE' }));

    expect(languagesOf(bot)).toEqual(['en']);
  });

  it('when the command fails, then the apology is in the language of what was typed', async () => {
    bot = await startBot({ brain: { answerText: () => Promise.reject(new TypeError('broken')) } });

    await bot.post(aMessage(bot.connector.serviceUrl, 'vm-01の状態は？', { locale: null }));

    expect(languagesOf(bot)).toEqual(['ja']);
  });
});

describe('an installation', () => {
  it('when the bot is installed, then one welcome comes, however many events tell of it', async () => {
    bot = await startBot();

    await bot.post(anInstallation(bot.connector.serviceUrl));
    await bot.post(botAdded(bot.connector.serviceUrl));
    await bot.post(botAdded(bot.connector.serviceUrl, { membersAdded: [TANAKA] }));

    expect(bot.connector.summaries).toEqual(['welcome']);
  });

  it('when anything but a question is heard, then how to reach the conversation is kept from it too', async () => {
    const kept: string[] = [];
    const log = { ...SILENT, keepReference: async ({ id = '' }: { id?: string }) => void kept.push(id) };
    bot = await startBot({ activityLog: log });
    const url = bot.connector.serviceUrl;

    await bot.post(anInstallation(url, { id: 'installed' }));
    await bot.post(anInstallation(url, { id: 'upgraded', action: 'add-upgrade' }));
    await bot.post(botAdded(url, { id: 'added' }));
    await bot.post(botAdded(url, { id: 'somebody joined', membersAdded: [TANAKA] }));
    await bot.post(aMessage(url, 'help', { id: 'edited', type: 'messageUpdate' }));
    await bot.post(anInstallation(url, { id: 'removed', action: 'remove' }));

    expect(kept).toEqual(['installed', 'upgraded', 'added', 'somebody joined', 'edited']);
  });

  it('when it is removed and installed again, then it is welcome again', async () => {
    bot = await startBot();

    await bot.post(anInstallation(bot.connector.serviceUrl));
    await bot.post(anInstallation(bot.connector.serviceUrl, { action: 'remove' }));
    await bot.post(anInstallation(bot.connector.serviceUrl));

    expect(bot.connector.summaries).toEqual(['welcome', 'welcome']);
  });
});

/** The language in which each answer was drawn. */
function languagesOf({ connector }: RunningBot): readonly unknown[] {
  return connector.messages.map(
    ({ activity }) => (activity.attachments?.[0]?.content as { lang?: unknown } | undefined)?.lang,
  );
}
