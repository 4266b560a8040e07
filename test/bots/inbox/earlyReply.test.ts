import { withEarlyReply } from '../../../bots/inbox/earlyReply';
import { deferred, type RunningBot, saying, startBot } from '../../support/startBot';
import { aMessage, aPress } from '../../support/teamsActivities';

describe('work that is acknowledged', () => {
  const all = <T>(whole: () => Promise<T>): Promise<T> => whole();

  it('when it takes longer, then what is said comes first, and it is done at its end only', async () => {
    const rest = deferred<string>();
    const steps: string[] = [];
    const { first, whole } = withEarlyReply(all, async () => ({ now: 'working', rest: rest.promise }));
    void whole.then((done) => steps.push(done ?? 'left'));

    expect(await first).toBe('working');
    expect(steps).toEqual([]);
    rest.resolve('done');
    expect(await whole).toBe('done');
  });

  it('when it is done at once, then there is one result, and it is there once all is written down', async () => {
    const written = deferred<undefined>();
    const slowly = async (whole: () => Promise<string>): Promise<string> => {
      const done = await whole();
      await written.promise;
      return done;
    };
    let seen: string | undefined;
    const { first } = withEarlyReply(slowly, async () => ({ now: 'done', rest: null }));
    void first.then((result) => (seen = result));
    await new Promise((resolve) => setImmediate(resolve));

    expect(seen).toBeUndefined();
    written.resolve(undefined);
    expect(await first).toBe('done');
  });

  it('when somebody else is at it, then there is none', async () => {
    const { first, whole } = withEarlyReply(
      async () => undefined,
      async () => ({ now: 'done', rest: null }),
    );

    expect([await first, await whole]).toEqual([undefined, undefined]);
  });
});

describe('an activity whose answer is slow', () => {
  let bot: RunningBot;
  afterEach(() => bot.stop());

  /** Records when an activity counts as answered: a process that dies before leaves it to another. */
  function noting() {
    const done: unknown[] = [];
    const once = async <T>(_activity: unknown, work: () => Promise<T>): Promise<T> => {
      const result = await work();
      done.push(result);
      return result;
    };
    return { done, activityLog: { once, keepReference: async () => undefined, forget: async () => undefined } };
  }

  it('when a message was acknowledged, then it is done only when its answer was sent', async () => {
    const { done, activityLog } = noting();
    const azure = deferred<ReturnType<typeof saying>>();
    bot = await startBot({ brain: { answerText: () => azure.promise }, activityLog });

    const turn = bot.post(aMessage(bot.connector.serviceUrl, 'backup now vm-01'));
    await bot.timers.pass(700);
    await bot.timers.pass(4_300);
    await turn;
    expect(bot.connector.summaries).toEqual(['working']);
    expect(done).toEqual([]);

    azure.resolve(saying('at last'));
    await bot.bot.drain(10_000);
    expect(bot.connector.summaries).toEqual(['working', 'at last']);
    expect(done).toHaveLength(1);
  });

  it('when a press was acknowledged, then it is done only with its outcome, which a later delivery gets', async () => {
    const { done, activityLog } = noting();
    const azure = deferred<{ outcome: ReturnType<typeof saying>; effect: 'changes' }>();
    bot = await startBot({ brain: { answerPress: () => azure.promise }, activityLog });

    const command = { kind: 'backupNow', vms: ['vm-01'] };
    const turn = bot.post(aPress(bot.connector.serviceUrl, { command, card: 'c1' }));
    await bot.timers.pass(5_000);
    expect((await turn).body).toMatchObject({ value: 'working' });
    expect(done).toEqual([]);

    azure.resolve({ outcome: saying('started'), effect: 'changes' });
    await bot.bot.drain(10_000);
    expect(bot.connector.summaries).toEqual(['started']);
    expect(done).toMatchObject([{ value: 'started' }]);
  });
});
