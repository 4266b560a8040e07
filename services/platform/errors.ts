/**
 * A fault that the operator can correct in a setting or file. The message names the setting, the fault and an example.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';

  /** By its name, since the playground and the bench are bundled with copies of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'OperatorError';
  }
}

/**
 * A fault that the person who asked can correct. `reason` is a key under `errors` in the locales; `facts` fill that
 * sentence and may be shown to a person.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly reason: string;
  readonly facts: Readonly<Record<string, string | number | Date>>;

  constructor(reason: string, facts: UserError['facts'] = {}) {
    super(reason);
    this.reason = reason;
    this.facts = facts;
  }
}

/**
 * The database does not answer or takes no write. The operator must act, and a later try may succeed. The transaction
 * was rolled back, unless only the answer to its commit was lost.
 */
export class DatabaseError extends Error {
  override readonly name: string = 'DatabaseError';
  /** SQLite's, PostgreSQL's or Node's error code; holds no secret. */
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(`the database failed: ${code}`, { cause });
    this.code = code;
  }
}

/** Another turn has changed a dialog's state since it was read, so nothing of this write was stored. */
export class StateConflict extends Error {
  override readonly name = 'StateConflict';
}
