import type { UnstartedVm } from '../protocol/batchView';
import type { StartedView } from '../protocol/jobViews';
import type { MessageView } from '../protocol/messageView';
import { message } from '../protocol/messageView';
import type { ConversationKey } from '../services/access/conversation';
import type { Job, ProtectedItem } from '../services/backup/types';
import { AzureError, type AzureProblem } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import type { CommandTables } from '../services/conversations/repositories';
import type { WatchedJob } from '../services/monitor/track/watchedJob';
import { monitoredJobOf } from '../services/onDemand/runningBackup';
import { triggerKey } from '../services/onDemand/triggers';
import type { JobSubscription, NotStartedVm } from '../services/subscriptions/jobSubscription';
import { jobSubscriptionOf, subscriptionReasonOf } from '../services/subscriptions/subscriptionReason';
import { attempt, isRead } from './attempt';
import { windowOf } from './jobWindows';
import type { Services } from './services';

interface Together {
  readonly items: readonly ProtectedItem[];
  readonly failed: readonly { readonly item: ProtectedItem; readonly view: MessageView }[];
}

/**
 * Writes down which of the backups that this turn asked for were not started and why, for the card that they share with
 * the others: a backup that stood in the way of one moves it too. Resolves with them as they are known now.
 */
export async function saveNotStarted(
  { items, failed }: Together,
  ask: Ask,
  services: Services,
): Promise<readonly UnstartedVm[]> {
  if (failed.length === 0) return [];
  const found = await Promise.all(
    failed.map(async ({ item, view }) => ({ item, view, runs: await runs(item, view, services) })),
  );
  const now = services.clock.now();
  return services.store.transaction(async (tables) => {
    const standing = await triggersOf(items, ask, tables);
    const unstarted: { vm: UnstartedVm; watched: WatchedJob | null }[] = [];
    for (const { item, view, runs: job } of found) {
      const own = standing.find(({ itemId }) => itemId === item.id);
      const watched = own ?? (await inTheWay(tables, { item, job, view }, now));
      unstarted.push({ vm: { item, view, ...(await shownOf(tables, { view, watched, job }, ask.to)) }, watched });
    }
    const refused = unstarted
      .filter(({ vm }) => !standing.some(({ itemId }) => itemId === vm.item.id))
      .flatMap(({ vm, watched }) => refusedOf(vm, watched));
    const before = await promisesOf(standing, ask.to, tables);
    for (const promised of before) {
      await tables.jobSubscriptions.remove(promised.jobKey, promised.to);
      await tables.jobSubscriptions.add({ ...promised, refused });
    }
    const live: UnstartedVm[] = [];
    for (const { vm, watched } of unstarted)
      live.push(await moving(tables, { vm, watched, refused, before }, { ask, now }));
    return live;
  });
}

/** Whose backup may run although this request did not start it. */
const MAY_RUN: readonly string[] = ['alreadyRunning', 'ranAlready', 'itemBusy', 'wasBusy', 'azure.unconfirmed'];

/** What stood in the way may be over when it is said once more. */
const LATER: Readonly<Record<string, string>> = {
  alreadyRunning: 'ranAlready',
  alreadyRunningElsewhere: 'ranAlready',
  itemBusy: 'wasBusy',
};

export function mayRunAnyway(view: MessageView): boolean {
  return MAY_RUN.includes(view.key);
}

/** The reason that was given, once more. */
export function reasonView({ why: { key, facts, azure } }: NotStartedVm): MessageView {
  if (azure === null) return message(LATER[key] ?? key, { tone: 'warning', facts });
  return message(LATER[key] ?? key, { tone: 'error', facts, azure: new AzureError(azure.problem, azure) });
}

/** The backup of a VM that was not started which runs, or which stood in the way, as it is watched; null: none is. */
export async function blockingBackup(
  { watched }: Pick<CommandTables, 'watched'>,
  { itemId, jobKey }: NotStartedVm,
): Promise<WatchedJob | null> {
  const open = (await watched.ofItem(itemId, 0)).find(({ done, endSeenMs }) => !done && endSeenMs === null);
  const [known] = open || jobKey === null ? [] : await watched.byKeys([jobKey]);
  return open ?? known ?? null;
}

/** Why its readers are told of what runs instead. */
export async function toldInstead(
  tables: CommandTables,
  { key, ref, itemId }: WatchedJob,
  to: ConversationKey,
): ReturnType<typeof subscriptionReasonOf> {
  return subscriptionReasonOf(tables, { to, job: { jobKey: key, vault: ref.vault, itemId } });
}

type Row = Pick<Job, 'id' | 'vault' | 'startedAt'>;

function jobIdIn(view: MessageView): string | null {
  const id = view.key === 'alreadyRunning' ? String(view.facts['job'] ?? '') : '';
  return id === '' ? null : id;
}

