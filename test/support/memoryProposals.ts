import type { CommandTables, ProposalRow } from '../../commands/store';

/** Proposals of one process, as a store keeps them. */
export function memoryProposals(): CommandTables['proposals'] {
  const rows = new Map<string, ProposalRow>();
  const takenBy = new Map<string, string>();
  return {
    add: async (row) => {
      rows.set(row.id, row);
    },
    byId: async (id) => rows.get(id) ?? null,
    newest: async (person, place) =>
      [...rows.values()].findLast((row) => row.person === person && row.place === place && !takenBy.has(row.id))?.id ??
      null,
    take: async (id, turn) => {
      const by = takenBy.get(id) ?? turn;
      takenBy.set(id, by);
      return by === turn;
    },
  };
}
