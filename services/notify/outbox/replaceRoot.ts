import type { ConversationKey } from '../../access/conversation';
import { itemIdOf } from '../../backup/ids';
import { type GroupingRecord, groupingRecordFromJson } from '../grouping/groupingRecord';
import { isBackupMessage } from '../message';
import type { NotifyTables } from '../repositories';
import { changeRow } from './rowState';
import type { TakenRow } from './takenRow';

/** Whether `slot` is the night's first message and was dropped. The first reply is then sent in its place. */
export async function isRootUnshown({ grouping }: NotifyTables, to: ConversationKey, slot: string): Promise<boolean> {
  const text = await grouping.get(to);
  const root = text === null ? null : groupingRecordFromJson(text).root;
  return root?.slot === slot && root.isVacant === true;
}

/** Drops a row. If its message was never shown, the grouping record forgets what the message told. */
export async function dropRow(tables: NotifyTables, taken: TakenRow, nowMs: number): Promise<void> {
  const { row, activityId } = taken;
  const { to, slot } = row;
  // The record is locked before the row, in the same order as in `enqueue`, so that no deadlock occurs.
  const text = slot === null || activityId !== null ? null : await tables.grouping.get(to);
  const isDropped = await changeRow(tables.outbox, row, { state: 'dropped', againMs: nowMs });
  if (!isDropped || slot === null || text === null) return;
  const record = groupingRecordFromJson(text);
  const left = without(record, slot);
  if (left !== record) await tables.grouping.put(to, JSON.stringify(left), nowMs);
}

/** The record without an unshown message. Its failures are not counted and count as new; no further VM joins it. */
function without(record: GroupingRecord, slot: string): GroupingRecord {
  const root = record.root?.slot === slot ? { ...record.root, isVacant: true as const } : record.root;
  const gone = record.cards.find((made) => made.slot === slot)?.card;
  if (!gone) return root === record.root ? record : { ...record, root };
  const items = new Set(gone.vms.map(({ itemId }) => itemIdOf(itemId)));
  const count = gone.vms.length + gone.more;
  const hasWarnings = gone.first.job?.state === 'completedWithWarnings';
  const { tally } = record;
  return {
    ...record,
    root,
    tally: {
      ...tally,
      failed: tally.failed - (hasWarnings ? 0 : count),
      warnings: tally.warnings - (hasWarnings ? count : 0),
      recovered: tally.recovered - gone.vms.filter(({ recoveredMs }) => recoveredMs !== null).length,
    },
    cards: record.cards.filter((made) => made.slot !== slot),
    open: record.open.filter(({ itemId, code }) => code !== gone.code || !items.has(itemIdOf(itemId))),
  };
}

/**
 * Records that a reply replaced its night's first message, so that the night's other messages reply to it. `shown` is
 * null if the channel named no message.
 */
export async function replaceRoot(
  { grouping, posted }: NotifyTables,
  { row, draft }: TakenRow,
  shown: { readonly activityId: string; readonly atMs: number } | null,
): Promise<void> {
  const { underSlot, alert } = draft;
  if (underSlot === null || !alert || !isBackupMessage(draft)) return;
  if (shown) await posted.put(row.to, underSlot, shown);
  const text = await grouping.get(row.to);
  const record = text === null ? null : groupingRecordFromJson(text);
  if (record?.root?.slot !== underSlot) return;
  const root = { slot: row.slot ?? underSlot, draft: { ...draft, underSlot: null } };
  await grouping.put(row.to, JSON.stringify({ ...record, root }), row.createdMs);
}
