import type { TurnContext } from 'botbuilder';

import type { Show } from '../../dialogs/chooseVmDialog';
import { errorBody, type InvokeBody } from '../http/invokeResponse';
import type { ActivityLog } from '../inbox/activityLog';
import { done, type EarlyReply } from '../inbox/earlyReply';
import { type CardAction, readExecute, readSubmit } from './cardAction';
import { acknowledge, acknowledgeInvoke, type AcknowledgeParts, sentence } from './steps/acknowledge';
import { answer, type Input } from './steps/answer';
import { Dedupe } from './steps/dedupe';
import { type Caller, Identify, type IdentifyParts } from './steps/identify';
import { persist } from './steps/persist';
import { placeAnswer, type PlacedAnswer } from './steps/place';
import { renderAnswer } from './steps/render';
import { sendAnswer, showChoice } from './steps/send';
import { typedText } from './typedText';

export interface TurnParts extends AcknowledgeParts, Omit<IdentifyParts, 'services'> {
  readonly activityLog: Pick<ActivityLog, 'once'>;
}

/**
 * The turn of a message or a pressed button, step by step. Each step has its own file in `steps/`:
 *
 * 1. dedupe: one run per activity within this process, however often Teams delivers it
 * 2. persist: one run across all replicas, and another run if the process dies
 * 3. identify: who asks, in which conversation, language and role
 * 4. acknowledge: typing after 0.7 s, "working" after 5 s; then the turn ends and the work goes on
 * 5. answer: the command runs and gives a view
 * 6. render: the view becomes a card
 * 7. send: as a message, or (place) instead of the pressed card
 *
 * Steps 1 to 4 wrap the later ones. Answers go out through the sender, never through the turn of the question, so that
 * fast and slow answers are sent in the same way.
 */
export class Turn {
  readonly identify: Identify;
  readonly #parts: TurnParts;
  readonly #dedupe: Dedupe;

  constructor(parts: TurnParts) {
    const { inFlight, services } = parts;
    this.identify = new Identify(parts);
    this.#parts = parts;
    this.#dedupe = new Dedupe({ clock: services.clock, log: services.log, inFlight });
  }

  /** Handles a message: text, or a button of an older client. */
  async message(context: TurnContext): Promise<void> {
    const { activity } = context;
    await this.#dedupe.message(activity, () =>
      persist(this.#parts, activity, async (noneStood) => {
        const caller = await this.identify.sender(context, noneStood);
        const action = readSubmit(activity);
        return action ? this.#submit(context, action, caller) : this.#text(context, caller);
      }),
    );
  }

  /** Handles a button of a current client; the HTTP response also carries the answer. */
  async invoke(context: TurnContext): Promise<InvokeBody> {
    const { activity } = context;
    const body = await this.#dedupe.invoke(activity, () =>
      persist(this.#parts, activity, async (noneStood) => {
        if (activity.name !== 'adaptiveCard/action')
          return done(errorBody(404, 'NotSupported', 'This bot does not know this invoke.'));
        const action = readExecute(activity);
        if (action) return this.#execute(context, action, await this.identify.sender(context, noneStood));
        return done(errorBody(400, 'BadRequest', 'The invoke carries no Action.Execute with data.'));
      }),
    );
    return body ?? sentence(this.#parts, await this.identify.sender(context), 'working');
  }

  async #text(context: TurnContext, caller: Caller): Promise<EarlyReply<null>> {
    const parts = this.#parts;
    const text = typedText(context.activity);
    context.activity.text = text; // The dialog reads it there.
    const show: Show = (turn, choice) => showChoice(parts, { context: turn, choice }, caller.ask);
    // An open question is not shown again to an unchecked sender, who may not be the person who was asked.
    const chosen = caller.ask.unchecked ? null : await parts.vmChoice.answer(context, show);
    if (chosen?.kind === 'asked') return done(null);
    const input: Input = chosen?.kind === 'picked' ? chosen : { kind: 'text', text };
    const ask = input.kind === 'text' ? { ...caller.ask, closedPick: chosen !== null } : caller.ask;
    return acknowledge(parts, caller, {
      make: async () => renderAnswer(parts, await answer(parts, input, ask), ask),
      finish: (rendered) => sendAnswer(parts, rendered, caller),
    });
  }

  async #submit(context: TurnContext, action: CardAction, caller: Caller): Promise<EarlyReply<null>> {
    await this.#parts.vmChoice.drop(context);
    return acknowledge(this.#parts, caller, {
      make: async () => (await this.#press(action, caller)).answer,
      finish: async () => undefined, // `place` has sent it.
    });
  }

  async #execute(context: TurnContext, action: CardAction, caller: Caller): Promise<EarlyReply<InvokeBody>> {
    const { inFlight, vmChoice, services } = this.#parts;
    try {
      if (inFlight.full) return done(await sentence(this.#parts, caller, 'busy'));
      if (!action.automatic) await vmChoice.drop(context);
      return await acknowledgeInvoke(this.#parts, caller, () => this.#press(action, caller));
    } catch (error) {
      services.log.error({ turnId: caller.ask.turnId, err: error }, 'an invoke failed');
      return done(errorBody(500, 'InternalError', 'Something went wrong here; the log says what.'));
    }
  }

  #press(action: CardAction, caller: Caller): Promise<PlacedAnswer> {
    const parts = this.#parts;
    const ask = { ...caller.ask, automatic: action.automatic };
    return this.#dedupe.press(action, caller, async () => {
      const rendered = await renderAnswer(parts, await answer(parts, { kind: 'press', data: action.data }, ask), ask);
      return placeAnswer(parts, rendered, { action, caller });
    });
  }
}
