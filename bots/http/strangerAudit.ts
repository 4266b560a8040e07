import type { Activity } from 'botbuilder';

import { recordIfPossible, strangerRefused } from '../../services/access/audit';
import type { Clock } from '../../services/platform/clock';
import { HOUR_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';
import { addressOf, senderOf } from '../channel/activityAddress';

/** Entries in an hour: whoever is refused must not fill the database. */
const ENTRIES_MAX = 100;

interface Parts {
  readonly store: Parameters<typeof recordIfPossible>[1]['store'];
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

/** Writes people of foreign tenants, who were refused, to the audit log: each once in an hour, and at most 100. */
export function createStrangerAudit({ store, clock, log }: Parts): (activity: Activity, tenant: string) => void {
  const written = new Set<string>();
  let sinceMs = -Infinity;
  return (activity, tenant) => {
    const atMs = clock.now().getTime();
    if (atMs - sinceMs >= HOUR_MS) {
      written.clear();
      sinceMs = atMs;
    }
    const person = personOf(activity);
    const key = JSON.stringify([tenant, person.id]);
    if (written.has(key) || written.size > ENTRIES_MAX) return;
    written.add(key);
    if (written.size > ENTRIES_MAX) {
      log.warn({ limit: ENTRIES_MAX }, 'too many strangers; no more of this hour are written to the audit log');
      return;
    }
    const entry = strangerRefused(person, { tenant, conversation: addressOf(activity).id }, atMs);
    void recordIfPossible(entry, { store, log });
  };
}

/** As the activity claims: nobody looked the person up. */
function personOf(activity: Activity): Parameters<typeof strangerRefused>[0] {
  const from = activity.from as Partial<Activity['from']> | undefined;
  return { id: senderOf(activity), aadObjectId: from?.aadObjectId ?? null, name: from?.name ?? '' };
}
