import { sameId } from '../../backup/ids';
import type { Notice } from '../../backup/jobEvents';
import { DAY_MS, MINUTE_MS } from '../../platform/durations';
import type { FailedVm, FailureCard } from '../failureCard';
import type { GroupingRecord, OpenFailure } from './groupingRecord';
import { addMessage, changeCard, type GroupingStep, type WatchedNotice, withRootChange } from './nightMessages';

/** Failures with one code whose ends are this close together share a message. */
const SAME_MESSAGE_MS = 15 * MINUTE_MS;
const CARDS_MAX = 50;
const VMS_MAX = 100;
const OPEN_MAX = 1_000;
/**
 * A lasting failure is told again after this time: a week less half a day, since the seventh night may come some hours
 * earlier.
 */
const AGAIN_MS = 6.5 * DAY_MS;

/** Handles a failure or warnings. A new message tells it, an existing message adds it, or it is only counted. */
export function addFailure(record: GroupingRecord, told: WatchedNotice): GroupingStep {
  const { notice } = told;
  const known = record.open.find((open) => sameId(open.itemId, notice.itemId) && open.code === codeOf(notice));
  const isTold = known !== undefined && notice.readMs - known.toldMs < AGAIN_MS;
  const failure: OpenFailure = {
    itemId: notice.itemId,
    code: codeOf(notice),
    atMs: notice.readMs,
    toldMs: isTold ? known.toldMs : notice.readMs,
    sinceMs: known?.sinceMs ?? notice.atMs,
    times: (known?.times ?? 0) + 1,
  };
  const others = record.open.filter((open) => !sameId(open.itemId, notice.itemId));
  const open = [...others, failure].slice(-OPEN_MAX);
  const { tally } = record;
  if (isTold) return withRootChange({ ...record, open, tally: { ...tally, again: tally.again + 1 } }, []);
  const hasWarnings = notice.job?.state === 'completedWithWarnings';
  const counted: GroupingRecord = {
    ...record,
    open,
    tally: hasWarnings ? { ...tally, warnings: tally.warnings + 1 } : { ...tally, failed: tally.failed + 1 },
  };
  const slot = slotToJoin(record, notice);
  const vm = failedVm(told, failure);
  return slot === null ? addCard(counted, told, vm) : joinCard(counted, slot, vm);
}

/** The failure card of this night with the same code and result at about the same time; null if there is none. */
function slotToJoin({ cards }: GroupingRecord, notice: Notice): string | null {
  const found = cards.find(
    ({ card, lastMs }) =>
      card.code === codeOf(notice) &&
      card.first.job?.state === notice.job?.state &&
      [lastMs, ...card.vms.map(({ atMs }) => atMs)].some((atMs) => Math.abs(notice.atMs - atMs) <= SAME_MESSAGE_MS),
  );
  return found?.slot ?? null;
}

function addCard(record: GroupingRecord, told: WatchedNotice, vm: FailedVm): GroupingStep {
  const { notice } = told;
  const slot = `failures:${record.tally.night}:${record.cardsMade + 1}`;
  const card: FailureCard = { code: codeOf(notice), first: notice, vms: [vm], more: 0 };
  const next: GroupingRecord = {
    ...record,
    cardsMade: record.cardsMade + 1,
    cards: [...record.cards, { slot, lastMs: notice.atMs, card }].slice(-CARDS_MAX),
  };
  return addMessage(next, { slot, content: { kind: 'group', group: card, night: null } }, told);
}

/** Adds the VM to a failure card, so that the message of the first VM shows it too. */
function joinCard(record: GroupingRecord, slot: string, vm: FailedVm): GroupingStep {
  const cards = record.cards.map((made) =>
    made.slot === slot ? { ...made, lastMs: Math.max(made.lastMs, vm.atMs) } : made,
  );
  return changeCard({ ...record, cards }, slot, (card) =>
    card.vms.length < VMS_MAX ? { ...card, vms: [...card.vms, vm] } : { ...card, more: card.more + 1 },
  );
}

/** Handles a success: closes the VM's open failures, and updates the message that told of one. */
export function addRecovery(record: GroupingRecord, notice: Notice): GroupingStep {
  if (notice.event !== 'ended' || notice.job?.state !== 'completed') return { record, puts: [] };
  const open = record.open.filter(({ itemId }) => !sameId(itemId, notice.itemId));
  const isIt = (vm: FailedVm): boolean => sameId(vm.itemId, notice.itemId) && vm.recoveredMs === null;
  const found = record.cards.find(({ card }) => card.vms.some(isIt));
  if (!found) return { record: open.length < record.open.length ? { ...record, open } : record, puts: [] };
  const tally = { ...record.tally, recovered: record.tally.recovered + 1 };
  return changeCard({ ...record, open, tally }, found.slot, (card) => ({
    ...card,
    vms: card.vms.map((vm) => (isIt(vm) ? { ...vm, recoveredMs: notice.atMs } : vm)),
  }));
}

function failedVm({ notice, watches }: WatchedNotice, { times, sinceMs }: OpenFailure): FailedVm {
  const { jobKey, vault, itemId, vmName, vmResourceGroup, atMs } = notice;
  const kinds = watches.map(({ scope }) => scope.kind);
  const vm = { jobKey, vault, itemId, vmName, vmResourceGroup, atMs, recoveredMs: null, watches: kinds };
  return times > 1 ? { ...vm, again: { times, sinceMs } } : vm;
}

function codeOf({ job }: Notice): string {
  return job?.errors.find(({ code }) => code !== '')?.code ?? job?.statusText ?? '';
}
