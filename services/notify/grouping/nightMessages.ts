import type { Notice } from '../../backup/jobEvents';
import type { Watch } from '../../subscriptions/watch';
import type { FailureCard } from '../failureCard';
import type { Draft, MessageContent } from '../message';
import type { GroupingRecord } from './groupingRecord';

/** A message of a night, to be put into the outbox. */
interface GroupedMessage {
  readonly slot: string | null;
  readonly update: boolean;
  readonly draft: Draft;
}

/** The record after a notice, and the messages that tell of it. */
export interface GroupingStep {
  /** The same object where nothing changed. */
  readonly record: GroupingRecord;
  readonly puts: readonly GroupedMessage[];
}

/** A notice with the watches that it is told to. */
export interface WatchedNotice {
  readonly notice: Notice;
  readonly watches: readonly Watch[];
  /** Of `watches`: its language and time zone are used. */
  readonly first: Watch;
}

/** Adds a message to the night: as its first one, else as a reply. */
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

/** Changes a failure card and the message that shows it: its own, or the night's first message. */
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

/** Adds a change of the night's first message, which shows the night's counts. */
export function withRootChange(record: GroupingRecord, puts: readonly GroupedMessage[]): GroupingStep {
  const draft = rootDraft(record);
  if (!record.root || !draft) return { record, puts };
  return { record, puts: [...puts, { slot: record.root.slot, update: true, draft }] };
}

/** null where the first message is a live card, which shows no counts, or was dropped. */
function rootDraft({ root, cards, tally }: GroupingRecord): Draft | null {
  if (!root || root.isVacant || root.draft.content.kind === 'card') return null;
  const { content } = root.draft;
  if (content.kind === 'event') return { ...root.draft, content: { ...content, night: tally } };
  const group = cards.find(({ slot }) => slot === root.slot)?.card ?? content.group;
  return { ...root.draft, content: { ...content, group, night: tally } };
}
