import type { Activity } from 'botbuilder';

import { BoundedMap } from '../../services/platform/boundedMap';
import { addressOf, tenantOf } from '../channel/activityAddress';
import type { InFlight } from '../inbox/inFlight';
import { answerWith } from './steps/answer';
import type { Identify } from './steps/identify';
import { renderAnswer } from './steps/render';
import { sendAnswer, type SendParts } from './steps/send';

const WELCOMED_MAX = 10_000;
/** Real ms that a turn waits for the welcome. */
const WELCOME_MS = 9_500;

interface Parts extends SendParts {
  readonly inFlight: InFlight;
}

/** One welcome for each conversation: Teams tells of one installation with up to two activities. */
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

  /** The bot was removed from the conversation: its next installation is welcomed anew. */
  forget(activity: Activity): void {
    this.#welcomed.delete(keyOf(activity));
  }
}

/** The same in all threads of a conversation. */
function keyOf(activity: Activity): string {
  return JSON.stringify([tenantOf(activity), addressOf(activity).id]);
}
