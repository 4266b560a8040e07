import { AzureError, type Reading } from '../backup/vaults';
import { BoundedMap } from '../platform/boundedMap';
import type { Clock } from '../platform/clock';

export interface Wish {
  readonly maxAgeMs: number;
  /** How much it covers; a reading with a scope no greater covers it too. One that has no such thing leaves it out. */
  readonly scope?: number;
}

/** Readings of one kind, by key, shared by all who ask. */
export interface SharedReadings<T> {
  /**
   * A reading that meets the wish, from memory, from a request that is under way, or by `load`. Where `load` fails, or
   * Azure asked to wait and the time is not over, the last reading with the `problem`; rejects with AzureError where there
   * is none.
   */
  read(key: string, wish: Wish, load: () => Promise<T>): Promise<Reading<T>>;
  /** The newest reading, however old. */
  last(key: string): Reading<T> | null;
  /** The newest that covers `scope`, was asked for after `newerMs` (epoch ms) and is not outdated. */
  since(key: string, wish: Pick<Wish, 'scope'> & { readonly newerMs: number }): Reading<T> | null;
  /** What was asked for until now does no more, since something was changed; it stays as what was known last. */
  outdate(key: string): void;
}

interface Entry<T> {
  readonly at: Date;
  readonly scope: number;
  readonly value: T;
}
interface Flight<T> {
  readonly at: Date;
  readonly scope: number;
  readonly entry: Promise<Entry<T>>;
}
interface Shelf<T> {
  /** Newest first; of two scopes the older stays only where it is wider. */
  entries: Entry<T>[];
  flights: Flight<T>[];
  failure: { readonly at: Date; readonly problem: AzureError } | null;
  outdatedAt: number;
}

/** Callers within this time (real) are "at the same time": they share a request even if each wants a new one. */
const TOGETHER_MS = 20;
const SCOPES_MAX = 3;

export interface SharedReadingsOptions {
  readonly clock: Clock;
  /** Readings of so many keys are kept, those used last. */
  readonly keysMax: number;
  /** How long a failure is answered from memory, where a reading of that age would do; by default it is tried again at once. */
  readonly failureAgeMs?: number;
}

export function createSharedReadings<T>({
  clock,
  keysMax,
  failureAgeMs = 0,
}: SharedReadingsOptions): SharedReadings<T> {
  const shelves = new BoundedMap<string, Shelf<T>>(keysMax);
  const shelfOf = (key: string): Shelf<T> => {
    const shelf = shelves.get(key) ?? { entries: [], flights: [], failure: null, outdatedAt: -Infinity };
    shelves.set(key, shelf);
    return shelf;
  };
  return {
    async read(key, { maxAgeMs, scope = 0 }, load) {
      const shelf = shelfOf(key);
      const nowMs = clock.now().getTime();
      const covers = (other: { scope: number }): boolean => other.scope <= scope;
      const isNew = (other: { at: Date }, ageMs: number): boolean =>
        other.at.getTime() >= nowMs - ageMs && other.at.getTime() > shelf.outdatedAt;
      const lastOr = (problem: AzureError): Reading<T> => {
        const last = shelf.entries.find(covers);
        if (!last) throw problem;
        return { ...readingOf(last), problem };
      };
      const kept = shelf.entries.find((entry) => covers(entry) && isNew(entry, maxAgeMs));
      if (kept && maxAgeMs > 0) return readingOf(kept);
      if (shelf.failure && heldUntilMs(shelf.failure.problem) > nowMs) return lastOr(shelf.failure.problem);
      const failureMs = Math.min(maxAgeMs, failureAgeMs);
      if (shelf.failure && failureMs > 0 && isNew(shelf.failure, failureMs)) return lastOr(shelf.failure.problem);
      const joinMs = Math.max(maxAgeMs, TOGETHER_MS * clock.speed);
      const flight =
        shelf.flights.find((other) => covers(other) && isNew(other, joinMs)) ??
        takeOff(shelf, { at: clock.now(), scope }, load);
      try {
        return readingOf(await flight.entry);
      } catch (error) {
        return lastOr(asAzureError(error));
      }
    },
    last(key) {
      const entry = shelves.get(key)?.entries[0];
      return entry ? readingOf(entry) : null;
    },
    since(key, { scope: wanted = 0, newerMs }) {
      const shelf = shelves.get(key);
      const fromMs = Math.max(newerMs, shelf?.outdatedAt ?? 0);
      const entry = shelf?.entries.find(({ scope, at }) => scope <= wanted && at.getTime() > fromMs);
      return entry ? readingOf(entry) : null;
    },
    outdate(key) {
      const shelf = shelves.get(key);
      if (shelf) shelf.outdatedAt = clock.now().getTime();
    },
  };
}

/** `at` is taken before the request goes out, so that nothing that happened later is claimed. */
function takeOff<T>(shelf: Shelf<T>, { at, scope }: Omit<Flight<T>, 'entry'>, load: () => Promise<T>): Flight<T> {
  const land = async (): Promise<Entry<T>> => {
    try {
      const entry = { at, scope, value: await load() };
      keep(shelf, entry);
      shelf.failure = null;
      return entry;
    } catch (error) {
      const problem = asAzureError(error);
      shelf.failure = { at, problem };
      throw problem;
    } finally {
      shelf.flights = shelf.flights.filter((other) => other !== flight);
    }
  };
  const flight: Flight<T> = { at, scope, entry: land() };
  shelf.flights.push(flight);
  return flight;
}

function keep<T>(shelf: Shelf<T>, entry: Entry<T>): void {
  const others = shelf.entries.filter((other) => other.at > entry.at || other.scope < entry.scope);
  shelf.entries = [entry, ...others].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, SCOPES_MAX);
}

/** Until when Azure asked to wait; 0: it did not. What `throttled` names is kept by the limiter, by whose share it is. */
function heldUntilMs({ problem }: AzureError): number {
  return problem.kind === 'unavailable' ? (problem.until?.getTime() ?? 0) : 0;
}

function readingOf<T>({ value, at }: Entry<T>): Reading<T> {
  return { value, at };
}

/** The port rejects with AzureError and nothing else; anything else is a fault of ours and says so in its code. */
export function asAzureError(error: unknown): AzureError {
  if (error instanceof AzureError) return error;
  return new AzureError({ kind: 'unavailable', status: 0 }, { code: 'UnexpectedFault', cause: error });
}
