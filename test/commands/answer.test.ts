import { answerText } from '../../commands/answer';
import { aBot, anAsk } from '../support/commandBot';

/** What is written down when one says `text`; `noneStood`: no question of theirs stood there when it came. */
async function saidOf(text: string, noneStood: boolean): Promise<number> {
  const said = jest.fn(async () => undefined);
  const ask = { ...anAsk({ role: 'admin', may: () => true }), noneStood };
  await answerText(text, ask, { ...aBot().services, proposals: { noteOtherMessage: said } } as never);
  return said.mock.calls.length;
}

it('when a command runs, then it has been said, but for where no question stood that it could come after', async () => {
  expect([await saidOf('help', false), await saidOf('help', true)]).toEqual([1, 0]);
});

it('when the bot asks back, or does not understand, then a question asked meanwhile gets no bare answer either', async () => {
  expect([await saidOf('status web', true), await saidOf('qwertz 123', true)]).toEqual([1, 1]);
});
