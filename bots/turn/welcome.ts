import type { Activity } from 'botbuilder';

import { BoundedMap } from '../../services/platform/boundedMap';
import { addressOf, tenantOf } from '../channel/activityAddress';
import type { InFlight } from '../inbox/inFlight';
import { answerWith } from './steps/answer';
import type { Identify } from './steps/identify';
import { renderAnswer } from './steps/render';
import { sendAnswer, type SendParts } from './steps/send';

const WELCOMED_MAX = 10_000;
/** How long a turn waits for the welcome, in real ms. */
const WELCOME_MS = 9_500;

interface Parts extends SendParts {
  readonly inFlight: InFlight;
}

/** Sends one welcome per conversation, because Teams reports one installation in up to two activities. */
export class Welcome {
  readonly #parts: Parts;
  readonly #identify: Identify;
  readonly #welcomed = new BoundedMap<string, true>(WELCOMED_MAX);

  constructor(parts: Parts, identify: Identify) {
    this.#parts = parts;
    this.#identify = identify;
  }

  async send(activity: Activity): Promise<void> {
    const key = keyOf(activity);
    if (this.#welcomed.has(key)) return;
    this.#welcomed.set(key, true);
    const caller = await this.#identify.anybody(activity);
    const { inFlight } = this.#parts;
    const sending = renderAnswer(this.#parts, answerWith({ kind: 'welcome' }), caller.ask).then((answer) =>
      sendAnswer(this.#parts, answer, caller),
    );
    await inFlight.within(WELCOME_MS, inFlight.track(sending));
  }

  /** Called when the bot is removed from the conversation, so that its next installation is welcomed again. */
  forget(activity: Activity): void {
    this.#welcomed.delete(keyOf(activity));
  }
}

/** The same key for all threads of a conversation. */
function keyOf(activity: Activity): string {
  return JSON.stringify([tenantOf(activity), addressOf(activity).id]);
}
