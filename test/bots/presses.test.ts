import { AzureError } from '../../services/backup/vaults';
import { deferred, type RunningBot, saying, startBot } from '../support/startBot';
import { aMessage, aPress, aSubmit, type Json, SATO } from '../support/teamsActivities';

const BACKUP = { kind: 'backupNow', vms: ['vm-01'] };
const JOB = { kind: 'job', id: 'job-1' };

let bot: RunningBot;
afterEach(() => bot.stop());

/** The id in the buttons of the newest card. */
function cardId(): string {
  return bot.connector.messages.at(-1)?.activity.attachments?.[0]?.content['id'] as string;
}

describe('a button that adds a message', () => {
  it('when it is pressed, then a message is sent and the invoke answered 200 with its sentence', async () => {
    bot = await startBot();

    const { status, body } = await bot.post(aPress(bot.connector.serviceUrl, { command: JOB, card: 'c1' }));

    expect(status).toBe(200);
    expect(body).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: JSON.stringify(JOB),
    });
    expect(bot.connector.summaries).toEqual([JSON.stringify(JOB)]);
  });

  it('when one that changes something is pressed twice, at once or later, then it is carried out once and answered once', async () => {
    const answerPress = jest.fn(async () => ({ outcome: saying('started'), effect: 'changes' as const }));
    bot = await startBot({ brain: { answerPress } });
    const press = (data: Json): Json => aPress(bot.connector.serviceUrl, data);

    const both = await Promise.all([
      bot.post(press({ command: BACKUP, card: 'c1' })),
      bot.post(press({ card: 'c1', command: { vms: ['vm-01'], kind: 'backupNow' } })),
    ]);
    const later = await bot.post(press({ command: BACKUP, card: 'c1' }));

    expect(answerPress).toHaveBeenCalledTimes(1);
    expect(bot.connector.summaries).toEqual(['started']);
    expect([...both, later].map(({ body }) => (body as Json)['value'])).toEqual(['started', 'started', 'started']);
  });

  it('when somebody else, or another card, has the same button, then it is carried out for them too', async () => {
    const answerPress = jest.fn(async () => ({ outcome: saying('started'), effect: 'changes' as const }));
    bot = await startBot({ brain: { answerPress } });

    await bot.post(aPress(bot.connector.serviceUrl, { command: BACKUP, card: 'c1' }));
    await bot.post(aPress(bot.connector.serviceUrl, { command: BACKUP, card: 'c1' }, { from: SATO }));
    await bot.post(aPress(bot.connector.serviceUrl, { command: BACKUP, card: 'c2' }));

    expect(answerPress).toHaveBeenCalledTimes(3);
  });

  it('when Azure refused the first press, then a second one tries again', async () => {
    const answerPress = jest.fn().mockRejectedValue(new AzureError({ kind: 'unavailable', status: 503 }));
    bot = await startBot({ brain: { answerPress } });

    await bot.post(aPress(bot.connector.serviceUrl, { command: BACKUP, card: 'c1' }));
    await bot.post(aPress(bot.connector.serviceUrl, { command: BACKUP, card: 'c1' }));

    expect(answerPress).toHaveBeenCalledTimes(2);
  });

  it('when it may have been carried out, then a second press does not try again', async () => {
    const answerPress = jest.fn().mockRejectedValue(new AzureError({ kind: 'unconfirmed' }));
    bot = await startBot({ brain: { answerPress } });

    await bot.post(aPress(bot.connector.serviceUrl, { command: BACKUP, card: 'c1' }));
    await bot.post(aPress(bot.connector.serviceUrl, { command: BACKUP, card: 'c1' }));

    expect(answerPress).toHaveBeenCalledTimes(1);
    expect(bot.connector.summaries).toEqual(['azure.unconfirmed']);
  });

  it('when the same invoke is delivered again, then it gets the same answer and nothing runs', async () => {
    const answerPress = jest.fn(async () => ({ outcome: saying('read'), effect: 'reads' as const }));
    bot = await startBot({ brain: { answerPress } });
    const press = aPress(bot.connector.serviceUrl, { command: JOB, card: 'c1' });

    const [first, second] = [await bot.post(press), await bot.post(press)];

    expect(second.body).toEqual(first.body);
    expect(answerPress).toHaveBeenCalledTimes(1);
  });
});

