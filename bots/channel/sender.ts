import { type Activity, CardFactory, type ConversationReference, type TurnContext } from 'botbuilder';

import type { Rendered } from '../../protocol/rendering';
import type { Clock } from '../../services/platform/clock';
import { MINUTE_MS, SECOND_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';
import type { Metrics } from '../../services/platform/metrics';
import type { TurnOpener } from './adapter';
import { ChannelError } from './connectorClient';
import { type DeliveryFailure, deliveryVerdict } from './deliveryPolicy';

export type Address = Partial<ConversationReference>;

/** With the backoff, these tries take about two minutes. */
const TRIES_MAX = 8;
/** A message that may have arrived is sent once more, and this is counted: twice is better than never. */
const RESENDS_MAX = 1;
const BACKOFF_MS = SECOND_MS;
const BACKOFF_MS_MAX = MINUTE_MS;
/** A longer Retry-After ends the tries: nobody waits that long for an answer. */
const RETRY_AFTER_MS_MAX = 5 * MINUTE_MS;
/** At most this many messages wait for another try. */
const WAITING_MAX = 500;

export interface Sender {
  /** Sends one card as one message and returns its id, null if the channel named none. Rejects with ChannelError. */
  send(to: Address, message: Rendered): Promise<string | null>;
  /** Like `send`, but in an open turn. */
  reply(context: TurnContext, message: Rendered): Promise<string | null>;
  /** Replaces one of the bot's own messages with `message`. Rejects with ChannelError. */
  update(to: Address, activityId: string, message: Rendered): Promise<void>;
  /** Shows that the bot is at work; never rejects. */
  typing(to: Address): Promise<void>;
}

interface Parts {
  readonly turner: TurnOpener;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly log: Log;
}

/**
 * Sends answers to people, each in its own turn, whether the answer came fast or slowly. Answers are in no database: a
 * failed one is tried for about two minutes of the bot's clock and then dropped.
 */
export function createSender({ turner, clock, metrics, log }: Parts): Sender {
  const once = createOneTry(turner);
  let waiting = 0;
  const wait = async (ms: number): Promise<void> => {
    waiting += 1;
    try {
      await clock.sleep(ms, new AbortController().signal);
    } finally {
      waiting -= 1;
    }
  };
  const repeated = async <T>(work: () => Promise<T>): Promise<T> => {
    let resends = 0;
    for (let tries = 1; ; tries += 1) {
      try {
        const done = await work();
        metrics.count('bot_deliveries_total', { result: 'sent' });
        return done;
      } catch (error) {
        const again = waiting < WAITING_MAX ? nextTry(error, { tries, resends }) : null;
        metrics.count('bot_deliveries_total', { result: again?.result ?? 'failed' });
        if (again === null) throw error;
        if (again.result === 'resent') resends += 1;
        log.info({ tries, ...again, status: (error as ChannelError).status }, 'a message is sent again');
        await wait(again.waitMs);
      }
    }
  };
  return {
    send: (to, message) => repeated(() => once.send(to, message)),
    reply: (context, message) => repeated(async () => idOf(await context.sendActivity(activityOf(message)))),
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

/**
 * Sends without repeats: one request per call. Both methods reject with ChannelError if the channel refuses or does
 * not answer.
 */
export interface OneTry {
  /** Sends one card as one message and returns its id, null if the channel named none. `alert` shows a toast. */
  send(to: Address, message: Rendered, alert?: boolean): Promise<string | null>;
  /** Replaces one of the bot's own messages with `message`. */
  update(to: Address, activityId: string, message: Rendered): Promise<void>;
}

export function createOneTry(turner: TurnOpener): OneTry {
  return {
    async send(to, message, alert = false) {
      const sent: { id: string | null } = { id: null };
      const notification = alert ? { channelData: { notification: { alert } } } : {};
      await turner.turn(to, async (context) => {
        sent.id = idOf(await context.sendActivity({ ...activityOf(message), ...notification }));
      });
      return sent.id;
    },
    update: (to, activityId, message) =>
      turner.turn(to, async (context) => {
        await context.updateActivity({ ...activityOf(message), id: activityId });
      }),
  };
}

/** A message with one card and its summary, but no text: Teams splits text and a card into two messages. */
function activityOf({ card, summary }: Rendered): Partial<Activity> {
  return { type: 'message', summary, attachments: [CardFactory.adaptiveCard(card)] };
}

/** The channel may name no id, although botbuilder's type promises one. */
function idOf(sent: { readonly id?: string } | undefined): string | null {
  return sent?.id ?? null;
}

interface NextTry {
  /** `resent` means that the message may have arrived before. */
  readonly result: 'repeated' | 'resent';
  /** The delay on the bot's clock. */
  readonly waitMs: number;
}

/** Includes `missing`: the person has just written there, so the 404 is one of Teams' random ones. */
const REPEATED: readonly DeliveryFailure[] = ['retry', 'missing'];

/** Null ends the tries. */
function nextTry(error: unknown, { tries, resends }: { tries: number; resends: number }): NextTry | null {
  if (!(error instanceof ChannelError) || tries >= TRIES_MAX) return null;
  const { failure, waitMs: askedMs } = deliveryVerdict(error);
  if (askedMs !== null && askedMs > RETRY_AFTER_MS_MAX) return null;
  const backoffMs = Math.min(BACKOFF_MS * 2 ** (tries - 1), BACKOFF_MS_MAX) * (0.8 + Math.random() * 0.4);
  const waitMs = askedMs === 0 ? 0 : Math.max(askedMs ?? 0, backoffMs);
  if (REPEATED.includes(failure)) return { result: 'repeated', waitMs };
  return failure === 'unanswered' && resends < RESENDS_MAX ? { result: 'resent', waitMs } : null;
}
