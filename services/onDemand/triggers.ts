import { randomUUID } from 'node:crypto';

import type { ConversationKey } from '../access/conversation';
import type { Person } from '../access/roles';
import { idKey, itemIdOf, type JobKey, jobKey, sameId } from '../backup/ids';
import type { Job, ProtectedItem, VaultRef } from '../backup/types';
import type { Ask } from '../conversations/ask';
import type { CommandStore, CommandTables } from '../conversations/repositories';
import { newWatchedJob, type WatchedJob } from '../monitor/track/watchedJob';
import type { Clock } from '../platform/clock';
import { type JobSubscription, traceOfAsker } from '../subscriptions/jobSubscription';
import type { Watch } from '../subscriptions/watch';
import type { RunningBackup } from './runningBackup';
import { subscribeToJob } from './subscribeToJob';
import { changeTrigger, nameTrigger, openTriggers } from './triggerState';
import { catchUpWatchOnJob, openJobsInScope } from './watchCatchUp';

/** A trigger that is stored, so the request to Azure may be sent. */
export interface RecordedTrigger {
  /** The key under which it is monitored until Azure names the job. */
  readonly key: JobKey;
  /** Records that Azure named the job. Resolves with the key under which the job is monitored from now on. */
  assignJob(jobId: string): Promise<JobKey>;
  /** Records that Azure has surely refused: nothing was started, and the asker's subscription ends. */
  withdraw(): Promise<void>;
}

/** Who wants a backup. `to` null: a program of the operator's, where nobody waits for a message. */
interface Asking extends Pick<Ask, 'turnId' | 'thread' | 'language' | 'timeZone'> {
  readonly person: Pick<Person, 'id' | 'name'>;
  readonly to: ConversationKey | null;
}

interface AskedNow {
  readonly ask: Asking;
  readonly now: Date;
}

interface TriggerRequest {
  readonly retainUntil: Date;
  /** The VM's jobs as the asker read them; none of them runs. */
  readonly knownJobs: readonly Job[];
  /** Other backup items of the VM: a running backup of any of them prevents this one. */
  readonly others?: readonly ProtectedItem[];
  /** All items that this turn requests, if one card shows them together. */
  readonly batch?: readonly ProtectedItem[];
}

interface Parts {
  readonly store: CommandStore;
  readonly clock: Clock;
  /** Tells the monitor that there is a new job to watch. */
  readonly wake: () => void;
}

/** What a person asked for when the backup began through this bot. */
export interface BackupRequest {
  /** The person's name; null if nobody asked, as for a scheduled backup. */
  readonly askedBy: string | null;
  /** The requested expiry. Azure lists it with the job only later. */
  readonly retainUntil: Date | null;
  /** Whether no read is left in time for the end of its snapshot. */
  readonly toldWithEnd?: boolean;
}
export const NOT_REQUESTED: BackupRequest = { askedBy: null, retainUntil: null };

/**
 * The on-demand backups that this bot requests from Azure. Each is stored before the request is sent, so a process that
 * dies in between leaves an open trigger. The monitor matches it with Azure's jobs, and it is never sent again.
 */
export class Triggers {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Writes the trigger and the asker's subscription in one transaction, and takes a lease on the VM until Azure
   * answers. Null means that the backup must not be requested, for one of these reasons:
   * - A replica is just sending another trigger of this VM.
   * - A trigger was sent since the asker read the jobs.
   * - This turn wrote a trigger before its process died. That trigger is never sent again.
   */
  async record(item: ProtectedItem, request: TriggerRequest, ask: Asking): Promise<RecordedTrigger | null> {
    const { store, clock, wake } = this.#parts;
    const { knownJobs, others = [] } = request;
    const trigger = triggerOf(item, request, { ask, now: clock.now() });
    const { key } = trigger;
    const lease = `trigger:${idKey(item.vm.id || item.id)}`;
    const isWritten = await store.transaction(async (tables) => {
      if ((await tables.watched.byKey(key)) !== null) return false;
      if (!(await tables.leases.claim(lease, key))) return false;
      if (notIn(knownJobs, await openOfAll([item, ...others], tables, trigger.startedMs)).length > 0) {
        await tables.leases.release(lease, key);
        return false;
      }
      await changeTrigger(tables, trigger, { state: 'written', subscription: subscriptionOf(trigger, request, ask) });
      return true;
    });
    if (!isWritten) return null;
    return {
      key,
      assignJob: async (jobId) => {
        const known = await store.transaction(async (tables) => {
          await tables.leases.release(lease, key);
          return nameTrigger(tables, key, jobId);
        });
        wake();
        return known;
      },
      withdraw: () =>
        store.transaction(async (tables) => {
          await changeTrigger(tables, trigger, { state: 'withdrawn', asker: ask.to });
          await tables.leases.release(lease, key);
        }),
    };
  }

