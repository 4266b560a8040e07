import type { Clock } from '../../services/platform/clock';
import type { Answer } from './answers';
import type { Fleet } from './fleet';
import type { Ledger } from './ledger';
import type { Operations } from './operations';
import type { PointsListed } from './points';

/** Everything that exists in the simulated Azure. */
export interface World {
  readonly clock: Clock;
  readonly startMs: number;
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly operations: Operations;
  readonly points: PointsListed;
}

export interface Asked {
  /** With the decoded query; the path as it was sent. */
  readonly url: URL;
  /** Address of the server as the caller sees it, for links in answers. */
  readonly origin: string;
  /** What stands for `{name}` in the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The path up to and with the vault's name, decoded and spelled as in the request; '' where there is none. */
  readonly vaultPath: string;
  /** Parsed JSON; undefined for an empty body. */
  readonly body: unknown;
  readonly nowMs: number;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Segments in lower case; `{name}` takes any one. */
  readonly path: string;
  /** Azure's name of the permission, which is also what reads are counted by. */
  readonly action: string;
  readonly answer: (world: World, asked: Asked) => Answer;
}
