import { answerText } from '../../commands/answer';
import { aBot, anAsk } from '../support/commandBot';

/** How often a typed line is noted as another message. `noneStood`: no question was open when it came. */
async function notedMessages(text: string, noneStood: boolean): Promise<number> {
  const noteOtherMessage = jest.fn(async () => undefined);
  const ask = { ...anAsk({ role: 'admin', may: () => true }), noneStood };
  await answerText(text, ask, { ...aBot().services, proposals: { noteOtherMessage } } as never);
  return noteOtherMessage.mock.calls.length;
}

it('when a command runs, then it is noted, unless no question was open that a later yes could answer', async () => {
  expect([await notedMessages('help', false), await notedMessages('help', true)]).toEqual([1, 0]);
});

it('when the bot asks back, or does not understand, then that is noted: a question opened meanwhile gets no bare answer', async () => {
  expect([await notedMessages('status web', true), await notedMessages('qwertz 123', true)]).toEqual([1, 1]);
});
