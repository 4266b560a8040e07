import { Socket } from 'node:net';

import { createAdapter } from '../../../bots/channel/adapter';
import { type Address, createSender, type Sender } from '../../../bots/channel/sender';
import { FakeConnector } from '../../support/fakeConnector';
import { ManualClock, settle } from '../../support/manualClock';
import { type LogLine, recording } from '../../support/startBot';
import { BOT } from '../../support/teamsActivities';

const CARD = { summary: 'vm-01: completed', card: { type: 'AdaptiveCard', version: '1.5', body: [] } };

let connector: FakeConnector;
let clock: ManualClock;
let sender: Sender;
let results: string[];
beforeEach(async () => {
  connector = await FakeConnector.start();
  clock = new ManualClock();
  results = [];
  const lines: LogLine[] = [];
  const log = recording(lines);
  const metrics = {
    count: (_name: string, labels: Readonly<Record<string, string>> = {}) => {
      results.push(labels['result'] ?? '');
    },
  };
  const config = { mode: 'demo', channel: null } as const;
  const turner = createAdapter({ config, log, clock, channelToken: async () => 'token' });
  sender = createSender({ turner, clock, metrics, log });
});
afterEach(() => connector.stop());

const to = (): Address => ({
  serviceUrl: connector.serviceUrl,
  channelId: 'msteams',
  bot: BOT,
  conversation: { id: '19:general@thread.tacv2', isGroup: true, conversationType: 'channel', name: '' },
});

/** Advances the clock until the sending has settled. */
async function finished<T>(sending: Promise<T>): Promise<T> {
  const state = { over: false };
  const mark = (): void => {
    state.over = true;
  };
  sending.then(mark, mark);
  while (!state.over) {
    if (clock.sleepers > 0) await clock.advance(20_000);
    await settle();
  }
  return sending;
}

it('when nobody asked, then the message starts a new thread and its id is given back', async () => {
  expect(await sender.send(to(), CARD)).toBe('sent-1');

  expect(connector.sent[0]).toMatchObject({
    conversationId: '19:general@thread.tacv2',
    activityId: null,
    activity: { summary: 'vm-01: completed' },
  });
});

it.each([401, 408, 412, 429, 502, 503, 504])(
  'when the channel answers %i, then it is sent again, once',
  async (status) => {
    connector.failNext({ status });

    await finished(sender.send(to(), CARD));

    expect(connector.messages).toHaveLength(1);
    expect(results).toEqual(['repeated', 'sent']);
  },
);

it('when the channel says how long to wait, then it waits that long on the bot’s clock', async () => {
  connector.failNext({ status: 429, headers: { 'retry-after': '7' } });
  const sending = sender.send(to(), CARD);
  while (clock.sleepers === 0) await settle();

  await clock.advance(6_900);
  expect(connector.messages).toHaveLength(0);
  await clock.advance(200);

  await sending;
  expect(connector.messages).toHaveLength(1);
});

it('when the channel says how long to wait, then nothing else goes to that conversation before, and to others all does', async () => {
  connector.failNext({ status: 429, headers: { 'retry-after': '7' } });
  const inThread = { ...to(), conversation: { ...to().conversation!, id: '19:general@thread.tacv2;messageid=17' } };
  const elsewhere = { ...to(), conversation: { ...to().conversation!, id: '19:other@thread.tacv2' } };
  const sending = [sender.send(to(), CARD)];
  while (clock.sleepers === 0) await settle();
  sending.push(sender.send(inThread, CARD));
  while (clock.sleepers === 1) await settle();

  await sender.send(elsewhere, CARD);
  await clock.advance(6_900);
  expect(connector.sent.map(({ conversationId }) => conversationId)).toEqual(['19:other@thread.tacv2']);

  await finished(Promise.all(sending));
  expect(connector.sent).toHaveLength(3);
});

it('when the channel answers 404 once, at random, then the answer is sent again', async () => {
  connector.failNext({ status: 404, code: 'ConversationNotFound' });

  expect(await finished(sender.send(to(), CARD))).toBe('sent-1');
  expect(results).toEqual(['repeated', 'sent']);
});

