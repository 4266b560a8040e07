import type { JobHint } from '../../backup/hints';
import { type IdKey, idKey, type VaultKey, vaultKey } from '../../backup/ids';
import { isActive } from '../../backup/phase';
import type { VaultRef } from '../../backup/types';
import { BoundedMap } from '../../platform/boundedMap';

/** What Resource Graph showed last. */
export interface SeenHints {
  /** When it was asked, in epoch ms. */
  readonly askedMs: number;
  /** Whether it shows jobs of this vault at all, so that its silence means something. */
  readonly shows: (vault: VaultRef) => boolean;
  /** The vault's jobs by id, each once. */
  readonly jobsOf: (vault: VaultRef) => ReadonlyMap<IdKey, JobHint>;
}

const NO_JOBS: ReadonlyMap<IdKey, JobHint> = new Map();
/** Vaults that count as shown: those whose rows came last. The silence of any other means nothing. */
const VAULTS_MAX = 2_000;
/** Rows of ended jobs that are kept though newer answers do not hold them any more. */
const KEPT_MAX = 20_000;

/**
 * Keeps the newest rows, and older ones of ends, since queries reach less far back than reads do. A vault whose rows
 * came once counts as shown from then on.
 */
export class HintBoard {
  #byVault: ReadonlyMap<VaultKey, ReadonlyMap<IdKey, JobHint>> = new Map();
  readonly #shown = new BoundedMap<VaultKey, true>(VAULTS_MAX);

  /**
   * Returns the vaults of which a row shows a start or an end that no earlier row showed. Earlier rows of ends since
   * `keptSinceMs` stay.
   */
  put(rows: readonly JobHint[], keptSinceMs: number): readonly VaultRef[] {
    const byVault = new Map<VaultKey, Map<IdKey, JobHint>>();
    const news = new Map<VaultKey, VaultRef>();
    for (const row of rows) {
      const key = vaultKey(row.vault);
      const jobs = byVault.get(key) ?? new Map<IdKey, JobHint>();
      byVault.set(key, jobs);
      const id = idKey(row.id);
      const twin = jobs.get(id);
      if (twin === undefined || isActive(twin)) jobs.set(id, row);
      const before = this.#byVault.get(key)?.get(id);
      if (before === undefined || isActive(before) !== isActive(row)) news.set(key, row.vault);
      this.#shown.set(key, true);
    }
    this.#keepEnds(byVault, keptSinceMs);
    this.#byVault = byVault;
    return [...news.values()];
  }

  #keepEnds(byVault: Map<VaultKey, Map<IdKey, JobHint>>, sinceMs: number): void {
    let kept = 0;
    for (const [key, earlier] of this.#byVault)
      for (const [id, row] of earlier) {
        const jobs = byVault.get(key) ?? new Map<IdKey, JobHint>();
        const isOld = isActive(row) || (row.endedAt?.getTime() ?? 0) < sinceMs;
        if (isOld || jobs.has(id) || ++kept > KEPT_MAX) continue;
        byVault.set(key, jobs.set(id, row));
      }
  }

  /** `isWhole` is false if rows are missing from the answer, so that its silence means nothing. */
  seen(askedMs: number, isWhole: boolean): SeenHints {
    const byVault = this.#byVault;
    return {
      askedMs,
      shows: (vault) => isWhole && this.#shown.has(vaultKey(vault)),
      jobsOf: (vault) => byVault.get(vaultKey(vault)) ?? NO_JOBS,
    };
  }
}
