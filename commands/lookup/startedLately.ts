import type { AuditedEntry } from '../../services/access/audit';
import { isJobOf, itemIdOf, sameId } from '../../services/backup/ids';
import { operationOf } from '../../services/backup/operations';
import { startsWithin } from '../../services/backup/schedule/schedule';
import { sqlTagOf } from '../../services/backup/sqlTag';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { mayHaveStarted } from '../../services/onDemand/startLimits';
import { DAY_MS, MINUTE_MS } from '../../services/platform/durations';
import { attempt, isRead } from '../../views/attempt';
import { jobWindowOf } from '../../views/jobWindows';
import type { Services } from '../../views/services';
import type { CommandContext } from '../handler';

/** Azure recommends no more on-demand backups of a VM in a day; it refuses after nine. */
const A_DAY = 4;
const ENTRIES_MAX = 100;
/** The list only adds what others started, so it may be this old: then it costs no read of its own. */
const LIST_AGE_MS = 5 * MINUTE_MS;

/** A VM that was already backed up on demand so often in the last 24 hours. */
export interface OftenBackedUp {
  readonly vm: string;
  readonly count: number;
}

/** VMs whose next on-demand backup is more than Azure recommends. */
export async function backedUpOften(
  items: readonly ProtectedItem[],
  services: Services,
): Promise<readonly OftenBackedUp[]> {
  const counted = await Promise.all(
    items.map(async (item) => ({ vm: item.vm.name, count: await onDemandOfDay(item, services) })),
  );
  return counted.filter(({ count }) => count >= A_DAY);
}

/**
 * On-demand backups of the item in the last 24 hours: those that this bot sent, and those in the vault's list that the
 * schedule does not explain. A list does not tell on-demand jobs from scheduled ones, so as many as the policy has
 * starts are left out. Without list or policy only the bot's own count.
 */
async function onDemandOfDay(item: ProtectedItem, services: Services): Promise<number> {
  const { store, clock, vaults } = services;
  const now = clock.now();
  const since = now.getTime() - DAY_MS;
  const asked = { item: itemIdOf(item.id), since, limit: ENTRIES_MAX, kind: 'trigger' } as const;
  const own = (await store.transaction(({ audit }) => audit.find(asked))).filter(mayHaveStarted);
  const list = await attempt(vaults.jobs(item.ref.vault, jobWindowOf('today', clock), { maxAgeMs: LIST_AGE_MS }));
  const others = isRead(list) ? othersIn(list.value, { item, since, own }) : [];
  if (others.length === 0 || own.length + others.length < A_DAY) return own.length;
  const policy = await attempt(vaults.policy(item));
  const scheduled = isRead(policy) && policy.value ? startsWithin(policy.value, DAY_MS, now) : null;
  if (scheduled === null) return own.length;
  const unnamed = own.filter(({ outcome }) => (outcome?.jobId ?? null) === null);
  return own.length + Math.max(0, others.length - scheduled - unnamed.length);
}

/** The item's backups in the list that this bot did not send. */
function othersIn(
  list: readonly Job[],
  asked: { readonly item: ProtectedItem; readonly since: number; readonly own: readonly AuditedEntry[] },
): readonly Job[] {
  const { item, since, own } = asked;
  const isOwn = ({ id }: Job): boolean => own.some(({ outcome }) => sameId(outcome?.jobId ?? '', id));
  return list.filter(
    (job) =>
      operationOf(job) === 'backup' && isJobOf(job, item) && (job.startedAt?.getTime() ?? 0) >= since && !isOwn(job),
  );
}

/** A VM whose tags say that it runs SQL Server. */
export interface SqlVm {
  readonly vm: string;
  /** `name=value`; untrusted text. */
  readonly tag: string;
}

/** VMs that run SQL Server by their tags. A VM whose tags cannot be read is left out; the log says so. */
export async function taggedSql(
  items: readonly ProtectedItem[],
  { vaults, log }: Pick<Services, 'vaults' | 'log'>,
): Promise<readonly SqlVm[]> {
  const found = await Promise.all(
    items.map(async (item) => {
      const read = await attempt(vaults.tags(item));
      if (!isRead(read)) {
        const { problem, code, requestId } = read;
        log.warn({ vm: item.vm.name, problem, code, requestId }, 'The tags of a VM could not be read');
        return [];
      }
      const tag = sqlTagOf(read.value);
      return tag === null ? [] : [{ vm: item.vm.name, tag }];
    }),
  );
  return found.flat();
}

/** Whether this turn began all these backups before its process died. They are then shown, and nothing is asked. */
export async function isBegun(
  items: readonly ProtectedItem[],
  { ask, services }: Pick<CommandContext, 'ask' | 'services'>,
): Promise<boolean> {
  const begun = await Promise.all(items.map((item) => services.triggers.ofTurn(item, ask)));
  return begun.every((trigger) => trigger !== null);
}

/** Whether the job is a backup that somebody asked this bot for. */
export async function isStartedHere(
  { vault, id }: Pick<Job, 'vault' | 'id'>,
  { triggers }: Pick<Services, 'triggers'>,
): Promise<boolean> {
  return (await triggers.requestOf(vault, id)).askedBy !== null;
}
