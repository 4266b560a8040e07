import type { Activity } from 'botbuilder';

import { Conversations } from '../../bots/conversations';
import { aChannelMessage, aMessage, BOT, TENANT } from '../support/teamsActivities';

const activity = (json: Record<string, unknown>): Activity => json as unknown as Activity;

it('when a channel was heard in two threads, then it is one conversation, addressed without a thread or a person', () => {
  const conversations = new Conversations();

  const first = conversations.remember(activity(aChannelMessage('https://smba.trafficmanager.net/emea/', 'help')));
  const second = conversations.remember(activity(aChannelMessage('https://smba.trafficmanager.net/amer/', 'help')));

  expect([first, second]).toEqual([true, false]);
  expect(conversations.find(TENANT, '19:general@thread.tacv2')).toEqual({
    tenantId: TENANT,
    place: { id: '19:general@thread.tacv2', kind: 'channel', teamId: '19:team@thread.tacv2' },
    reference: {
      bot: BOT,
      channelId: 'msteams',
      serviceUrl: 'https://smba.trafficmanager.net/amer/',
      conversation: expect.objectContaining({ id: '19:general@thread.tacv2' }),
    },
  });
});

it('when the bot was taken out of it, or the tenant is another, then it is not known', () => {
  const conversations = new Conversations();
  const message = activity(aMessage('https://smba.trafficmanager.net/emea/', 'help'));
  conversations.remember(message);

  expect(conversations.find('other', 'a:personal-tanaka')).toBeNull();
  conversations.forget(message);
  expect(conversations.find(TENANT, 'a:personal-tanaka')).toBeNull();
});
