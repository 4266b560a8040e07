import type { Migration } from 'kysely';

import type { Engine } from './engine';
import { first } from './migrations/first';

/** Forward only, in the order of their names. One that has run anywhere is never changed: add another. */
export function migrations(kind: Engine['kind']): Record<string, Migration> {
  return { '0001': first(kind) };
}
