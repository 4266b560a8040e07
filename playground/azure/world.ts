import type { Clock } from '../../services/platform/clock';
import type { SimulatedAnswer } from './answers';
import type { Fleet } from './fleet';
import type { GraphFaults } from './graphFaults';
import type { Ledger } from './ledger';
import type { Operations } from './operations';
import type { PointsListed } from './points';

/** The state of the simulated Azure. */
export interface World {
  readonly clock: Clock;
  readonly startMs: number;
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly operations: Operations;
  readonly points: PointsListed;
  /** How much later than Azure itself Resource Graph shows a change. */
  readonly graphLagMs: number;
  readonly graphFaults: GraphFaults;
}

export interface RouteRequest {
  /** The path as sent; the query decoded. */
  readonly url: URL;
  /** The server's address from the caller's side, for links in answers. */
  readonly origin: string;
  /** Decoded values of the `{name}` segments of the route. */
  readonly params: Readonly<Record<string, string>>;
  /** The decoded path up to the vault's name, spelled as in the request; '' without a vault. */
  readonly vaultPath: string;
  /** Parsed JSON; undefined for an empty body. */
  readonly body: unknown;
  readonly nowMs: number;
  /** Whether whoever asks holds a permission. */
  readonly may: (action: string) => boolean;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Segments in lower case; `{name}` matches any segment. */
  readonly path: string;
  /** Azure's name of the permission. The throttle counts reads for each action. */
  readonly action: string;
  readonly answer: (world: World, asked: RouteRequest) => SimulatedAnswer;
}
