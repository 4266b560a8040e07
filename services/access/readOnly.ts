import { randomUUID } from 'node:crypto';

import type { Vaults } from '../backup/vaults';
import type { Clock } from '../platform/clock';
import { UserError } from '../platform/errors';
import type { Asker } from './conversation';
import type { Person } from './roles';

/** An admin's switch to read-only mode: when it was made, by whom, and why if a reason was given. */
export interface ReadOnlySwitch {
  readonly id: string;
  readonly atMs: number;
  /** The name is untrusted text. */
  readonly by: Asker;
  readonly why: string | null;
}

/** The one switch of all replicas. */
export interface ReadOnlyRow {
  /** Null if read-only mode is off. */
  get(): Promise<ReadOnlySwitch | null>;
  /** Null switches it off. */
  put(value: ReadOnlySwitch | null): Promise<void>;
}

/** Whether the bot changes something in Azure; if not, who decided that. */
type ReadOnlyState = { readonly kind: 'off' } | ReadOnlyMode;

export type ReadOnlyMode =
  /** READ_ONLY is set where the process runs. No command lifts that. */
  { readonly kind: 'environment' } | ({ readonly kind: 'admin' } & ReadOnlySwitch);

interface Parts {
  readonly store: {
    transaction<T>(work: (tables: { readonly readOnly: ReadOnlyRow }) => Promise<T>): Promise<T>;
  };
  readonly clock: Clock;
  /** The setting READ_ONLY of this process. */
  readonly byEnvironment: boolean;
}

/**
 * Read-only mode: nothing changes in Azure through the bot. An admin's switch is a row of the store. It holds for all
 * replicas and across restarts, and it is never cached, so that it holds at once.
 */
export class ReadOnly {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Rejects with DatabaseError. */
  async state(): Promise<ReadOnlyState> {
    if (this.#parts.byEnvironment) return { kind: 'environment' };
    const known = await this.#parts.store.transaction(({ readOnly }) => readOnly.get());
    return known === null ? { kind: 'off' } : { kind: 'admin', ...known };
  }

  /** The mode for a card that shows it beside other facts. Never rejects: empty if it is off or cannot be found out. */
  async shown(): Promise<{ readonly readOnly?: ReadOnlyMode }> {
    try {
      const state = await this.state();
      return state.kind === 'off' ? {} : { readOnly: state };
    } catch {
      return {};
    }
  }

  /** Rejects with UserError while the bot is read-only. Rejects with DatabaseError if that cannot be found out. */
  async requireChanges(): Promise<void> {
    const refusal = refusalOf(await this.state());
    if (refusal) throw refusal;
  }

  /** Switches read-only mode on. A switch that is on already stays as it was made. Resolves with the one that holds. */
  async switchOn({ id, name }: Person, why: string | null): Promise<ReadOnlySwitch> {
    const made = { id: randomUUID(), atMs: this.#parts.clock.now().getTime(), by: { id, name }, why };
    return this.#parts.store.transaction(async ({ readOnly }) => {
      const known = await readOnly.get();
      if (known === null) await readOnly.put(made);
      return known ?? made;
    });
  }

  /** Ends the switch of this id. False if it has ended; a newer switch then stays. */
  async switchOff(id: string): Promise<boolean> {
    return this.#parts.store.transaction(async ({ readOnly }) => {
      if ((await readOnly.get())?.id !== id) return false;
      await readOnly.put(null);
      return true;
    });
  }
}

function refusalOf(state: ReadOnlyState): UserError | null {
  if (state.kind === 'off') return null;
  if (state.kind === 'environment') return new UserError('readOnly.environment');
  return new UserError(`readOnly.${adminTextOf(state)}`, readOnlyFacts(state));
}

/** The text of an admin's switch, which repeats the reason if one was given. */
export function adminTextOf({ why }: ReadOnlySwitch): 'admin' | 'adminWhy' {
  return why === null ? 'admin' : 'adminWhy';
}

export function readOnlyFacts({ by, atMs, why }: ReadOnlySwitch): { by: string; at: Date; why: string } {
  return { by: by.name === '' ? by.id : by.name, at: new Date(atMs), why: why ?? '' };
}

/**
 * The same port, but `trigger` and `cancel` first reject as `requireChanges` does. Every change in Azure goes through
 * here, and the check comes directly before the request. An earlier check only saves work.
 */
export function guardChanges(vaults: Vaults, readOnly: Pick<ReadOnly, 'requireChanges'>): Vaults {
  return {
    ...vaults,
    trigger: async (...request) => {
      await readOnly.requireChanges();
      return vaults.trigger(...request);
    },
    cancel: async (...request) => {
      await readOnly.requireChanges();
      return vaults.cancel(...request);
    },
  };
}
