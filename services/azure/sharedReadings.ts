import { AzureError, type Reading } from '../backup/vaults';
import { BoundedMap } from '../platform/boundedMap';
import type { Clock } from '../platform/clock';

export interface Requirement {
  readonly maxAgeMs: number;
  /** Start of the period to cover (epoch ms), 0 by default. A reading with the same or an earlier start serves. */
  readonly scope?: number;
}

/** Cache of readings of one kind, by key. Concurrent callers share one request (single flight). */
export interface SharedReadings<T> {
  /**
   * A reading that meets the requirement: from the cache, from a request under way, or by `load`. If `load` fails, or
   * Azure's requested wait is not over, it is the last reading with the `problem`. Rejects with AzureError if there is
   * none.
   */
  read(key: string, wish: Requirement, load: () => Promise<T>): Promise<Reading<T>>;
  /** The newest reading, however old. */
  last(key: string): Reading<T> | null;
  /** The newest reading that covers `scope`, was requested after `newerMs` (epoch ms) and is not outdated. */
  since(key: string, wish: Pick<Requirement, 'scope'> & { readonly newerMs: number }): Reading<T> | null;
  /** Makes all readings so far too old for `read` and `since`; called after a change. `last` still returns them. */
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
  /** Newest first. An older entry stays only if it covers more. */
  entries: Entry<T>[];
  flights: Flight<T>[];
  failure: { readonly at: Date; readonly problem: AzureError } | null;
  outdatedAt: number;
}

/** Callers within this real time share one request, even if each wants a new reading. */
const SHARED_CALL_MS = 20;
const SCOPES_MAX = 3;

interface SharedReadingsOptions {
  readonly clock: Clock;
  /** Maximum number of keys that are kept. The least recently used key is dropped first. */
  readonly keysMax: number;
  /**
   * How long a failure is cached for callers that accept a reading of that age. By default the next call retries at
   * once.
   */
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
      const joinMs = Math.max(maxAgeMs, SHARED_CALL_MS * clock.speed);
      const flight =
        shelf.flights.find((other) => covers(other) && isNew(other, joinMs)) ??
        startFlight(shelf, { at: clock.now(), scope }, load);
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

/** `at` is the moment before the request, so that the reading claims nothing that happened later. */
function startFlight<T>(shelf: Shelf<T>, { at, scope }: Omit<Flight<T>, 'entry'>, load: () => Promise<T>): Flight<T> {
  const land = async (): Promise<Entry<T>> => {
    try {
      const entry = { at, scope, value: await load() };
      storeEntry(shelf, entry);
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

function storeEntry<T>(shelf: Shelf<T>, entry: Entry<T>): void {
  const others = shelf.entries.filter((other) => other.at > entry.at || other.scope < entry.scope);
  shelf.entries = [entry, ...others].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, SCOPES_MAX);
}

/** Until when Azure asked to wait (epoch ms); 0 if it did not. For `throttled`, the limiter keeps the time. */
function heldUntilMs({ problem }: AzureError): number {
  return problem.kind === 'unavailable' ? (problem.until?.getTime() ?? 0) : 0;
}

function readingOf<T>({ value, at }: Entry<T>): Reading<T> {
  return { value, at };
}

/**
 * Turns any other error into an AzureError, the only kind with which the port rejects. Its code then says that the bot
 * is at fault.
 */
export function asAzureError(error: unknown): AzureError {
  if (error instanceof AzureError) return error;
  return new AzureError({ kind: 'unavailable', status: 0 }, { code: 'UnexpectedFault', cause: error });
}
