import type { BatchView } from '../../protocol/batchView';
import type { View } from '../../protocol/view';
import { DeliveryError } from '../../services/notify/deliveryError';
import type { HeartbeatMessage, OutgoingMessage, OutMessage, QuestionMessage } from '../../services/notify/message';
import { SECOND_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';
import { withTimeout } from '../../services/platform/timeout';
import { messageViewNow } from '../../views/notice';
import { firstNotice, noFacts, type NoticeFacts, type NoticeSources, readFacts } from '../../views/noticeFacts';
import { sharedCardView } from '../../views/sharedCard';

/** Real ms for the reads that a message needs. With the channel's time they stay below the 20 s limit of one call. */
export const FACTS_MS = 4 * SECOND_MS;

interface ViewParts {
  readonly sources: NoticeSources;
  readonly log: Log;
}

/** Makes the view without any further read. */
type ViewNow = () => View;

/** Reads all that the view of a message needs. */
export async function viewNow(message: OutMessage, parts: ViewParts): Promise<ViewNow> {
  const sharedCard = await sharedCardOf(message, parts);
  if (sharedCard !== null) return () => sharedCard;
  const facts = await factsOf(message, parts);
  return () => messageViewNow(message, facts, parts.sources.clock.speed);
}

/** The card of a question that is over. */
export function closedView({ content }: QuestionMessage): ViewNow {
  return () => ({ ...content, kind: 'closed' });
}

export function isHeartbeat(message: OutgoingMessage): message is HeartbeatMessage {
  return message.content.kind === 'heartbeat';
}

export function isOfQuestion(message: OutgoingMessage): message is QuestionMessage {
  return message.content.kind === 'question';
}

/**
 * The view of a card that several backups share; null for a backup with its own card. While it cannot be read, the
 * message waits.
 */
async function sharedCardOf(message: OutMessage, { sources, log }: ViewParts): Promise<BatchView | null> {
  try {
    const read = await withTimeout(
      sharedCardView(message, sources).then((view) => ({ view })),
      FACTS_MS,
      () => null,
    );
    if (read !== null) return read.view;
  } catch (error) {
    log.warn({ err: error }, 'what a card shares could not be read');
  }
  throw new DeliveryError('retry');
}

/** Facts that the message does not wait for. It is sent without those that cannot be read in time. */
async function factsOf(message: OutMessage, { sources, log }: ViewParts): Promise<NoticeFacts> {
  try {
    const facts = await withTimeout(readFacts(message, sources), FACTS_MS, () => null);
    if (facts !== null) return facts;
    log.info({ event: firstNotice(message.content).event }, 'a message is sent without what could not be read in time');
  } catch (error) {
    log.warn({ err: error }, 'a message is sent without what could not be read');
  }
  return noFacts();
}
