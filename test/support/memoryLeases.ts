import type { Leases } from '../../services/platform/leases';

interface Held {
  readonly owner: string;
  readonly untilMs: number;
}

/** Leases in memory that end after `leaseMs` of `performance.now()`; Infinity: never. */
export function memoryLeases(
  held: Map<string, Held>,
  leaseMs = Infinity,
): Pick<Leases, 'claim' | 'claimAll' | 'named' | 'release'> {
  const claim = (name: string, owner: string): boolean => {
    const nowMs = performance.now();
    const one = held.get(name);
    if (one && one.owner !== owner && one.untilMs >= nowMs) return false;
    held.set(name, { owner, untilMs: nowMs + leaseMs });
    return true;
  };
  return {
    claim: async (name, owner) => claim(name, owner),
    claimAll: async (names, owner) => new Set(names.filter((name) => claim(name, owner))),
    named: async (prefix) =>
      [...held].flatMap(([name, { untilMs }]) =>
        name.startsWith(prefix) && untilMs >= performance.now() ? [name] : [],
      ),
    async release(name, owner) {
      if (held.get(name)?.owner === owner) held.delete(name);
    },
  };
}
