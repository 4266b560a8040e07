import type { ConversationKey } from '../access/conversation';
import { type QuietRecord, recordFromJson } from './grouping';
import { isOfBackup } from './message';
import type { NotifyTables } from './repositories';
import type { Taken } from './takenRow';

/** Whether the night's first message was never shown and `slot` names it: the first reply to it is then sent in its place. */
export async function isVacant({ quiet }: NotifyTables, to: ConversationKey, slot: string): Promise<boolean> {
  const root = await rootOf(quiet, to);
  return root?.slot === slot && root.isVacant === true;
}

async function rootOf(quiet: NotifyTables['quiet'], to: ConversationKey): Promise<QuietRecord['root']> {
  const text = await quiet.get(to);
  return text === null ? null : recordFromJson(text).root;
}

/** Removes a message that is not to be shown; false where its body was replaced meanwhile. One that never was shown leaves the record. */
export async function dropRow({ quiet, outbox }: NotifyTables, taken: Taken, nowMs: number): Promise<boolean> {
  const { row, activityId } = taken;
  const { to, slot } = row;
  // The record is locked before the row, as where messages are raised.
  const text = slot === null || activityId !== null ? null : await quiet.get(to);
  if (!(await outbox.remove(row.id, row.version))) return false;
  if (slot === null || text === null) return true;
  const record = recordFromJson(text);
  const left = without(record, slot);
  if (left !== record) await quiet.put(to, JSON.stringify(left), nowMs);
  return true;
}

/** Its failures count for nothing and are told anew, nothing joins it, and its replies have no root. */
function without(record: QuietRecord, slot: string): QuietRecord {
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
export async function takeOver(
  { quiet, posted }: NotifyTables,
  { row, draft }: Taken,
  shown: { readonly activityId: string; readonly atMs: number } | null,
): Promise<void> {
  const { underSlot, alert } = draft;
  if (underSlot === null || !alert || !isOfBackup(draft)) return;
  if (shown) await posted.put(row.to, underSlot, shown);
  const text = await quiet.get(row.to);
  const record = text === null ? null : recordFromJson(text);
  if (record?.root?.slot !== underSlot) return;
  const root = { slot: row.slot ?? underSlot, draft: { ...draft, underSlot: null } };
  await quiet.put(row.to, JSON.stringify({ ...record, root }), row.createdMs);
}
