import { type ChatMessage, ChatStore } from '../../../playground/channel/chatStore';
import { CONVERSATIONS } from '../../../playground/channel/people';

const CONVERSATION = CONVERSATIONS[0]!.id;
const MESSAGE: ChatMessage = {
  id: '1',
  conversation: CONVERSATION,
  thread: null,
  from: 'somebody',
  at: '2026-11-22T17:00:00.000Z',
  edited: false,
  text: 'vms',
  format: 'plain',
  summary: '',
  cards: [],
  mentions: [],
};

it('when more messages come than are kept, then the oldest go and are counted', () => {
  const store = new ChatStore();

  for (let n = 0; n < 502; n += 1) store.add({ ...MESSAGE, id: String(n) });

  expect(store.dropped(CONVERSATION)).toBe(2);
  expect(store.messages(CONVERSATION).map(({ id }) => Number(id))).toEqual(
    Array.from({ length: 500 }, (_, n) => n + 2),
  );
});

it('when two messages come in the same millisecond, then their ids differ and rise', () => {
  const store = new ChatStore();
  const now = new Date(1_000);

  expect([store.nextId(now), store.nextId(now), store.nextId(new Date(500))]).toEqual(['1000', '1001', '1002']);
});

it('when a listener has left, then it is told no more', () => {
  const store = new ChatStore();
  const kinds: string[] = [];
  const leave = store.listen(({ kind }) => kinds.push(kind));

  store.add(MESSAGE);
  leave();
  store.remove(CONVERSATION, MESSAGE.id);

  expect(kinds).toEqual(['message']);
});
