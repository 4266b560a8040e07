import { BoundedMap } from '../../services/platform/boundedMap';
import type { Clock } from '../../services/platform/clock';
import { HOUR_MS } from '../../services/platform/durations';

/** A longer Retry-After is treated as a mistake and cut to this. */
const RETRY_AFTER_MS_MAX = HOUR_MS;
/** Above this number the oldest conversation is forgotten. The channel then answers 429 again. */
const CONVERSATIONS_MAX = 5_000;

/**
 * The conversations to which nothing may be sent until a given time. Teams limits a bot's rate per conversation, so one
 * 429 holds for answers and for proactive messages.
 */
export class ConversationThrottle {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #until = new BoundedMap<string, number>(CONVERSATIONS_MAX);

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** How long a request to `url` must wait, in ms of the bot's clock; 0 means that it may go. */
  leftMs(url: string): number {
    const place = placeIn(url);
    const leftMs = (this.#until.get(place) ?? 0) - this.#clock.now().getTime();
    if (leftMs > 0) return leftMs;
    this.#until.delete(place);
    return 0;
  }

  /** Call it when the channel answered 429 with this Retry-After. */
  hold(url: string, ms: number): void {
    const place = placeIn(url);
    if (place === '') return;
    this.#until.set(place, this.#clock.now().getTime() + Math.min(ms, RETRY_AFTER_MS_MAX));
  }
}

/** The service URL and the conversation without its thread; '' if the request sends no activity. */
function placeIn(url: string): string {
  return (
    /^.*\/v3\/conversations\/[^/]+(?=\/activities)/.exec(url)?.[0].replace(/(;|%3B)messageid(=|%3D).*$/i, '') ?? ''
  );
}
