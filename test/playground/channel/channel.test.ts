import { BOT_ACCOUNT, TEAMS_TENANT_ID } from '../../../playground/channel/people';
import {
  activities,
  ALEX,
  CARD,
  cardMessage,
  CHANNEL,
  doing,
  GROUP,
  PERSONAL,
  play,
  type Playing,
  TANAKA,
} from './standInBot';

let playing: Playing;
afterEach(() => playing.close());

const say = (conversation: string, text: string, more: object = {}): ReturnType<Playing['ask']> =>
  playing.ask('POST', '/playground/api/messages', { ...doing(ALEX, conversation), text, ...more });

describe('what the bot receives', () => {
  it('when somebody writes in a personal chat, then the activity is shaped like one of Teams', async () => {
    playing = await play();

    await say(PERSONAL, 'status vm-01');
    await playing.until(1);

    expect(playing.received[0]).toMatchObject({
      type: 'message',
      channelId: 'msteams',
      text: 'status vm-01',
      locale: 'en-US',
      localTimezone: 'Asia/Tokyo',
      serviceUrl: `${playing.url}/playground/connector/`,
      from: { id: ALEX.id, name: ALEX.name, aadObjectId: ALEX.aadObjectId },
      recipient: { id: BOT_ACCOUNT.id },
      conversation: { id: PERSONAL, conversationType: 'personal', tenantId: TEAMS_TENANT_ID },
      channelData: { tenant: { id: TEAMS_TENANT_ID } },
      entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', timezone: 'Asia/Tokyo' }],
    });
  });

  it('when somebody writes in a group chat, then the bot is mentioned', async () => {
    playing = await play();

    await say(GROUP, 'vms');
    await playing.until(1);

    expect(playing.received[0]).toMatchObject({
      text: '<at>Backup</at> vms',
      entities: [
        { type: 'mention', text: '<at>Backup</at>', mentioned: { id: BOT_ACCOUNT.id } },
        { type: 'clientInfo' },
      ],
      conversation: { conversationType: 'groupChat', isGroup: true },
    });
  });

  it('when somebody posts in a channel and replies, then both carry the thread of the post', async () => {
    playing = await play();

    const { body: post } = await say(CHANNEL, 'vms');
    await say(CHANNEL, 'help', { thread: post.id });
    await playing.until(2);

    const thread = `${CHANNEL};messageid=${post.id}`;
    expect(playing.received.map(({ conversation }) => conversation.id)).toEqual([thread, thread]);
    expect(playing.received[0]).toMatchObject({
      channelData: { channel: { id: CHANNEL }, team: { name: 'Operations' } },
    });
  });

  it('when a conversation is opened again, then the bot is installed there once', async () => {
    playing = await play();

    for (const person of [ALEX, ALEX, TANAKA]) {
      await playing.ask('POST', '/playground/api/open', doing(person, GROUP));
    }

    expect(playing.received.map(({ type }) => type)).toEqual(['conversationUpdate', 'installationUpdate']);
    expect(playing.received[0]).toMatchObject({ membersAdded: expect.arrayContaining([BOT_ACCOUNT]) });
    expect(playing.received[1]).toMatchObject({ action: 'add', locale: 'en-US' });
  });

  it('when the endpoint refuses a message, then the message says so', async () => {
    playing = await play(() => ({ status: 500 }));
    const next = await eventsOf(playing);

    await say(PERSONAL, 'vms');

    expect(await next('update')).toMatchObject({ message: { text: 'vms', failed: 'HTTP 500' } });
  });
});

describe('what the page may do', () => {
  it('when a button is pressed, then the bot gets an invoke and the page its answer', async () => {
    const answer = { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: CARD };
    playing = await play(({ type }) => (type === 'invoke' ? { status: 200, body: answer } : { status: 200 }));
    const { body: card } = await playing.ask('POST', activities(PERSONAL), cardMessage());

    const { body } = await playing.ask('POST', '/playground/api/actions', {
      ...doing(ALEX, PERSONAL),
      message: card.id,
      action: { kind: 'execute', verb: 'refresh', data: { vm: 'vm-01' } },
    });

    expect(body).toEqual({ status: 200, body: answer });
    expect(playing.received[0]).toMatchObject({
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: card.id,
      value: { action: { type: 'Action.Execute', verb: 'refresh', data: { vm: 'vm-01' } }, trigger: 'manual' },
    });
  });

  it('when a button of an older client is pressed, then the bot gets a message with a value and no text', async () => {
    playing = await play();
    const { body: card } = await playing.ask('POST', activities(PERSONAL), cardMessage());

    const action = { kind: 'submit', data: { verb: 'refresh' } };
    await playing.ask('POST', '/playground/api/actions', { ...doing(ALEX, PERSONAL), message: card.id, action });

    expect(playing.received[0]).toMatchObject({ type: 'message', value: { verb: 'refresh' }, replyToId: card.id });
    expect(playing.received[0]).not.toHaveProperty('text');
  });

  it('when it sets the clock forward, then the clock shows it and every page is told', async () => {
    playing = await play();
    const next = await eventsOf(playing);

    const { body } = await playing.ask('POST', '/playground/api/clock', { forwardMs: 3_600_000 });

    expect((await next('clock')).now).toBe(body.now);
    expect((await playing.ask('GET', '/playground/api/state')).body.clock.now >= body.now).toBe(true);
  });

  it('when Azure keeps a clock of its own, then the clock is not set forward', async () => {
    playing = await play(undefined, { canForward: false });

    expect((await playing.ask('POST', '/playground/api/clock', { forwardMs: 1 })).status).toBe(409);
  });

  it.each([
    { what: 'a negative step', path: '/playground/api/clock', body: { forwardMs: -1 }, status: 400 },
    {
      what: 'a person who is not there',
      path: '/playground/api/messages',
      body: { ...doing(TANAKA, PERSONAL), text: 'vms' },
      status: 404,
    },
    {
      what: 'an unknown time zone',
      path: '/playground/api/messages',
      body: { ...doing(ALEX, GROUP), timeZone: 'Mars', text: 'vms' },
      status: 400,
    },
    {
      what: 'a message that is gone',
      path: '/playground/api/actions',
      body: { ...doing(ALEX, GROUP), message: '1', action: { kind: 'submit', data: {} } },
      status: 404,
    },
  ])('when it sends $what, then it is refused', async ({ path, body, status }) => {
    playing = await play();

    expect((await playing.ask('POST', path, body)).status).toBe(status);
  });

  it('when the bot types, then the pages are told', async () => {
    playing = await play();
    const next = await eventsOf(playing);

    await playing.ask('POST', activities(PERSONAL), { type: 'typing' });

    expect(await next('typing')).toMatchObject({ conversation: PERSONAL });
  });
});

/** Listens as a page does, from now on; what it returns waits for the next event of a kind. */
async function eventsOf({ url }: Playing): Promise<(kind: string) => Promise<Event>> {
  const { body } = await fetch(`${url}/playground/events`);
  return async (kind) => {
    let text = '';
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const events = [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data]) => JSON.parse(data!) as Event);
      const found = events.find((event) => event.kind === kind);
      if (found) return found;
    }
    return { kind: 'none' };
  };
}

interface Event {
  readonly kind: string;
  readonly now?: string;
}
