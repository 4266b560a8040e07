import { randomUUID } from 'node:crypto';

import { jobKey } from '../backup/jobEvents';
import { type Job, type ProtectedItem, sameId, vaultKey, type VaultRef } from '../backup/types';
import type { Ask } from '../conversations/ask';
import type { CommandStore, CommandTables } from '../conversations/repositories';
import { moveTrigger, nameTrigger } from '../monitor/track/stateMachine';
import { newWatchedJob, type WatchedJob } from '../monitor/track/watchedJob';
import type { Clock } from '../platform/clock';
import type { Watch } from '../subscriptions/jobSubscription';
import { beginTelling, openUnder, type Running, tellBegun } from './jobUpdates';

/** After this a trigger that no job shows no longer counts as one that may have started (DESIGN.md, AZURE.md 2). */
const UNSEEN_MS_MAX = 15 * 60_000;

/** A trigger that was written down and may now be sent. */
export interface Begun {
  /** Under which it is watched until Azure has named the job. */
  readonly key: string;
  /** Azure has named the job: it is watched from now on, under the key that this resolves with. */
  named(jobId: string): Promise<string>;
  /** Azure surely refused: nothing was started, and nothing is promised. */
  withdraw(): Promise<void>;
}

interface Wanted {
  readonly retainUntil: Date;
  /** The jobs of the VM that were looked at before: none of them runs. */
  readonly looked: readonly Job[];
  /** Other items of the VM: a backup of any of them stands in the way. */
  readonly others?: readonly ProtectedItem[];
  /** All that this turn asks for, where one card shows them together. */
  readonly together?: readonly ProtectedItem[];
}

interface Parts {
  readonly store: CommandStore;
  readonly clock: Clock;
  /** Tells the watcher that there is something new to watch. */
  readonly wake: () => void;
}

/**
 * The backups that this bot asked Azure for, written down before the request goes out: a process that dies in between
 * leaves an open trigger, which the watcher matches with Azure's jobs and which is never sent again.
 */
export class Triggers {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Writes the trigger and what is promised to the asker, in one transaction. null: another trigger of this VM is
   * just being sent, by whichever replica, or was since the asker looked for one, or this very turn wrote one before its process died: it is never sent again.
   */
  async begin(
    item: ProtectedItem,
    { retainUntil, looked, others = [], together = [] }: Wanted,
    ask: Ask,
  ): Promise<Begun | null> {
    const { store, clock, wake } = this.#parts;
    const trigger = triggerOf(item, { retainUntil, ask, now: clock.now() });
    const { key } = trigger;
    const lease = `trigger:${(item.vm.id || item.id).toLowerCase()}`;
    const begun = await store.transaction(async (tables) => {
      if ((await tables.watched.byKey(key)) !== null) return false;
      if (!(await tables.leases.claim(lease, key))) return false;
      if (notIn(looked, await openOfAll([item, ...others], tables, trigger.startedMs)).length > 0) {
        await tables.leases.release(lease, key);
        return false;
      }
      await tables.watched.add(trigger);
      await tables.jobSubscriptions.add({
        jobKey: key,
        to: ask.to,
        thread: ask.thread,
        asker: { id: ask.person.id, name: ask.person.name },
        language: ask.language,
        timeZone: ask.timeZone,
        cardActivityId: null,
        cardId: together.length === 0 ? randomUUID() : `together:${ask.turnId}`,
        createdMs: trigger.startedMs,
        ...(together.length > 0 && { together: together.map((other) => keyOf(other, ask.turnId)) }),
      });
      return true;
    });
    if (!begun) return null;
    return {
      key,
      named: async (jobId) => {
        const known = await store.transaction(async (tables) => {
          await tables.leases.release(lease, key);
          return name(tables, key, jobId);
        });
        wake();
        return known;
      },
      withdraw: () =>
        store.transaction(async (tables) => {
          await tables.watched.remove(key);
          await tables.jobSubscriptions.remove(key, ask.to);
          await tables.leases.release(lease, key);
        }),
    };
  }

