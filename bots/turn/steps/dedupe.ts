import type { Activity } from 'botbuilder';

import type { Clock } from '../../../services/platform/clock';
import type { Log } from '../../../services/platform/log';
import { deliveryKey } from '../../channel/activityAddress';
import type { InvokeBody } from '../../http/invokeResponse';
import { IdempotentConsumer } from '../../inbox/idempotentConsumer';
import type { InFlight } from '../../inbox/inFlight';
import { type CardAction, pressKey } from '../cardAction';
import type { Caller } from './identify';
import type { PlacedAnswer } from './place';

/** A turn ends after this real time: the connector gives up after 15 s and delivers the activity again. */
const TURN_MS = 9_500;

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly inFlight: Pick<InFlight, 'within'>;
}

/**
 * Runs each activity once within this process, however often Teams delivers it, and so each press that changes
 * something.
 */
export class Dedupe {
  readonly #inFlight: Parts['inFlight'];
  readonly #messages: IdempotentConsumer<{ readonly value: unknown } | null>;
  readonly #invokes: IdempotentConsumer<InvokeBody | undefined>;
  readonly #presses: IdempotentConsumer<PlacedAnswer>;

  constructor(parts: Parts) {
    this.#inFlight = parts.inFlight;
    this.#messages = new IdempotentConsumer({ ...parts, bytesOf: () => 0 });
    this.#invokes = new IdempotentConsumer({ ...parts, bytesOf: (body) => bytesOf(body?.value) });
    // The view of an answer takes about as much as its card.
    this.#presses = new IdempotentConsumer({ ...parts, bytesOf: ({ answer }) => 2 * bytesOf(answer.rendered) });
  }

  /** Resolves after TURN_MS at the latest; the work continues. */
  async message(activity: Activity, work: () => Promise<unknown>): Promise<void> {
    await this.#messages.once(
      deliveryKey(activity),
      () => this.#inFlight.within(TURN_MS, work()),
      (inTime) => inTime === null || isOurs(inTime.value),
    );
  }

  invoke(activity: Activity, work: () => Promise<InvokeBody | undefined>): Promise<InvokeBody | undefined> {
    return this.#invokes.once(deliveryKey(activity), work, isOurs);
  }

  /** Runs `work` once per press of one person. A client's own refresh runs each time, because it changes nothing. */
  press(action: CardAction, { ask }: Caller, work: () => Promise<PlacedAnswer>): Promise<PlacedAnswer> {
    if (action.automatic) return work();
    return this.#presses.once(pressKey(action, ask.person.id), work, ({ answer }) => answer.isFinal);
  }
}

/** About: letters take up to two bytes each, the structure around them about as much as JSON writes for it. */
function bytesOf(value: unknown): number {
  return value === undefined ? 0 : 2 * JSON.stringify(value).length;
}

/** False where another replica works on the activity: should that one die, a later delivery may be handled here. */
function isOurs(result: unknown): boolean {
  return result !== undefined;
}
