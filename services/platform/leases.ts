/**
 * Leases for work that only one process may do; services/store implements them. A lease lasts 30 s of real time. The
 * database's clock ends it, so that replicas need not agree on time.
 */
export interface Leases {
  /** Takes or renews `name` for `owner`. False if another owner holds it and it has not expired. */
  claim(name: string, owner: string): Promise<boolean>;
  /** Takes or renews all of these that no other owner holds; gives those that `owner` holds now. */
  claimAll(names: readonly string[], owner: string): Promise<ReadonlySet<string>>;
  /** The names that begin so and have not expired, whoever holds them. */
  named(prefix: string): Promise<readonly string[]>;
  /** Does nothing if `owner` does not hold it. */
  release(name: string, owner: string): Promise<void>;
  /** Releases everything that `owner` holds, when its process stops. */
  releaseAll(owner: string): Promise<void>;
}
