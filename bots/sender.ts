import { type Activity, CardFactory, type ConversationReference } from 'botbuilder';

import type { Rendered } from '../cards/views';
import type { Clock } from '../services/platform/clock';
import type { Log } from '../services/platform/log';
import type { Metrics } from '../services/platform/metrics';
import type { Turner } from './adapter';
import { ChannelError } from './channelHttp';

export type Address = Partial<ConversationReference>;

/** What the channel asks to be repeated (TEAMS.md 2). No answer at all is not among it: the message may have arrived. */
const REPEATED: readonly number[] = [412, 429, 502, 503, 504];
const TRIES_MAX = 3;
const BACKOFF_MS = 1_000;
const BACKOFF_MS_MAX = 10_000;

export interface Sender {
  /** Sends one card as one message and returns its id, null where the channel named none. Rejects with ChannelError. */
  send(to: Address, message: Rendered): Promise<string | null>;
  /** Puts `message` in the place of one of the bot's own. Rejects with ChannelError. */
  update(to: Address, activityId: string, message: Rendered): Promise<void>;
  /** Shows that the bot is at work; never rejects. */
  typing(to: Address): Promise<void>;
}

interface Parts {
  readonly turner: Turner;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly log: Log;
}

/**
 * Everything that the bot says goes out here, each in a turn of its own: an answer that came quickly, one that did not,
 * and what nobody asked for.
 */
export function createSender({ turner, clock, metrics, log }: Parts): Sender {
  const once = createOneTry(turner);
  const repeated = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const done = await work();
        metrics.count('bot_deliveries_total', { result: 'sent' });
        return done;
      } catch (error) {
        const waitMs = attempt < TRIES_MAX ? waitBefore(error, attempt) : null;
        metrics.count('bot_deliveries_total', { result: waitMs === null ? 'failed' : 'repeated' });
        if (waitMs === null) throw error;
        log.info({ attempt, waitMs, status: (error as ChannelError).status }, 'the channel asks to send again');
        await clock.sleep(waitMs, new AbortController().signal);
      }
    }
  };
  return {
    send: (to, message) => repeated(() => once.send(to, message)),
    update: (to, activityId, message) => repeated(() => once.update(to, activityId, message)),
    async typing(to) {
      try {
        await turner.turn(to, async (context) => {
          await context.sendActivity({ type: 'typing' });
        });
      } catch (error) {
        log.debug({ err: error }, 'typing was not shown');
      }
    },
  };
}

/** The way out without repeats: each call is one request. Both reject with ChannelError where the channel refuses or does not answer. */
export interface OneTry {
  /** Sends one card as one message and returns its id, null where the channel named none. `alert`: worth a toast. */
  send(to: Address, message: Rendered, alert?: boolean): Promise<string | null>;
  /** Puts `message` in the place of one of the bot's own. */
  update(to: Address, activityId: string, message: Rendered): Promise<void>;
}

export function createOneTry(turner: Turner): OneTry {
  return {
    async send(to, message, alert = false) {
      const sent: { id?: string | undefined } = {};
      const notification = alert ? { channelData: { notification: { alert } } } : {};
      await turner.turn(to, async (context) => {
        sent.id = (await context.sendActivity({ ...activityOf(message), ...notification }))?.id;
      });
      return sent.id ?? null;
    },
    update: (to, activityId, message) =>
      turner.turn(to, async (context) => {
        await context.updateActivity({ ...activityOf(message), id: activityId });
      }),
  };
}

/** One card and its sentence, no text: text beside a card makes two messages of it (TEAMS.md 2). */
export function activityOf({ card, summary }: Rendered): Partial<Activity> {
  return { type: 'message', summary, attachments: [CardFactory.adaptiveCard(card)] };
}

/** On the bot's clock; null: not to be repeated. */
function waitBefore(error: unknown, attempt: number): number | null {
  if (!(error instanceof ChannelError) || !REPEATED.includes(error.status)) return null;
  const backoff = BACKOFF_MS * 2 ** (attempt - 1) * (0.8 + Math.random() * 0.4);
  return Math.min(error.retryAfterMs ?? backoff, BACKOFF_MS_MAX);
}
