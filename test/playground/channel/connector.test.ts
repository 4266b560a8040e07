import type { ChatMessage } from '../../../playground/channel/chatStore';
import { BOT_ACCOUNT, TEAMS_TENANT_ID } from '../../../playground/channel/people';
import { activities, ALEX, CARD, cardMessage, CHANNEL, GROUP, PERSONAL, play, type Playing } from './standInBot';

let playing: Playing;
afterEach(() => playing.close());

const messagesOf = async (conversation: string): Promise<readonly ChatMessage[]> => {
  const { body } = await playing.ask('GET', '/playground/api/state');
  return body.conversations.find((one) => one.id === conversation)!.messages;
};

describe('what the bot may do', () => {
  it('when it sends, changes and deletes a card, then the conversation shows each', async () => {
    playing = await play();

    const { status, body } = await playing.ask('POST', activities(PERSONAL), cardMessage('vm-01: fine.'));
    const [sent] = await messagesOf(PERSONAL);
    await playing.ask('PUT', activities(PERSONAL, `/${body.id}`), cardMessage('vm-01: done.'));
    const [changed] = await messagesOf(PERSONAL);
    await playing.ask('DELETE', activities(PERSONAL, `/${body.id}`));

    expect(status).toBe(201);
    expect(sent).toMatchObject({
      id: body.id,
      from: BOT_ACCOUNT.id,
      summary: 'vm-01: fine.',
      cards: [CARD],
      edited: false,
    });
    expect(changed).toMatchObject({ id: body.id, summary: 'vm-01: done.', edited: true, at: sent!.at });
    expect(await messagesOf(PERSONAL)).toEqual([]);
  });

  it('when it answers in a thread, then the answer stays in that thread', async () => {
    playing = await play();

    await playing.ask('POST', activities(`${CHANNEL};messageid=42`, '/42'), cardMessage());

    expect(await messagesOf(CHANNEL)).toMatchObject([{ thread: '42' }]);
  });

  it('when it answers in a thread of anything but a channel, then there is none', async () => {
    playing = await play();

    const { status } = await playing.ask('POST', activities(`${PERSONAL};messageid=42`), cardMessage());
    expect(status).toBe(404);
  });

  it('when it begins a thread in a channel, then it is given the thread and the message', async () => {
    playing = await play();

    const { body } = await playing.ask('POST', '/playground/connector/v3/conversations', {
      isGroup: true,
      channelData: { channel: { id: CHANNEL } },
      activity: cardMessage(),
    });

    expect(body.id).toBe(`${CHANNEL};messageid=${body.activityId}`);
    expect(await messagesOf(CHANNEL)).toMatchObject([{ id: body.activityId, thread: null }]);
  });

  it('when it asks who is there, then it gets the members as Teams gives them', async () => {
    playing = await play();
    const base = `/playground/connector/v3/conversations/${encodeURIComponent(GROUP)}`;

    const paged = await playing.ask('GET', `${base}/pagedmembers?pageSize=10`);
    const one = await playing.ask('GET', `${base}/members/${encodeURIComponent(ALEX.id)}`);
    const none = await playing.ask('GET', `${base}/members/nobody`);

    expect(paged.body.members).toHaveLength(3);
    expect(one.body).toMatchObject({ aadObjectId: ALEX.aadObjectId, tenantId: TEAMS_TENANT_ID, userRole: 'user' });
    expect([none.status, none.body.error.code]).toEqual([404, 'MemberNotFoundInConversation']);
  });

  it.each([
    {
      what: 'another conversation',
      path: activities('19:elsewhere@thread.v2'),
      body: {},
      is: '404 ConversationNotFound',
    },
    {
      what: 'a card over the limit',
      path: activities(PERSONAL),
      body: { text: 'x'.repeat(60_000) },
      is: '413 MessageSizeTooBig',
    },
    {
      what: 'a body over the limit',
      path: activities(PERSONAL),
      body: { text: 'x'.repeat(300_000) },
      is: '413 MessageSizeTooBig',
    },
    { what: 'a list', path: activities(PERSONAL), body: [], is: '400 BadArgument' },
  ])('when it names or sends $what, then it is refused with Teams’ code', async ({ path, body, is }) => {
    playing = await play();

    const answered = await playing.ask('POST', path, body);

    expect(`${answered.status} ${answered.body.error.code}`).toBe(is);
  });

  it.each(['PUT', 'DELETE'])(
    'when it names a message that is not there for a %s, then it is told so',
    async (method) => {
      playing = await play();

      const answered = await playing.ask(
        method,
        activities(PERSONAL, '/1'),
        method === 'PUT' ? cardMessage() : undefined,
      );

      expect(`${answered.status} ${answered.body.error.code}`).toBe('404 ActivityNotFoundInConversation');
    },
  );
});