describe('a button that changes its card', () => {
  const refresh = (): Json => aPress(bot.connector.serviceUrl, { command: JOB, card: cardId(), update: true });

  it('when it is pressed, then the message is updated in place and the invoke answered with the same card', async () => {
    bot = await startBot();
    await bot.post(aMessage(bot.connector.serviceUrl, 'job 1'));

    const { status, body } = await bot.post(refresh());

    const update = bot.connector.sent.at(-1);
    expect(status).toBe(200);
    expect(update).toMatchObject({ method: 'PUT', activityId: 'sent-1', activity: { summary: JSON.stringify(JOB) } });
    expect(body).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: update?.activity.attachments?.[0]?.content,
    });
  });

  it('when the updated card is refreshed again, then the same message is updated', async () => {
    bot = await startBot();
    await bot.post(aMessage(bot.connector.serviceUrl, 'job 1'));

    await bot.post(refresh());
    await bot.post(refresh());

    expect(bot.connector.sent.map(({ method, id }) => [method, id])).toEqual([
      ['POST', 'sent-1'],
      ['PUT', 'sent-1'],
      ['PUT', 'sent-1'],
    ]);
  });

  it('when the client refreshes by itself, then it gets the card and nothing is sent or updated', async () => {
    bot = await startBot();
    await bot.post(aMessage(bot.connector.serviceUrl, 'job 1'));
    const value = {
      action: { type: 'Action.Execute', data: { command: JOB, card: cardId(), update: true } },
      trigger: 'automatic',
    };

    const { body } = await bot.post(aPress(bot.connector.serviceUrl, {}, { value }));

    expect(body).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' });
    expect(bot.connector.sent).toHaveLength(1);
  });

  it('when the card is not known any more, or stands in another conversation, then the answer is a new message', async () => {
    bot = await startBot();
    await bot.post(aMessage(bot.connector.serviceUrl, 'job 1'));
    const data = { command: JOB, card: cardId(), update: true };

    await bot.post(aPress(bot.connector.serviceUrl, { ...data, card: 'long ago' }));
    await bot.post(aPress(bot.connector.serviceUrl, data, { conversation: { id: 'a:other' } }));

    expect(bot.connector.sent.map(({ method, conversationId }) => [method, conversationId])).toEqual([
      ['POST', 'a:personal-tanaka'],
      ['POST', 'a:personal-tanaka'],
      ['POST', 'a:other'],
    ]);
  });

  it('when it fails, then the card stays and the failure is a message', async () => {
    bot = await startBot({
      brain: { answerPress: () => Promise.reject(new AzureError({ kind: 'unavailable', status: 503 })) },
    });
    await bot.post(aMessage(bot.connector.serviceUrl, 'job 1'));

    const { body } = await bot.post(refresh());

    expect(body).toMatchObject({ type: 'application/vnd.microsoft.activity.message', value: 'azure.unavailable' });
    expect(bot.connector.sent.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  it('when an older client sends it as a message, then the card is updated all the same', async () => {
    bot = await startBot();
    await bot.post(aMessage(bot.connector.serviceUrl, 'job 1'));

    const { status, text } = await bot.post(
      aSubmit(bot.connector.serviceUrl, { command: JOB, card: cardId(), update: true }),
    );

    expect({ status, text }).toEqual({ status: 200, text: '' });
    expect(bot.connector.sent.at(-1)).toMatchObject({ method: 'PUT', activityId: 'sent-1' });
  });
});

describe('a slow press', () => {
  it('when it takes over 5 s, then the invoke is answered meanwhile and the answer comes by itself', async () => {
    const azure = deferred<{ outcome: ReturnType<typeof saying>; effect: 'changes' }>();
    bot = await startBot({ brain: { answerPress: () => azure.promise } });

    const press = bot.post(aPress(bot.connector.serviceUrl, { command: BACKUP, card: 'c1' }));
    await bot.timers.pass(5_000);

    expect((await press).body).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'working',
    });
    azure.resolve({ outcome: saying('started'), effect: 'changes' });
    await bot.connector.until(({ messages }) => messages.length === 1);
    expect(bot.connector.summaries).toEqual(['started']);
  });
});