  /** The trigger that this turn wrote for the item before its process died; null if it wrote none. */
  async ofTurn(item: ProtectedItem, { turnId }: Pick<Ask, 'turnId'>): Promise<WatchedJob | null> {
    return this.#parts.store.transaction(async ({ watched }) => {
      const own = await watched.byKey(triggerKey(item, turnId));
      return own?.movedTo === undefined ? own : watched.byKey(own.movedTo);
    });
  }

  /**
   * Send times of the item's triggers that `jobs` does not show: Azure has named no job yet, or the list is older than
   * the trigger. A verdict that ignored them could say `clear` while their snapshot runs.
   */
  async pending(item: ProtectedItem, jobs: readonly Job[]): Promise<readonly Date[]> {
    return notIn(jobs, await this.#open(item)).map(({ startedMs }) => new Date(startedMs));
  }

  /** The newest trigger of this item from the last 15 minutes whose backup has not ended, as far as is known. */
  async newest(item: ProtectedItem): Promise<WatchedJob | null> {
    return (await this.#open(item))[0] ?? null;
  }

  /** Subscribes the asker to a running backup. Resolves with its key if no message shows its live card yet. */
  async subscribe(running: RunningBackup, ask: Ask): Promise<JobKey | null> {
    const { store, clock, wake } = this.#parts;
    const nowMs = clock.now().getTime();
    const live = await store.transaction((tables) => subscribeToJob(tables, running, { ...ask, nowMs }));
    wake();
    return live;
  }

  /** Sends a new watch the go-aheads that were raised before it began, for VMs that its owner may see. */
  async catchUpWatch(watch: Watch, owner: Pick<Ask, 'grant'>): Promise<void> {
    const { store, wake } = this.#parts;
    if (watch.level !== 'failures') {
      const keys = await store.transaction((tables) => openJobsInScope(tables, watch.scope, owner));
      for (const key of keys) await store.transaction((tables) => catchUpWatchOnJob(tables, key, watch));
    }
    wake();
  }

  /** What a person asked this bot for, if the job began so. */
  async requestOf(vault: VaultRef, jobId: string): Promise<BackupRequest> {
    const watched = await this.#parts.store.transaction((tables) => tables.watched.byJob(vault, jobId));
    if (watched === null) return NOT_REQUESTED;
    const { askedBy, retainUntilMs, toldWithEnd = false } = watched;
    return { askedBy, retainUntil: retainUntilMs === null ? null : new Date(retainUntilMs), toldWithEnd };
  }

  /** The vault of the job, if the job was ever monitored; null if not known. */
  async vaultOf(jobId: string, vaults: readonly VaultRef[]): Promise<VaultRef | null> {
    return this.#parts.store.transaction(async ({ watched }) => {
      for (const vault of vaults) if ((await watched.byJob(vault, jobId)) !== null) return vault;
      return null;
    });
  }

  async #open(item: ProtectedItem): Promise<readonly WatchedJob[]> {
    const { store, clock } = this.#parts;
    return store.transaction((tables) => openTriggers(tables, itemIdOf(item.id), clock.now().getTime()));
  }
}

async function openOfAll(
  items: readonly ProtectedItem[],
  tables: CommandTables,
  nowMs: number,
): Promise<readonly WatchedJob[]> {
  const open: WatchedJob[] = [];
  for (const { id } of items) open.push(...(await openTriggers(tables, itemIdOf(id), nowMs)));
  return open;
}

function notIn(jobs: readonly Job[], open: readonly WatchedJob[]): readonly WatchedJob[] {
  return open.filter(({ jobId }) => jobId === null || !jobs.some((job) => sameId(job.id, jobId)));
}

/** The trigger's key. A turn that is repeated after a crash computes the same key, and so finds its earlier trigger. */
export function triggerKey({ ref }: ProtectedItem, turnId: string): JobKey {
  return jobKey(ref.vault, `trigger-${turnId}-${ref.item}`);
}

function triggerOf(item: ProtectedItem, { retainUntil }: TriggerRequest, { ask, now }: AskedNow): WatchedJob {
  return newWatchedJob(item, {
    key: triggerKey(item, ask.turnId),
    jobId: null,
    startedMs: now.getTime(),
    retainUntilMs: retainUntil.getTime(),
    askedBy: ask.person.name,
    awaitsSnapshot: ask.to !== null,
  });
}

function subscriptionOf(
  { key, startedMs }: WatchedJob,
  { batch = [] }: TriggerRequest,
  ask: Asking,
): JobSubscription | null {
  if (ask.to === null) return null;
  return {
    jobKey: key,
    to: ask.to,
    thread: ask.thread,
    asker: { id: ask.person.id, name: ask.person.name },
    language: ask.language,
    timeZone: ask.timeZone,
    cardActivityId: null,
    cardId: batch.length === 0 ? randomUUID() : `together:${ask.turnId}`,
    createdMs: startedMs,
    ...traceOfAsker(),
    ...(batch.length > 0 && { together: batch.map((other) => triggerKey(other, ask.turnId)) }),
  };
}
