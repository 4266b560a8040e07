import type { Notice } from '../backup/jobEvents';
import { isFailure } from '../subscriptions/audience';
import type { Watch } from '../subscriptions/watch';
import type { FailedVm, FailureCard, NightTally } from './failureCard';
import type { Draft, MessageContent } from './message';
import { draftFromJson, reviveTimes } from './messageJson';
import { nightOf } from './night';
import { cardSlot } from './slots';

/** What a conversation's watches were told this night, and which failures it knows of. Plain JSON. */
export interface GroupingRecord {
  readonly tally: NightTally;
  /** Whose nights these are: the last watch's that was told. */
  readonly timeZone: string;
  /** The night's first message; the others are replies to it. null: nothing was told yet. */
  readonly root: NightRoot | null;
  /** This night's, oldest first. `lastMs`: when the last of them failed. */
  readonly cards: readonly { readonly slot: string; readonly lastMs: number; readonly card: FailureCard }[];
  /** How many cards there were: names the next. */
  readonly cardsMade: number;
  /** Failures told and not recovered since, of any night, oldest first. */
  readonly open: readonly OpenFailure[];
}

export interface NightRoot {
  readonly slot: string;
  readonly draft: Draft;
  /** It was never shown: the first reply to it that is sent takes its place. */
  readonly isVacant?: true;
}

interface OpenFailure {
  readonly itemId: string;
  readonly code: string;
  /** When it was heard of last, by its reading. */
  readonly atMs: number;
  /** When it was told last, by its reading. */
  readonly toldMs: number;
  /** The end of the first of them. */
  readonly sinceMs: number;
  readonly times: number;
}

/** A message of a watch to be put into the outbox. */
export interface GroupedMessage {
  readonly slot: string | null;
  readonly update: boolean;
  readonly draft: Draft;
}

export interface GroupingStep {
  /** The same object where nothing changed. */
  readonly record: GroupingRecord | null;
  readonly puts: readonly GroupedMessage[];
}

/** Failures with one code this near to each other are one card. */
const TOGETHER_MS = 15 * 60_000;
const CARDS_MAX = 50;
const VMS_MAX = 100;
const OPEN_MAX = 1_000;
/** A failure that nothing was heard of for so long is told anew. */
const OPEN_MS = 30 * 24 * 3_600_000;
/** What goes on is told once a week; the seventh night may come some hours earlier by the clock. */
const AGAIN_MS = 6.5 * 24 * 3_600_000;

/**
 * Tells a conversation's watches of a notice as quietly as may be: one root a night, the rest as replies; failures with
 * one code are one message; one that was told already and has not recovered is only counted, and told once a week with
 * its count; a success edits what told of the failure. `watches` are those that are told this event; none: only a success that edits something says anything.
 */
export function groupNotice(known: GroupingRecord | null, notice: Notice, watches: readonly Watch[]): GroupingStep {
  const [first] = watches;
  if (!first) return known ? unheard(known, notice) : { record: null, puts: [] };
  const record = tonight(known, notice, first.timeZone);
  const saying = { notice, watches, first };
  if (isFailure(notice)) return failed(record, saying);
  const again = recovered(record, notice);
  return again.puts.length > 0 ? again : told(again.record, saying);
}

interface Telling {
  readonly notice: Notice;
  readonly watches: readonly Watch[];
  /** Of `watches`: whose language and zone is spoken. */
  readonly first: Watch;
}

interface Step extends GroupingStep {
  readonly record: GroupingRecord;
}

/** What nobody is told by a message of its own. */
function unheard(known: GroupingRecord, notice: Notice): GroupingStep {
  const record = tonight(known, notice, known.timeZone);
  const step = recovered(record, notice);
  return step.record === record ? { record: known, puts: [] } : step;
}

function tonight(known: GroupingRecord | null, { readMs }: Notice, timeZone: string): GroupingRecord {
  const night = nightOf(readMs, timeZone);
  return known?.tally.night === night ? known : newNight(known, { night, timeZone, nowMs: readMs });
}

function newNight(
  known: GroupingRecord | null,
  { night, timeZone, nowMs }: { readonly night: string; readonly timeZone: string; readonly nowMs: number },
): GroupingRecord {
  return {
    tally: { night, failed: 0, warnings: 0, again: 0, recovered: 0 },
    timeZone,
    root: null,
    cards: [],
    cardsMade: 0,
    open: (known?.open ?? []).filter(({ atMs }) => nowMs - atMs < OPEN_MS),
  };
}

function failed(record: GroupingRecord, telling: Telling): Step {
  const { notice } = telling;
  const code = codeOf(notice);
  const { tally } = record;
  const others = record.open.filter((open) => !sameItem(open.itemId, notice.itemId));
  const known = record.open.find((open) => sameItem(open.itemId, notice.itemId) && open.code === code);
  const isTold = known !== undefined && notice.readMs - known.toldMs < AGAIN_MS;
  const failure: OpenFailure = {
    ...{ itemId: notice.itemId, code, atMs: notice.readMs, toldMs: isTold ? known.toldMs : notice.readMs },
    ...{ sinceMs: known?.sinceMs ?? notice.atMs, times: (known?.times ?? 0) + 1 },
  };
  const open = [...others, failure].slice(-OPEN_MAX);
  if (isTold) return withRoot({ ...record, open, tally: { ...tally, again: tally.again + 1 } }, []);
  const warned = notice.job?.state === 'completedWithWarnings';
  const counted: GroupingRecord = {
    ...record,
    open,
    tally: warned ? { ...tally, warnings: tally.warnings + 1 } : { ...tally, failed: tally.failed + 1 },
  };
  const found = record.cards.find(
    ({ card, lastMs }) =>
      card.code === code &&
      card.first.job?.state === notice.job?.state &&
      [lastMs, ...card.vms.map(({ atMs }) => atMs)].some((atMs) => Math.abs(notice.atMs - atMs) <= TOGETHER_MS),
  );
  const vm = vmOf(telling, failure);
  return found ? joined(counted, found.slot, vm) : newCard(counted, telling, vm);
}

