import { deferred, type RunningBot, saying, startBot } from '../../support/startBot';
import { aMessage } from '../../support/teamsActivities';

let bot: RunningBot;
afterEach(() => bot.stop());

describe('a slow answer', () => {
  it('when it takes over 5 s, then it is acknowledged, the turn ends, and the answer comes by itself later', async () => {
    const azure = deferred<ReturnType<typeof saying>>();
    bot = await startBot({ brain: { answerText: () => azure.promise } });

    const turn = bot.post(aMessage(bot.connector.serviceUrl, 'status vm-01'));
    await bot.timers.pass(700);
    await bot.timers.pass(4_300);
    const { status } = await turn;

    expect(status).toBe(200);
    expect(bot.connector.summaries).toEqual(['working']);
    azure.resolve(saying('at last'));
    await bot.connector.until(({ messages }) => messages.length === 2);
    expect(bot.connector.summaries).toEqual(['working', 'at last']);
    expect(bot.connector.sent.some(({ activity }) => activity.type === 'typing')).toBe(true);
  });

  it('when the channel takes long to take an answer, then the turn ends after 9.5 s all the same', async () => {
    bot = await startBot();
    bot.connector.hold();

    const turn = bot.post(aMessage(bot.connector.serviceUrl, 'status vm-01'));
    await bot.timers.pass(9_500);

    expect((await turn).status).toBe(200);
    expect(bot.connector.sent).toEqual([]);
    bot.connector.release();
    await bot.connector.until(({ messages }) => messages.length === 1);
  });

  it('when as many answers are slow as may be, then a new question is turned away until one of them has come', async () => {
    const azure = deferred<ReturnType<typeof saying>>();
    bot = await startBot({
      slowMax: 1,
      brain: { answerText: (text) => (text === 'slow' ? azure.promise : Promise.resolve(saying(text))) },
    });
    const ask = (text: string): Promise<unknown> => bot.post(aMessage(bot.connector.serviceUrl, text));
    const turn = ask('slow');
    await bot.timers.pass(700);
    await bot.timers.pass(4_300);
    await turn;

    await ask('help');
    azure.resolve(saying('at last'));
    await bot.connector.until(({ messages }) => messages.length === 3);
    await ask('help');

    expect(bot.connector.summaries).toEqual(['working', 'busy', 'at last', 'help']);
    expect(bot.log.map(({ level }) => level)).toContain('warn');
  });

  it('when the process stops meanwhile, then the answer is waited for', async () => {
    const azure = deferred<ReturnType<typeof saying>>();
    bot = await startBot({ brain: { answerText: () => azure.promise } });
    const turn = bot.post(aMessage(bot.connector.serviceUrl, 'status vm-01'));
    await bot.timers.pass(700);
    await bot.timers.pass(4_300);
    await turn;

    const drained = bot.bot.drain(10_000);
    azure.resolve(saying('at last'));
    await drained;

    expect(bot.connector.summaries).toEqual(['working', 'at last']);
  });

  it('when it does not come before the process stops, then the log says so', async () => {
    bot = await startBot({ brain: { answerText: () => new Promise(() => undefined) } });
    const turn = bot.post(aMessage(bot.connector.serviceUrl, 'status vm-01'));
    await bot.timers.pass(700);
    await bot.timers.pass(4_300);
    await turn;

    const drained = bot.bot.drain(10_000);
    await bot.timers.pass(10_000);
    await drained;

    expect(bot.log.map(({ message }) => message)).toContain('stopped before every answer was given');
  });
});
