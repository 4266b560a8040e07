import { CardMessages } from '../../../bots/channel/cardMessages';

const to = (name: string) => ({ conversation: { id: 'a:1', isGroup: false, conversationType: 'personal', name } });

it('when a card is remembered, then a press finds its message, in its own conversation only', () => {
  const cards = new CardMessages();
  cards.remember('card', { to: to(''), activityId: '1' });

  expect(cards.find('card', to(''))).toMatchObject({ activityId: '1' });
  expect(cards.find('card', { conversation: { ...to('').conversation, id: 'a:2' } })).toBeNull();
});

it('when what Teams says of conversations is long, then fewer messages are remembered: 32 MB of them', () => {
  const cards = new CardMessages();
  for (let n = 0; n < 200; n += 1) cards.remember(String(n), { to: to('x'.repeat(2 ** 18)), activityId: String(n) });

  expect(cards.find('0', to(''))).toBeNull();
  expect(cards.find('199', to(''))).not.toBeNull();
});
