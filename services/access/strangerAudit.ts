import type { Clock } from '../platform/clock';
import { HOUR_MS } from '../platform/durations';
import type { Log } from '../platform/log';
import { type AuditPerson, recordIfPossible, strangerRefused } from './audit';
import type { ConversationKey } from './conversation';

/** Maximum number of entries in an hour: whoever is refused must not fill the database. */
const ENTRIES_MAX = 100;

interface Parts {
  readonly store: Parameters<typeof recordIfPossible>[1]['store'];
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

/** Writes people of foreign tenants, who were refused, to the audit log: each once in an hour, and at most 100. */
export function createStrangerAudit({ store, clock, log }: Parts): (person: AuditPerson, to: ConversationKey) => void {
  const written = new Set<string>();
  let sinceMs = -Infinity;
  return (person, to) => {
    const atMs = clock.now().getTime();
    if (atMs - sinceMs >= HOUR_MS) {
      written.clear();
      sinceMs = atMs;
    }
    const key = JSON.stringify([to.tenant, person.id]);
    if (written.has(key) || written.size > ENTRIES_MAX) return;
    written.add(key);
    if (written.size > ENTRIES_MAX) {
      log.warn({ limit: ENTRIES_MAX }, 'too many strangers; no more of this hour are written to the audit log');
      return;
    }
    void recordIfPossible(strangerRefused(person, to, atMs), { store, log });
  };
}
