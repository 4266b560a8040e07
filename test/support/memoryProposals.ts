import type { CommandTables, KeptProposal } from '../../services/conversations/repositories';

/** Proposals of one process, as a store keeps them. */
export function memoryProposals(): CommandTables['proposals'] {
  const rows = new Map<string, KeptProposal>();
  const change = (id: string, fields: Partial<KeptProposal>): void => {
    const row = rows.get(id);
    if (row) rows.set(id, { ...row, ...fields });
  };
  return {
    add: async (row) => {
      rows.set(row.id, { ...row, takenBy: null, ended: null, isInterrupted: false });
    },
    byId: async (id) => rows.get(id) ?? null,
    newest: async (person, place, limit) =>
      [...rows.values()]
        .filter((row) => row.person === person && row.place === place)
        .sort((a, b) => b.untilMs - a.untilMs || (a.id < b.id ? 1 : -1))
        .slice(0, limit),
    take: async (id, turn, ended) => {
      const row = rows.get(id);
      if (row === undefined || (row.takenBy ?? turn) !== turn || (row.takenBy === null && row.ended !== null))
        return false;
      change(id, { takenBy: turn, ended });
      return true;
    },
    replace: async (id, atMs) => {
      const row = rows.get(id);
      if (row?.ended !== null) return false;
      change(id, { ended: { how: 'replaced', atMs } });
      return true;
    },
    botSpoke: async (place) => {
      for (const row of rows.values())
        if (row.place === place && row.takenBy === null) change(row.id, { isInterrupted: true });
    },
    personSpoke: async (person, place, except) => {
      for (const row of rows.values())
        if (row.person === person && row.place === place && row.takenBy === null && row.id !== except)
          change(row.id, { isInterrupted: true });
    },
  };
}
