import type { AuditedEntry, AuditLog } from '../../services/access/audit';
import type { ConversationKey } from '../../services/access/conversation';
import type { ReadOnlyRow, ReadOnlySwitch } from '../../services/access/readOnly';
import { itemIdOf } from '../../services/backup/ids';
import type { CommandStore, CommandTables } from '../../services/conversations/repositories';
import type { Watch } from '../../services/subscriptions/watch';
import { memoryProposals } from './memoryProposals';
import { MemoryStore } from './memoryTables';
import { MemoryHistory, MemoryWatched } from './memoryWatched';

/** What commands keep, in memory; of the leases nothing. */
export interface CommandStoreOfTests extends CommandStore {
  /** In the order in which they were written. */
  readonly audited: AuditedEntry[];
  readonly watched: MemoryWatched;
  put(watch: Watch): Promise<void>;
  end(to: ConversationKey): Promise<void>;
  standing(to: ConversationKey): Promise<readonly Watch[]>;
}

export function aCommandStore(): CommandStoreOfTests {
  const memory = new MemoryStore();
  const audited: AuditedEntry[] = [];
  const history = new MemoryHistory();
  const audit = auditOf(audited);
  const proposals = memoryProposals();
  const watched = new MemoryWatched();
  const readOnly = readOnlyRow();
  return {
    audited,
    watched,
    transaction: (work) =>
      memory.transaction((tables) =>
        work({ ...tables, watched, audit, history, proposals, readOnly } as unknown as CommandTables),
      ),
    put: (watch) => memory.transaction(({ watches }) => watches.put(watch)),
    end: (to) => memory.transaction(({ watches }) => watches.end(to, 0)),
    standing: (to) => memory.transaction(({ watches }) => watches.ofConversation(to)),
  };
}

function readOnlyRow(): ReadOnlyRow {
  let kept: ReadOnlySwitch | null = null;
  return {
    get: async () => kept,
    put: async (value) => {
      kept = value;
    },
  };
}

function auditOf(audited: AuditedEntry[]): AuditLog {
  return {
    begin: async (entry) => audited.push({ ...entry, outcome: null }) - 1,
    record: async (entry) => void audited.push(entry),
    end: async (id, _at, outcome) => {
      const entry = audited[id];
      if (entry) audited[id] = { ...entry, outcome };
    },
    find: async ({ item, since, limit, kind: wanted }) =>
      audited
        .filter(
          ({ at, vm, kind }) =>
            at >= since &&
            (wanted === undefined || kind === wanted) &&
            (item === null || (vm !== null && itemIdOf(vm.itemId) === item)),
        )
        .toSorted((a, b) => b.at - a.at)
        .slice(0, limit),
  };
}