  /** The backup of this item that this very turn asked for, or was about to, before its process died; null where it did not. */
  async ofTurn(item: ProtectedItem, { turnId }: Pick<Ask, 'turnId'>): Promise<WatchedJob | null> {
    return this.#parts.store.transaction(async ({ watched }) => {
      const own = await watched.byKey(keyOf(item, turnId));
      return own?.movedTo === undefined ? own : watched.byKey(own.movedTo);
    });
  }

  /**
   * When those triggers of this item were sent that `jobs` does not show: Azure has not named a job yet, or its list is
   * older than the trigger. A verdict that ignored them could say `clear` while their snapshot runs.
   */
  async unseen(item: ProtectedItem, jobs: readonly Job[]): Promise<readonly Date[]> {
    return notIn(jobs, await this.#open(item)).map(({ startedMs }) => new Date(startedMs));
  }

  /** The newest backup of this item that we asked for in the last 15 minutes and that has not ended as far as is known. */
  async newest(item: ProtectedItem): Promise<WatchedJob | null> {
    return (await this.#open(item))[0] ?? null;
  }

  /** From now on whoever asks is told here of a backup that runs already; resolves with its key where its live card stands nowhere yet. */
  async tell(running: Running, ask: Ask): Promise<string | null> {
    const { store, clock, wake } = this.#parts;
    const nowMs = clock.now().getTime();
    const live = await store.transaction((tables) => beginTelling(tables, running, { ...ask, nowMs }));
    wake();
    return live;
  }

  /** A watch that has just begun is told the go-aheads that were raised before it, of VMs that its owner may see. */
  async tellWatch(watch: Watch, owner: Pick<Ask, 'grant'>): Promise<void> {
    const { store, wake } = this.#parts;
    if (watch.level !== 'failures') {
      const keys = await store.transaction((tables) => openUnder(tables, watch.scope, owner));
      for (const key of keys) await store.transaction((tables) => tellBegun(tables, key, watch));
    }
    wake();
  }

  /** Who asked for this job; null where somebody else, or the schedule, started it. */
  async askedBy(vault: VaultRef, jobId: string): Promise<string | null> {
    const watched = await this.#parts.store.transaction((tables) => tables.watched.byJob(vault, jobId));
    return watched?.askedBy ?? null;
  }

  /** Which of the vaults has this job, as far as it was ever watched; null where it is not known. */
  async vaultOf(jobId: string, vaults: readonly VaultRef[]): Promise<VaultRef | null> {
    return this.#parts.store.transaction(async ({ watched }) => {
      for (const vault of vaults) if ((await watched.byJob(vault, jobId)) !== null) return vault;
      return null;
    });
  }

  async #open(item: ProtectedItem): Promise<readonly WatchedJob[]> {
    const { store, clock } = this.#parts;
    return store.transaction((tables) => openOf(item, tables, clock.now().getTime()));
  }
}

async function openOf(item: ProtectedItem, { watched }: CommandTables, nowMs: number): Promise<readonly WatchedJob[]> {
  const recent = await watched.ofItem(item.id, nowMs - UNSEEN_MS_MAX);
  return recent.filter(({ askedBy, endSeenMs, done }) => askedBy !== null && endSeenMs === null && !done);
}

async function openOfAll(
  items: readonly ProtectedItem[],
  tables: CommandTables,
  nowMs: number,
): Promise<readonly WatchedJob[]> {
  const open: WatchedJob[] = [];
  for (const item of items) open.push(...(await openOf(item, tables, nowMs)));
  return open;
}

function notIn(jobs: readonly Job[], open: readonly WatchedJob[]): readonly WatchedJob[] {
  return open.filter(({ jobId }) => jobId === null || !jobs.some((job) => sameId(job.id, jobId)));
}

/** The same whenever the same turn asks for the same backup: what it did before its process died is found by it. */
export function keyOf({ ref }: ProtectedItem, turnId: string): string {
  return jobKey(vaultKey(ref.vault), `trigger-${turnId}-${ref.item}`);
}

function triggerOf(item: ProtectedItem, asked: { retainUntil: Date; ask: Ask; now: Date }): WatchedJob {
  const { ask, now, retainUntil } = asked;
  return newWatchedJob(item, {
    ...{ key: keyOf(item, ask.turnId), jobId: null, startedMs: now.getTime(), retainUntilMs: retainUntil.getTime() },
    ...{ askedBy: ask.person.name, awaitsSnapshot: true },
  });
}

/**
 * Where a list showed the job before we could name it, the watch on it stands already: the promise moves there, and the
 * trigger says so. Resolves with the key of the watch.
 */
async function name({ watched, jobSubscriptions }: CommandTables, key: string, jobId: string): Promise<string> {
  const trigger = await watched.byKey(key);
  if (trigger?.jobId !== null) return key;
  if (await watched.save(nameTrigger(trigger, jobId))) return key;
  const found = await watched.byJob(trigger.ref.vault, jobId);
  const other = found && (await watched.byKey(found.key)); // As it is now, and held: the watcher writes there too.
  if (other === null) return key;
  for (const promised of await jobSubscriptions.ofJob(key)) {
    await jobSubscriptions.remove(key, promised.to);
    await jobSubscriptions.add({ ...promised, jobKey: other.key });
  }
  const moved = moveTrigger(trigger, other);
  await watched.save(moved.trigger);
  await watched.save(moved.found);
  return other.key;
}
