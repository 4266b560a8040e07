import type { ConversationKey } from '../access/conversation';
import { type GroupingRecord, groupingRecordFromJson } from './grouping';
import { isBackupMessage } from './message';
import type { NotifyTables } from './repositories';
import type { TakenRow } from './takenRow';

/** Whether the night's first message was never shown and `slot` names it: the first reply to it is then sent in its place. */
export async function isRootUnshown({ grouping }: NotifyTables, to: ConversationKey, slot: string): Promise<boolean> {
  const root = await rootOf(grouping, to);
  return root?.slot === slot && root.isVacant === true;
}

async function rootOf(grouping: NotifyTables['grouping'], to: ConversationKey): Promise<GroupingRecord['root']> {
  const text = await grouping.get(to);
  return text === null ? null : groupingRecordFromJson(text).root;
}

/** Removes a message that is not to be shown; false where its body was replaced meanwhile. One that never was shown leaves the record. */
export async function dropRow({ grouping, outbox }: NotifyTables, taken: TakenRow, nowMs: number): Promise<boolean> {
  const { row, activityId } = taken;
  const { to, slot } = row;
  // The record is locked before the row, as where messages are raised.
  const text = slot === null || activityId !== null ? null : await grouping.get(to);
  if (!(await outbox.remove(row.id, row.version))) return false;
  if (slot === null || text === null) return true;
  const record = groupingRecordFromJson(text);
  const left = without(record, slot);
  if (left !== record) await grouping.put(to, JSON.stringify(left), nowMs);
  return true;
}

/** Its failures count for nothing and are told anew, nothing joins it, and its replies have no root. */
function without(record: GroupingRecord, slot: string): GroupingRecord {
  const root = record.root?.slot === slot ? { ...record.root, isVacant: true as const } : record.root;
  const gone = record.cards.find((made) => made.slot === slot)?.card;
  if (!gone) return root === record.root ? record : { ...record, root };
  const items = new Set(gone.vms.map(({ itemId }) => itemId.toLowerCase()));
  const count = gone.vms.length + gone.more;
  const warned = gone.first.job?.state === 'completedWithWarnings';
  const { tally } = record;
  return {
    ...record,
    root,
    tally: {
      ...tally,
      failed: tally.failed - (warned ? 0 : count),
      warnings: tally.warnings - (warned ? count : 0),
      recovered: tally.recovered - gone.vms.filter(({ recoveredMs }) => recoveredMs !== null).length,
    },
    cards: record.cards.filter((made) => made.slot !== slot),
    open: record.open.filter(({ itemId, code }) => code !== gone.code || !items.has(itemId.toLowerCase())),
  };
}

/** A reply was sent in the place of its root: others are replies to it from now on. `shown`: null where the channel named no message. */
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
