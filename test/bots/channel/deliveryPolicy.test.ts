import { ChannelError, NOT_REACHED, NOT_TRUSTED, STALE } from '../../../bots/channel/connectorClient';
import { deliveryVerdict } from '../../../bots/channel/deliveryPolicy';

it.each([
  [401, 'BotNotRegistered', 'retry'],
  [408, '', 'retry'],
  [412, 'PreconditionFailed', 'retry'],
  [429, '', 'retry'],
  [502, '', 'retry'],
  [503, 'ServiceUnavailable', 'retry'],
  [504, '', 'retry'],
  [0, NOT_REACHED, 'retry'],
  [403, '', 'retry'],
  [404, '', 'retry'],
  [500, '', 'retry'],
  [403, 'NotEnoughPermissions', 'forbidden'],
  [403, 'InvalidBotApiHost', 'forbidden'],
  [403, 'BotNotInConversationRoster', 'gone'],
  [403, 'ConversationBlockedByUser', 'gone'],
  [403, 'BotDisabledByAdmin', 'gone'],
  [403, 'MessageWritesBlocked', 'gone'],
  [404, 'ConversationNotFound', 'missing'],
  [404, 'ActivityNotFoundInConversation', 'lost'],
  [400, 'BadArgument', 'refused'],
  [409, '', 'refused'],
  [403, NOT_TRUSTED, 'impossible'],
  [413, 'MessageSizeTooBig', 'impossible'],
  [0, '', 'unanswered'],
  [0, STALE, 'unanswered'],
  [500, 'ServiceError', 'failed'],
  [501, '', 'failed'],
])('when the channel answers %i %s, then the message is %s', (status, code, failure) => {
  expect(deliveryVerdict(new ChannelError({ status, code })).failure).toBe(failure);
});

it.each([
  ['the channel asks for nothing', { status: 503 }, null],
  ['it asks for no time', { status: 429, retryAfterMs: 0 }, null],
  ['it asks for seven seconds', { status: 429, retryAfterMs: 7_000 }, 7_000],
  ['the connection was stale', { status: 0, code: STALE }, 0],
])('when %s, then that long is waited', (_why, answer, waitMs) => {
  expect(deliveryVerdict(new ChannelError(answer)).waitMs).toBe(waitMs);
});

it('when it failed before the channel, then it counts as unanswered', () => {
  expect(deliveryVerdict(new TypeError('broken'))).toEqual({ failure: 'unanswered', waitMs: null });
});
