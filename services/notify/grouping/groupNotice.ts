import type { Notice } from '../../backup/jobEvents';
import { isFailure } from '../../subscriptions/audience';
import type { Watch } from '../../subscriptions/watch';
import { cardSlot } from '../slots';
import { addFailure, addRecovery } from './groupFailures';
import { type GroupingRecord, recordOfNight } from './groupingRecord';
import { addMessage, type GroupingStep, type WatchedNotice } from './nightMessages';

/**
 * Groups what a conversation's watches are told, so that a night makes one toast:
 * - The night's first message alerts; the other messages reply to it.
 * - Failures with one error code share a message.
 * - A failure that was told and has not recovered is only counted, and told once a week with its count.
 * - A success updates the message that told of the failure.
 *
 * `watches` are the watches that cover this event. If it is empty, only a success has an effect: it updates earlier
 * messages.
 */
export function groupNotice(
  known: GroupingRecord | null,
  notice: Notice,
  watches: readonly Watch[],
): { readonly record: GroupingRecord | null; readonly puts: GroupingStep['puts'] } {
  const [first] = watches;
  if (!first) return known ? groupUnwanted(known, notice) : { record: null, puts: [] };
  const record = recordOfNight(known, notice, first.timeZone);
  const told = { notice, watches, first };
  if (isFailure(notice)) return addFailure(record, told);
  const recovery = addRecovery(record, notice);
  return recovery.puts.length > 0 ? recovery : addEvent(recovery.record, told);
}

function groupUnwanted(known: GroupingRecord, notice: Notice): GroupingStep {
  const record = recordOfNight(known, notice, known.timeZone);
  const step = addRecovery(record, notice);
  return step.record === record ? { record: known, puts: [] } : step;
}

/** Adds one event of one job. A start shows as a live card. */
function addEvent(record: GroupingRecord, told: WatchedNotice): GroupingStep {
  const { notice } = told;
  if (notice.event === 'started')
    return addMessage(record, { slot: cardSlot(notice.jobKey), content: { kind: 'card', notice } }, told);
  const slot = record.root ? null : `night:${record.tally.night}`;
  return addMessage(record, { slot, content: { kind: 'event', notice, night: null } }, told);
}
