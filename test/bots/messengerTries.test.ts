import { FakeConnector } from '../support/fakeConnector';
import { settle } from '../support/manualClock';
import { message, MessengerHarness } from '../support/messengerHarness';

let harness: MessengerHarness;
beforeEach(async () => {
  harness = await MessengerHarness.start();
});
afterEach(() => harness.connector.stop());

describe('one try', () => {
  it.each([412, 429, 502, 503, 504])('when the channel answers %i, then it asks to try again', async (status) => {
    harness.connector.failNext({ status, headers: { 'retry-after': '7' } });
    await expect(harness.messenger().post(message())).rejects.toMatchObject({ kind: 'retry', afterMs: 7_000 });
    expect(harness.connector.sent).toEqual([]);
  });

  it.each([
    [403, 'BotNotInConversationRoster', 'gone'],
    [403, 'ConversationBlockedByUser', 'gone'],
    [403, 'BotDisabledByAdmin', 'gone'],
    [403, 'NotEnoughPermissions', 'retry'],
    [403, 'InvalidBotApiHost', 'retry'],
    [403, '', 'retry'],
    [404, 'ConversationNotFound', 'missing'],
    [404, 'ActivityNotFoundInConversation', 'lost'],
    [404, '', 'retry'],
    [400, 'BadArgument', 'refused'],
    [413, 'MessageSizeTooBig', 'impossible'],
    [500, 'ServiceError', 'failed'],
    [500, '', 'retry'],
    [0, '', 'unanswered'],
  ])('when the channel answers %i %s, then the message is %s', async (status, code, kind) => {
    harness.connector.failNext({ status, code });
    await expect(harness.messenger().post(message())).rejects.toMatchObject({ name: 'DeliveryError', kind });
    harness.connector.failNext({ status, code });
    await expect(harness.messenger().update(message(), 'm-1')).rejects.toMatchObject({ kind });
  });

  it('when a thread and then its conversation are not found, then the conversation is missing', async () => {
    for (const code of ['ActivityNotFoundInConversation', 'ConversationNotFound'])
      harness.connector.failNext({ status: 404, code });
    await expect(harness.messenger().post(message({ thread: '17' }))).rejects.toMatchObject({ kind: 'missing' });
    expect(harness.connector.sent).toEqual([]);
  });

  it('when the bot is blocked, which the channel says within a sentence, then the conversation is gone', async () => {
    const said = JSON.stringify({ subCode: 'MessageWritesBlocked', details: null });
    harness.connector.failNext({ status: 403, code: 'Forbidden', message: said });
    await expect(harness.messenger().post(message())).rejects.toMatchObject({ kind: 'gone' });
  });

  it('when nobody listens, then it surely did not arrive', async () => {
    const gone = await FakeConnector.start();
    const address = { ...harness.address, serviceUrl: gone.serviceUrl };
    await gone.stop();
    const unreached = harness.messenger({ referenceOf: async () => address });
    await expect(unreached.post(message())).rejects.toMatchObject({ kind: 'retry' });
  });

  it('when where the conversation is is not known, or cannot be read, then it waits', async () => {
    const unknown = harness.messenger({ referenceOf: async () => null });
    await expect(unknown.post(message())).rejects.toMatchObject({ kind: 'retry' });
    const closed = harness.messenger({ referenceOf: () => Promise.reject(new Error('closed')) });
    await expect(closed.post(message())).rejects.toMatchObject({ kind: 'retry' });
  });

  it('when Azure and the channel hang, then it is told apart within 20 s', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const never = (): Promise<never> => new Promise(() => undefined);
      harness.vaults.points = never;
      const outcome = harness
        .messenger({ oneTry: { send: never, update: never } })
        .post(message())
        .catch((error: unknown) => error);
      await settle();
      jest.advanceTimersByTime(4_000);
      while (jest.getTimerCount() === 0) await settle();
      jest.advanceTimersByTime(16_000);
      expect(await outcome).toMatchObject({ kind: 'unanswered' });
    } finally {
      jest.useRealTimers();
    }
  });
});