async function runs(item: ProtectedItem, view: MessageView, { vaults, clock }: Services): Promise<Job | null> {
  const id = jobIdIn(view);
  if (id === null) return null;
  const list = await attempt(vaults.jobs(item.ref.vault, windowOf('today', clock)));
  return (isRead(list) ? list.value.find((job) => job.id === id) : undefined) ?? null;
}

/** Those of this turn's triggers that stand: their backups were started, or may have been. */
async function triggersOf(
  items: readonly ProtectedItem[],
  { turnId }: Ask,
  { watched }: CommandTables,
): Promise<readonly WatchedJob[]> {
  const found = await watched.byKeys(items.map((item) => triggerKey(item, turnId)));
  const moved = await watched.byKeys(found.flatMap(({ movedTo }) => movedTo ?? []));
  return [...found.filter(({ movedTo }) => movedTo === undefined), ...moved];
}

/** From now on it is watched, whoever began it. */
async function inTheWay(
  tables: CommandTables,
  { item, job, view }: { readonly item: ProtectedItem; readonly job: Job | null; readonly view: MessageView },
  now: Date,
): Promise<WatchedJob | null> {
  if (!mayRunAnyway(view)) return null;
  const id = jobIdIn(view);
  const row: Row | null = job ?? (id === null ? null : { id, vault: item.ref.vault, startedAt: now });
  if (row !== null) {
    const watched = await monitoredJobOf(tables, row, item);
    // Its tasks are read from now on: the card says whether its snapshot is done.
    if (watched && !watched.done && !watched.awaitsSnapshot)
      await tables.watched.save({ ...watched, awaitsSnapshot: true });
    return watched;
  }
  return (await tables.watched.ofItem(item.id, 0)).find(({ done, endSeenMs }) => !done && endSeenMs === null) ?? null;
}

async function shownOf(
  tables: CommandTables,
  { view, watched, job }: { readonly view: MessageView; readonly watched: WatchedJob | null; readonly job: Job | null },
  to: ConversationKey,
): Promise<Pick<UnstartedVm, 'job' | 'jobId' | 'told'>> {
  if (watched === null) return mayRunAnyway(view) ? { job: null, jobId: null, told: null } : {};
  return { job: job ?? watched.job, jobId: watched.jobId, told: await toldInstead(tables, watched, to) };
}

function refusedOf({ item, view }: UnstartedVm, watched: WatchedJob | null): readonly NotStartedVm[] {
  const { key, azure } = view;
  const facts: Record<string, string | number> = {};
  for (const [name, fact] of Object.entries(view.facts)) if (!(fact instanceof Date)) facts[name] = fact;
  return [
    {
      itemId: item.id,
      jobKey: watched?.key ?? null,
      why: { key, facts, azure: azure ? withoutTime(azure) : null },
    },
  ];
}

/** A time to retry has passed when it is read. */
function withoutTime({ problem, code, requestId, says }: AzureError): NotStartedVm['why']['azure'] {
  return { problem: timeless(problem), code, requestId, says };
}

function timeless(problem: AzureProblem): AzureProblem {
  if (problem.kind === 'throttled') return { ...problem, until: null };
  return problem.kind === 'unavailable' ? { kind: 'unavailable', status: problem.status } : problem;
}

async function promisesOf(
  standing: readonly WatchedJob[],
  to: ConversationKey,
  tables: CommandTables,
): Promise<readonly JobSubscription[]> {
  const found = await Promise.all(standing.map(({ key }) => jobSubscriptionOf(tables, key, to)));
  return found.flatMap((promised) => (promised?.together ? [promised] : []));
}

interface Moving {
  readonly vm: UnstartedVm;
  readonly watched: WatchedJob | null;
  readonly refused: readonly NotStartedVm[];
  readonly before: readonly JobSubscription[];
}

/** The shared card moves with what runs instead, which nobody is told of for that; not where that has a card of its own here. */
async function moving(
  tables: CommandTables,
  { vm, watched, refused, before }: Moving,
  { ask, now }: { readonly ask: Ask; readonly now: Date },
): Promise<UnstartedVm> {
  const [shared] = before;
  if (watched === null || shared === undefined) return vm;
  if (!before.some(({ jobKey }) => jobKey === watched.key))
    await tables.jobSubscriptions.add({ ...shared, jobKey: watched.key, refused, cardActivityId: null, stopped: true });
  const promised = await jobSubscriptionOf(tables, watched.key, ask.to);
  if (promised?.cardId !== shared.cardId) return vm;
  const { key: jobKey, jobId } = watched;
  const live: StartedView = {
    kind: 'started',
    jobKey,
    item: vm.item,
    jobId,
    askedBy: null,
    retainUntil: null,
    at: now,
  };
  return { ...vm, live };
}
