import { answerText } from '../../commands/answer';
import { UserError } from '../../services/platform/errors';
import { aBot, anAsk } from '../support/commandBot';
import { aCommandStore } from '../support/commandStore';
import { ManualClock } from '../support/manualClock';

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

describe('somebody without any role', () => {
  const stranger = { ...anAsk({ role: null, may: () => false }), noneStood: true };
  /** The services of a bot that reads nothing, and writes to the audit log alone. */
  const store = aCommandStore();
  const services = { vaults: {}, proposals: {}, clock: new ManualClock(), store } as never;
  const answered = (text: string) => answerText(text, stranger, services);

  it.each(['status vm-01', 'help', 'qwertz 123', '', 'a\nb', 'explain retention', 'yes', `whoami ${'x'.repeat(60)}`])(
    'when they type "%s", then they are refused with nothing read',
    async (text) => {
      const refused = answered(text);
      await expect(refused).rejects.toThrow(UserError);
      await expect(refused).rejects.toMatchObject({ reason: 'noAccess' });
      const outcome = { result: 'refused', jobId: null, code: 'noAccess' };
      expect(store.audited.at(-1)).toMatchObject({ kind: 'refusal', command: null, text: '', outcome });
    },
  );

  it('when their text is at the limit of Teams, then it is not even looked at', async () => {
    const text = Object.assign(Object('status '.repeat(4_000)) as string, {
      replace: () => {
        throw new RangeError('looked at');
      },
    });
    await expect(answered(text)).rejects.toMatchObject({ reason: 'noAccess' });
  });

  it.each(['whoami', 'who am I?', 'WhoAmI.', '権限', '私の権限は？'])(
    'when they type "%s", then they see what the administrator needs',
    async (text) => {
      const outcome = await answerText(text, stranger, aBot().services);
      expect(outcome).toMatchObject({ kind: 'view', view: { kind: 'whoami' } });
    },
  );
});
