import type { Job } from '../backup/types';
import type { Clock } from '../platform/clock';
import {
  type Content,
  type Draft,
  type FailedVm,
  isOfBackup,
  type OutMessage,
  type Telling,
  type Truth,
  type Waiting,
} from './message';
import type { ConversationKey } from './notice';
import { scopeKey, scopeKeysOf, type Watch } from './promise';

/** What is true of a go-ahead when it is about to be sent. */
export type Recheck =
  /** `job`: the one that the go-ahead is of; where another snapshot runs, that one's. `readMs`: when it was read. */
  | { readonly kind: 'stillDone' | 'anotherSnapshot'; readonly job: Job; readonly readMs: number }
  /** It could not be read: no budget, or no answer. */
  | { readonly kind: 'unread' }
  /** Its job failed or was cancelled since: it is not sent, the end says all. */
  | { readonly kind: 'withdrawn' };

/** The VM that a message is about. */
export type ToldVm = Pick<FailedVm, 'vault' | 'itemId' | 'vmName' | 'vmResourceGroup'>;

export interface Checks {
  /** Whether the watch's owner may still see this VM. A rejection is no answer: the message waits. */
  readonly mayTell: (watch: Watch, vm: ToldVm) => Promise<boolean>;
  /** Reads the job of a go-ahead once more; settles within 10 s of real time. A rejection is `unread`. */
  readonly recheck: (jobKey: string) => Promise<Recheck>;
  readonly clock: Clock;
}

const FRESH_MS = 30_000;
const FRESH_REAL_MS = 2_000;
const LATE_MS = 120_000;

/** A reading this young, in ms of the clock, needs no other (DESIGN.md); at higher speeds at least 2 s of real time. */
export function freshMs({ speed }: Pick<Clock, 'speed'>): number {
  return Math.max(FRESH_MS, FRESH_REAL_MS * speed);
}

/** The message as it is true now; null: nobody may be told, or it is not true any more. `watches` are those that the conversation has now. */
export async function messageNow(
  waiting: { readonly to: ConversationKey; readonly draft: Draft; readonly watches: readonly Watch[] },
  checks: Checks,
): Promise<OutMessage | null>;
export async function messageNow(
  waiting: { readonly to: ConversationKey; readonly draft: Waiting; readonly watches: readonly Watch[] },
  checks: Checks,
): Promise<Telling | null>;
export async function messageNow(
  waiting: { readonly to: ConversationKey; readonly draft: Waiting; readonly watches: readonly Watch[] },
  checks: Checks,
): Promise<Telling | null> {
  const { to, draft, watches } = waiting;
  if (!isOfBackup(draft)) return { ...draft, to, truth: 'fresh', late: false, toldMs: checks.clock.now().getTime() };
  const mayTell = (vm: ToldVm, told: readonly string[]): Promise<boolean> =>
    anyMay(
      watches.filter((watch) => told.includes(watch.scope.kind) && holds(watch, vm)),
      vm,
      checks,
    );
  const visible = await seen(draft.content, draft.watches, mayTell);
  if (visible === null) return null;
  const now = await readAgain(visible, checks);
  if (now === null) return null;
  const { content, truth } = now;
  const toldMs = checks.clock.now().getTime();
  const { thread, alert, mention, language, timeZone, cardId } = draft;
  const reader = { thread, alert, mention, language, timeZone, cardId };
  return { ...reader, to, content, truth, late: toldMs - happenedMs(content) > LATE_MS, toldMs };
}

type MayTell = (vm: ToldVm, kinds: readonly string[]) => Promise<boolean>;

async function seen(content: Content, kinds: Draft['watches'], mayTell: MayTell): Promise<Content | null> {
  if (content.kind !== 'group') return kinds === null || (await mayTell(content.notice, kinds)) ? content : null;
  const { group } = content;
  const vms: FailedVm[] = [];
  for (const vm of group.vms) if (await mayTell(vm, vm.watches)) vms.push(vm);
  if (vms.length === 0) return null;
  // Those that did not fit cannot be asked about: they are counted only for readers who see all the others.
  return { ...content, group: { ...group, vms, more: vms.length === group.vms.length ? group.more : 0 } };
}

async function anyMay(watches: readonly Watch[], vm: ToldVm, { mayTell }: Checks): Promise<boolean> {
  for (const watch of watches) if (await mayTell(watch, vm)) return true;
  return false;
}

function holds({ scope }: Watch, vm: ToldVm): boolean {
  return scopeKeysOf(vm).includes(scopeKey(scope));
}

/** A go-ahead as it stands now, drawn from what was read just now; null: it is withdrawn. */
async function readAgain(
  content: Content,
  { clock, recheck }: Checks,
): Promise<{ readonly content: Content; readonly truth: Truth } | null> {
  if (content.kind !== 'event' || content.notice.event !== 'snapshotDone') return { content, truth: 'fresh' };
  const { notice } = content;
  const ageMs = clock.now().getTime() - notice.readMs;
  if (ageMs <= freshMs(clock)) return { content, truth: 'fresh' };
  const found = await recheck(notice.jobKey).catch((): Recheck => ({ kind: 'unread' }));
  if (found.kind === 'withdrawn') return null;
  if (found.kind === 'unread') return { content, truth: 'unread' };
  const { job, readMs } = found;
  return {
    content: { ...content, notice: { ...notice, job, readMs } },
    truth: found.kind === 'stillDone' ? 'fresh' : 'anotherSnapshot',
  };
}

function happenedMs(content: Content): number {
  return content.kind === 'group' ? Math.max(...content.group.vms.map(({ atMs }) => atMs)) : content.notice.atMs;
}
