import type { Activity } from 'botbuilder';

import { referenceOf } from '../../../bots/channel/conversationReference';
import { aChannelMessage, BOT } from '../../support/teamsActivities';

it('when a channel is heard in a thread, then it is addressed without the thread and without the person', () => {
  const heard = aChannelMessage('https://smba.trafficmanager.net/emea/', 'help') as unknown as Activity;
  expect(referenceOf(heard)).toEqual({
    bot: BOT,
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    conversation: expect.objectContaining({ id: '19:general@thread.tacv2', conversationType: 'channel' }),
  });
});
