import { BoundedMap } from '../../services/platform/boundedMap';
import type { Clock } from '../../services/platform/clock';

/** No channel asks for more and means it. */
const ASKED_MS_MAX = 3_600_000;
/** Conversations held at once; beyond it the one held longest ago is let go: the channel says it again. */
const HELD_MAX = 5_000;

/**
 * Conversations to which the channel wants nothing sent before a time: its 429 holds for all that goes there, answers and
 * messages that nobody asked for alike (docs/teams.md).
 */
export class ConversationThrottle {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #until = new BoundedMap<string, number>(HELD_MAX);

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** How long a request to `url` has to wait, in ms of the bot's clock; 0: it may go. */
  leftMs(url: string): number {
    const place = placeIn(url);
    const leftMs = (this.#until.get(place) ?? 0) - this.#clock.now().getTime();
    if (leftMs > 0) return leftMs;
    this.#until.delete(place);
    return 0;
  }

  hold(url: string, ms: number): void {
    const place = placeIn(url);
    if (place === '') return;
    this.#until.set(place, this.#clock.now().getTime() + Math.min(ms, ASKED_MS_MAX));
  }
}

/** Service URL and conversation, without its thread; '': nothing is sent there. */
function placeIn(url: string): string {
  return (
    /^.*\/v3\/conversations\/[^/]+(?=\/activities)/.exec(url)?.[0].replace(/(;|%3B)messageid(=|%3D).*$/i, '') ?? ''
  );
}