function newCard(record: GroupingRecord, telling: Telling, vm: FailedVm): Step {
  const { notice } = telling;
  const slot = `failures:${record.tally.night}:${record.cardsMade + 1}`;
  const card: FailureCard = { code: codeOf(notice), first: notice, vms: [vm], more: 0 };
  const next: GroupingRecord = {
    ...record,
    cardsMade: record.cardsMade + 1,
    cards: [...record.cards, { slot, lastMs: notice.atMs, card }].slice(-CARDS_MAX),
  };
  return say(next, { slot, content: { kind: 'group', group: card, night: null } }, telling);
}

/** Several VMs are one card: the message of the first shows them all. */
function joined(record: GroupingRecord, slot: string, vm: FailedVm): Step {
  const cards = record.cards.map((made) =>
    made.slot === slot ? { ...made, lastMs: Math.max(made.lastMs, vm.atMs) } : made,
  );
  return changed({ ...record, cards }, slot, (card) =>
    card.vms.length < VMS_MAX ? { ...card, vms: [...card.vms, vm] } : { ...card, more: card.more + 1 },
  );
}

function recovered(record: GroupingRecord, notice: Notice): Step {
  if (notice.event !== 'ended' || notice.job?.state !== 'completed') return { record, puts: [] };
  const open = record.open.filter(({ itemId }) => !sameItem(itemId, notice.itemId));
  const isIt = (vm: FailedVm): boolean => sameItem(vm.itemId, notice.itemId) && vm.recoveredMs === null;
  const found = record.cards.find(({ card }) => card.vms.some(isIt));
  if (!found) return { record: open.length < record.open.length ? { ...record, open } : record, puts: [] };
  const tally = { ...record.tally, recovered: record.tally.recovered + 1 };
  return changed({ ...record, open, tally }, found.slot, (card) => ({
    ...card,
    vms: card.vms.map((vm) => (isIt(vm) ? { ...vm, recoveredMs: notice.atMs } : vm)),
  }));
}

/** One event of one job, as a reply or as the night's root. What starts shows as a live card. */
function told(record: GroupingRecord, telling: Telling): Step {
  const { notice } = telling;
  if (notice.event === 'started')
    return say(record, { slot: cardSlot(notice.jobKey), content: { kind: 'card', notice } }, telling);
  const slot = record.root ? null : `night:${record.tally.night}`;
  return say(record, { slot, content: { kind: 'event', notice, night: null } }, telling);
}

function say(
  record: GroupingRecord,
  { slot, content }: { readonly slot: string | null; readonly content: MessageContent },
  { notice, watches, first }: Telling,
): Step {
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
  return withRoot(record, [{ slot, update: false, draft }]);
}

/** Changes a card, and what shows it: its own message, or the root that it is. */
function changed(record: GroupingRecord, slot: string, change: (card: FailureCard) => FailureCard): Step {
  const cards = record.cards.map((made) => (made.slot === slot ? { ...made, card: change(made.card) } : made));
  const next = { ...record, cards };
  const made = cards.find((each) => each.slot === slot);
  if (!made || !record.root || record.root.slot === slot) return withRoot(next, []);
  const content: MessageContent = { kind: 'group', group: made.card, night: null };
  const draft: Draft = { ...record.root.draft, content, underSlot: record.root.slot, alert: false, cardId: slot };
  return withRoot(next, [{ slot, update: true, draft: { ...draft, watches: null } }]);
}

/** The root shows the night's counts, so it changes with them. */
function withRoot(record: GroupingRecord, puts: readonly GroupedMessage[]): Step {
  const draft = rootDraft(record);
  if (!record.root || !draft) return { record, puts };
  return { record, puts: [...puts, { slot: record.root.slot, update: true, draft }] };
}

/** null where the root is a live card, which shows no counts, or nothing shows it. */
function rootDraft({ root, cards, tally }: GroupingRecord): Draft | null {
  if (!root || root.isVacant || root.draft.content.kind === 'card') return null;
  const { content } = root.draft;
  if (content.kind === 'event') return { ...root.draft, content: { ...content, night: tally } };
  const group = cards.find(({ slot }) => slot === root.slot)?.card ?? content.group;
  return { ...root.draft, content: { ...content, group, night: tally } };
}

function vmOf({ notice, watches }: Telling, { times, sinceMs }: OpenFailure): FailedVm {
  const { jobKey, vault, itemId, vmName, vmResourceGroup, atMs } = notice;
  const kinds = watches.map(({ scope }) => scope.kind);
  const vm = { jobKey, vault, itemId, vmName, vmResourceGroup, atMs, recoveredMs: null, watches: kinds };
  return times > 1 ? { ...vm, again: { times, sinceMs } } : vm;
}

function codeOf({ job }: Notice): string {
  return job?.errors.find(({ code }) => code !== '')?.code ?? job?.statusText ?? '';
}

function sameItem(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The record that `JSON.stringify` wrote. */
export function groupingRecordFromJson(text: string): GroupingRecord {
  const record = JSON.parse(text) as GroupingRecord;
  const { root, cards } = record;
  return {
    ...record,
    root: root && { ...root, draft: draftFromJson(JSON.stringify(root.draft)) },
    cards: cards.map((made) => ({ ...made, card: { ...made.card, first: reviveTimes(made.card.first) } })),
  };
}
