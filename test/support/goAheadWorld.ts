import type { Job, VaultRef } from '../../services/backup/types';
import { AzureError, type Reading, type Vaults } from '../../services/backup/vaults';
import type { OutMessage } from '../../services/notify/message';
import type { Random } from '../../simulation/random';
import { anItem, aReading, at, VAULT } from './samples';
import { detailAt, rowAt, type TrueJob } from './timelines';

export const WORLD_ITEM = anItem();

/** In every other world the VM moved to a new vault: jobs that began before the day belong to its old item. */
const OLD_VAULT = { ...VAULT, name: 'vault-old' };

const OLD_ITEM = { ...anItem({ vault: OLD_VAULT }), vm: WORLD_ITEM.vm };

export const FRESH_S = 30;

export const DAY_S = 86_400;

/** Rules to break on purpose: each must cause a false go-ahead, else the worlds never reach the case that it guards. */
export type BrokenRule =
  /** With a fresh reading of the job itself, the check is skipped. */
  | 'checkSkipped'
  /** Lists hide all other jobs. */
  | 'ownAlone'
  /** A list that fails counts as empty. */
  | 'failureIgnored'
  /** Jobs that began over a day ago are hidden. */
  | 'oldHidden'
  /** Only the job's own item is checked. */
  | 'oldItemIgnored'
  /** An old list counts as fresh. */
  | 'oldListTaken'
  /** Our triggers without a job are ignored. */
  | 'triggersIgnored';

/** What was told of the snapshots of generated days, and the truth. */
export interface GoAheadMinutes {
  jobMinutes: number;
  /** Number of messages by content; `withdrawn`: none was sent. */
  readonly told: Record<OutMessage['validity'] | 'withdrawn', number>;
  /** Sent over a minute after the reading that showed the snapshot done. */
  delayed: number;
  /** Go-aheads that were owed: another message was sent first. */
  owed: number;
  /**
   * Go-aheads beside which another snapshot or restore of the VM ran when first told; and one that began over a day
   * before.
   */
  beside: number;
  besideOld: number;
  /** Go-aheads beside which a trigger of ours was open; and whose list failed. */
  triggers: number;
  unlisted: number;
  /** Messages sent twice in place of one go-ahead. */
  readonly repeated: string[];
  /** Seed, second and reason of each false one. */
  readonly falseGoAheads: string[];
}

export interface GeneratedWorld {
  readonly world: readonly TrueJob[];
  readonly random: Random;
  readonly tally: GoAheadMinutes;
  readonly seed: number;
  readonly broken: BrokenRule | null;
}

export interface WorldAtTelling extends GeneratedWorld {
  readonly now: number;
  readonly toldInstead: readonly OutMessage['validity'][];
}

function hasMoved(seed: number): boolean {
  return seed % 2 === 0;
}

export function vaultOfTrueJob({ start }: TrueJob, seed: number): VaultRef {
  return hasMoved(seed) && start < 0 ? OLD_VAULT : VAULT;
}

/** When each vault's list was read, by the vault's name. */
export type ListTimes = Map<string, number>;

/** One for all: taking its stack would cost more than the check does. */
const UNAVAILABLE = new AzureError({ kind: 'unavailable', status: 503 });

/** Azure's answers: a fresh reading, an old one from the cache, or an error. */
export function azureAt(
  own: TrueJob,
  { now, world, random, broken, seed }: WorldAtTelling,
): { vaults: Vaults; lists: ListTimes } {
  const lists: ListTimes = new Map();
  const isOut = random.chance(0.1);
  const reading = <T>(value: (second: number) => T | null): Reading<T> & { readonly second: number } => {
    if (isOut || random.chance(0.1)) throw UNAVAILABLE;
    const isOld = random.chance(0.1);
    const second = now - (isOld ? random.between(60, 3_600) : random.between(0, FRESH_S));
    const found = value(second);
    if (found === null) throw UNAVAILABLE;
    const isMarked = isOld && broken !== 'oldListTaken';
    return {
      ...aReading(found, isOld && !isMarked ? at(now) : at(second)),
      ...(isMarked && { problem: UNAVAILABLE }),
      second,
    };
  };
  const list = (vault: VaultRef, second: number): readonly Job[] => {
    const shown = (broken === 'ownAlone' ? [own] : world).filter((job) => vaultOfTrueJob(job, seed) === vault);
    const seen = broken === 'oldHidden' ? shown.filter(({ start }) => start > second - DAY_S) : shown;
    return seen.flatMap((job) => rowAt(job, second) ?? []).map((row) => ({ ...row, vault }));
  };
  const items = hasMoved(seed) && broken !== 'oldItemIgnored' ? [WORLD_ITEM, OLD_ITEM] : [WORLD_ITEM];
  const vaults: Pick<Vaults, 'known' | 'job' | 'jobs'> = {
    known: () => aReading({ items, vaults: [], unread: [] }, at(now)),
    job: async (vault, id) => {
      const job = world.find((one) => one.id === id && vaultOfTrueJob(one, seed) === vault);
      const shown = (second: number): Job | null => (job && second >= job.readable ? detailAt(job, second) : null);
      const { value, ...read } = reading(shown);
      return { ...read, value: { ...value, vault } };
    },
    async jobs(vault) {
      try {
        const { second, ...read } = reading((atSecond) => list(vault, atSecond));
        lists.set(vault.name, second);
        return read;
      } catch (error) {
        if (broken === 'failureIgnored') return aReading([], at(now));
        throw error;
      }
    },
  };
  return { vaults: vaults as Vaults, lists }; // The check uses nothing else.
}
