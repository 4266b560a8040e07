import type { LastRead } from '../../backup/vaults';
import { BoundedMap } from '../../platform/boundedMap';
import type { Clock } from '../../platform/clock';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import type { WatchedJob } from '../track/watchedJob';
import { lastDayWindow, sharedMs } from './vmReadings';

/**
 * The owed go-aheads: the snapshot is done, but at the time of sending another backup blocked the VM or some reads
 * failed. People were told this, and the go-ahead is sent once the VM is clear. This interface decides when such a
 * re-check is worth reads of Azure. It is kept in memory; losing it costs a read.
 */
interface OwedGoAheads {
  isReadDue(own: WatchedJob, sources: { readonly lastRead: LastRead; readonly clock: Clock }): boolean;
}

const AGAIN_MS_MIN = 30 * SECOND_MS;
const AGAIN_MS_MAX = 5 * MINUTE_MS;
const OWED_MAX = 1_000;

/**
 * A re-check is due at once if a command or the monitor has just read the vault's list. Otherwise it is due after 30 s,
 * then ever more rarely.
 */
export function createOwedGoAheads(): OwedGoAheads {
  const schedules = new BoundedMap<string, { readonly firstMs: number; readonly dueMs: number }>(OWED_MAX);
  return {
    isReadDue(own, { lastRead, clock }) {
      const nowMs = clock.now().getTime();
      if (lastRead.jobs(own.ref.vault, lastDayWindow(clock), nowMs - sharedMs(clock)) !== null) return true;
      const known = schedules.get(own.key) ?? { firstMs: nowMs, dueMs: 0 };
      if (known.dueMs > nowMs) return false;
      const waitMs = Math.min(Math.max((nowMs - known.firstMs) / 4, AGAIN_MS_MIN), AGAIN_MS_MAX);
      schedules.set(own.key, { ...known, dueMs: nowMs + waitMs });
      return true;
    },
  };
}
