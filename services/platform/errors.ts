/** Something the operator can put right at start-up or in a file. Its message names the setting, what is wrong and an example. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

/**
 * Something the person who asked can put right. `reason` is a key under `errors` in the locales, `facts` fill the
 * sentence; nothing of it is an inner detail.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly reason: string;
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(reason: string, facts: Readonly<Record<string, string | number>> = {}) {
    super(reason);
    this.reason = reason;
    this.facts = facts;
  }
}

/**
 * The database does not answer, or takes no write: the operator's to put right, worth a later try. The transaction was
 * rolled back, unless it was the answer to its commit that was lost.
 */
export class DatabaseError extends Error {
  override readonly name: string = 'DatabaseError';
  /** SQLite's, PostgreSQL's or Node's; names no secret. */
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(`the database failed: ${code}`, { cause });
    this.code = code;
  }
}

/** Somebody else has written a state since it was read. Nothing of the batch was written. */
export class StateConflict extends Error {
  override readonly name = 'StateConflict';
}
