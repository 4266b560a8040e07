import type { Notice } from '../../backup/jobEvents';
import type { Watch } from '../../subscriptions/watch';
import type { FailureCard } from '../failureCard';
import type { Draft, MessageContent } from '../message';
import type { GroupingRecord } from './groupingRecord';

/** A message of a night, for the outbox. */
interface GroupedMessage {
  readonly slot: string | null;
  readonly update: boolean;
  readonly draft: Draft;
}

/** The grouping record after a notice, and the messages to enqueue. */
export interface GroupingStep {
  /** The same object as before if nothing changed. */
  readonly record: GroupingRecord;
  readonly puts: readonly GroupedMessage[];
}

/** A notice and the watches that are told of it. */
export interface WatchedNotice {
  readonly notice: Notice;
  readonly watches: readonly Watch[];
  /** The first of `watches`, whose language and time zone are used. */
  readonly first: Watch;
}

/** Adds a message to the night, as its first message or as a reply. */
export function addMessage(
  record: GroupingRecord,
  { slot, content }: { readonly slot: string | null; readonly content: MessageContent },
  { notice, watches, first }: WatchedNotice,
): GroupingStep {
  const { root } = record;
  const draft: Draft = {
    content,
    thread: null,
    underSlot: root?.slot ?? null,
    alert: root === null,
    mention: null,
    language: first.language,
    timeZone: first.timeZone,
    cardId: slot ?? `${notice.event}:${notice.jobKey}`,
    watches: content.kind === 'group' ? null : watches.map(({ scope }) => scope.kind),
  };
  if (root === null && slot !== null) {
    const next = { ...record, root: { slot, draft } };
    return { record: next, puts: [{ slot, update: false, draft: rootDraft(next) ?? draft }] };
  }
  return withRootChange(record, [{ slot, update: false, draft }]);
}

/** Updates a failure card and the message that shows it: its own message, or the night's first. */
export function changeCard(
  record: GroupingRecord,
  slot: string,
  change: (card: FailureCard) => FailureCard,
): GroupingStep {
  const cards = record.cards.map((made) => (made.slot === slot ? { ...made, card: change(made.card) } : made));
  const next = { ...record, cards };
  const made = cards.find((each) => each.slot === slot);
  if (!made || !record.root || record.root.slot === slot) return withRootChange(next, []);
  const content: MessageContent = { kind: 'group', group: made.card, night: null };
  const draft: Draft = { ...record.root.draft, content, underSlot: record.root.slot, alert: false, cardId: slot };
  return withRootChange(next, [{ slot, update: true, draft: { ...draft, watches: null } }]);
}

/** Adds an update of the night's first message, which shows the night's counts. */
export function withRootChange(record: GroupingRecord, puts: readonly GroupedMessage[]): GroupingStep {
  const draft = rootDraft(record);
  if (!record.root || !draft) return { record, puts };
  return { record, puts: [...puts, { slot: record.root.slot, update: true, draft }] };
}

/** Null if the first message was dropped, or is a live card, which shows no counts. */
function rootDraft({ root, cards, tally }: GroupingRecord): Draft | null {
  if (!root || root.isVacant || root.draft.content.kind === 'card') return null;
  const { content } = root.draft;
  if (content.kind === 'event') return { ...root.draft, content: { ...content, night: tally } };
  const group = cards.find(({ slot }) => slot === root.slot)?.card ?? content.group;
  return { ...root.draft, content: { ...content, group, night: tally } };
}
