import { type Kysely, sql } from 'kysely';

import type { Engine } from '../engine';

type Column = 'text' | 'text?' | 'int' | 'int?';

export interface TableShape {
  readonly name: string;
  /** The columns in their order; a type with `?` may be null. */
  readonly columns: Readonly<Record<string, Column>>;
  /** Columns of the primary key; null for a column `id` that grows with each row. */
  readonly primary: readonly string[] | null;
  readonly unique?: readonly (readonly string[])[];
  readonly indexes?: readonly (readonly string[])[];
}

/** Creates a table of TEXT and 64-bit integers only. Both databases order text by its bytes. */
export async function createTable(db: Kysely<unknown>, kind: Engine['kind'], shape: TableShape): Promise<void> {
  const { name, columns, primary, unique = [], indexes = [] } = shape;
  const text = kind === 'postgres' ? 'text collate "C"' : 'text';
  const id = kind === 'postgres' ? 'id bigserial primary key' : 'id integer primary key autoincrement';
  const parts = [
    ...(primary ? [] : [id]),
    ...Object.entries(columns).map(
      ([column, type]) =>
        `${column} ${type.startsWith('text') ? text : 'bigint'}${type.endsWith('?') ? '' : ' not null'}`,
    ),
    ...(primary ? [`primary key (${primary.join(', ')})`] : []),
    ...unique.map((names) => `unique (${names.join(', ')})`),
  ];
  await sql.raw(`create table ${name} (${parts.join(', ')})`).execute(db);
  for (const names of indexes)
    await sql.raw(`create index ${name}_by_${names.join('_')} on ${name} (${names.join(', ')})`).execute(db);
}
