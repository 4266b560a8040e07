import { createHash } from 'node:crypto';

/** A row of the audit log by its place in the chain. */
export interface ChainLink {
  /** 1, 2, 3, … without a gap. */
  readonly seq: number;
  /** SHA-256 in hex. */
  readonly hash: string;
}

/** What a row says. It is hashed as it is stored, so that no parsing can hide a change. */
interface AuditFields {
  readonly at: number;
  readonly vm: string;
  /** The `seq` of the attempt whose outcome this row adds; null: the row is an entry of its own. */
  readonly attempt: number | null;
  readonly entry: string | null;
  readonly outcome: string | null;
}

export interface ChainedRow extends AuditFields, ChainLink {
  /** The hash of the row before. */
  readonly previous: string;
}

/** Where the chain begins: the link before the first row. */
export const CHAIN_START: ChainLink = { seq: 0, hash: '0'.repeat(64) };

/** Chains `fields` to the row before. */
export function chained<F extends AuditFields>(before: ChainLink, fields: F): F & ChainedRow {
  const row = { ...fields, seq: before.seq + 1, previous: before.hash };
  return { ...row, hash: hashOf(row) };
}

function hashOf({ seq, at, vm, attempt, entry, outcome, previous }: Omit<ChainedRow, 'hash'>): string {
  const text = JSON.stringify([seq, at, vm, attempt, entry, outcome, previous]);
  return createHash('sha256').update(text).digest('hex');
}

export interface ChainFault extends Pick<ChainLink, 'seq'> {
  /**
   * `changed`: the row does not fit its own hash. `broken`: it does not continue the row before. `gap`: rows before it
   * are missing, or it stands twice. `head`: the last row is not the recorded head.
   */
  readonly fault: 'changed' | 'broken' | 'gap' | 'head';
}

const FAULTS_MAX = 100;

/** Checks rows in the order of `seq`, as they are read. */
export class ChainCheck {
  /** The first faults, 100 at most. */
  readonly faults: ChainFault[] = [];
  /** The number of faults beside those. */
  more = 0;
  rows = 0;
  #last: ChainLink;

  /** `from`: the link before the first row that is kept. */
  constructor(from: ChainLink) {
    this.#last = from;
  }

  next(row: ChainedRow): void {
    const { seq, previous, hash } = row;
    if (seq !== this.#last.seq + 1) this.#found(seq, 'gap');
    else if (previous !== this.#last.hash) this.#found(seq, 'broken');
    if (hash !== hashOf(row)) this.#found(seq, 'changed');
    this.rows += 1;
    this.#last = { seq, hash };
  }

  /** After the last row. */
  end(head: ChainLink): void {
    if (head.seq !== this.#last.seq || head.hash !== this.#last.hash) this.#found(head.seq, 'head');
  }

  #found(seq: number, fault: ChainFault['fault']): void {
    if (this.faults.length < FAULTS_MAX) this.faults.push({ seq, fault });
    else this.more += 1;
  }
}
