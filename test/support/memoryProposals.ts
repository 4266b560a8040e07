import type { CommandTables, ProposalRow } from '../../commands/store';

/** Proposals of one process, as a store keeps them. */
export function memoryProposals(): CommandTables['proposals'] {
  const rows = new Map<string, ProposalRow>();
  const takenBy = new Map<string, string>();
  return {
    add: async (row) => {
      rows.set(row.id, row);
    },
    byId: async (id) => {
      const row = rows.get(id);
      return row ? { ...row, takenBy: takenBy.get(id) ?? null } : null;
    },
    newest: async (person, place, turn) => {
      const own = [...rows.values()].filter((row) => row.person === person && row.place === place);
      const wanted = own.find(({ id }) => takenBy.get(id) === turn) ?? own.findLast(({ id }) => !takenBy.has(id));
      return wanted?.id ?? null;
    },
    take: async (id, turn) => {
      const by = takenBy.get(id) ?? turn;
      takenBy.set(id, by);
      return by === turn;
    },
  };
}