it('when the card that is to change was deleted, then that is not tried again', async () => {
  connector.failNext({ status: 404, code: 'ActivityNotFoundInConversation' });

  await expect(finished(sender.update(to(), 'm-1', CARD))).rejects.toMatchObject({ status: 404 });
  expect(results).toEqual(['failed']);
});

it.each([403, 404, 500])('when a proxy answers %i, which names no code, then it is sent again', async (status) => {
  connector.failNext({ status, code: '' });

  await finished(sender.send(to(), CARD));
  expect(results).toEqual(['repeated', 'sent']);
});

it.each([400, 403, 413, 500])('when the channel answers %i, then it is not sent again', async (status) => {
  connector.failNext({ status, code: 'BotNotInConversationRoster' });

  await expect(finished(sender.send(to(), CARD))).rejects.toMatchObject({
    name: 'ChannelError',
    status,
    code: 'BotNotInConversationRoster',
  });
  expect(connector.sent).toEqual([]);
  expect(results).toEqual(['failed']);
});

it('when the channel asks for half an hour, then whoever asked is not kept waiting: it is given up', async () => {
  connector.failNext({ status: 429, headers: { 'retry-after': '1800' } });

  await expect(finished(sender.send(to(), CARD))).rejects.toMatchObject({ status: 429 });
  expect(results).toEqual(['failed']);
});

it('when the channel goes on refusing, then the eighth time is the last', async () => {
  for (let n = 0; n < 8; n += 1) connector.failNext({ status: 503 });

  await expect(finished(sender.send(to(), CARD))).rejects.toMatchObject({ status: 503 });
  expect(results).toEqual([...Array<string>(7).fill('repeated'), 'failed']);
});

it('when nobody listens, then it surely did not arrive and is sent again, eight times at most', async () => {
  const address = to();
  await connector.stop();
  connector = await FakeConnector.start();

  await expect(finished(sender.send(address, CARD))).rejects.toMatchObject({ name: 'ChannelError', status: 0 });
  expect(results).toEqual([...Array<string>(7).fill('repeated'), 'failed']);
});

it('when the connection is reset after the message was read, then it is sent once more, and that is counted', async () => {
  connector.failNext({ status: 0 });
  await finished(sender.send(to(), CARD));
  expect(results).toEqual(['resent', 'sent']);

  for (let n = 0; n < 2; n += 1) connector.failNext({ status: 0 });
  await expect(finished(sender.send(to(), CARD))).rejects.toMatchObject({ status: 0 });
  expect(results.slice(2)).toEqual(['resent', 'failed']);
});

it('when the channel was just closing the connection, then it is sent once more over a new one, and that is counted', async () => {
  await sender.send(to(), CARD);
  await settle(); // Until then the connection is not free again, and the next request opens one of its own.
  connector.closeAfterOne();

  await finished(sender.send(to(), CARD));

  expect(connector.messages).toHaveLength(2);
  expect(results).toEqual(['sent', 'resent', 'sent']);
});

it('when a message is changed, then it is changed in place, in its thread', async () => {
  const id = '19:general@thread.tacv2;messageid=17';
  await sender.update(
    { ...to(), conversation: { id, isGroup: true, conversationType: 'channel', name: '' } },
    'm-9',
    CARD,
  );

  expect(connector.sent[0]).toMatchObject({ method: 'PUT', conversationId: id, activityId: 'm-9' });
});

it('when typing cannot be shown, then nothing comes of it', async () => {
  connector.failNext({ status: 403 });

  await sender.typing(to());

  expect(connector.sent).toEqual([]);
});

it('when many messages go over one connection, then none leaves a listener on it', async () => {
  const once = jest.spyOn(Socket.prototype, 'once');

  for (let sent = 0; sent < 20; sent++) await sender.send(to(), CARD);

  const sockets = new Set(once.mock.contexts as Socket[]);
  expect(Math.max(...[...sockets].map((socket) => socket.listenerCount('connect')))).toBeLessThan(5);
});
