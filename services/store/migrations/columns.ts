import { type Kysely, sql } from 'kysely';

import type { Engine } from '../engine';

type Column = 'text' | 'text?' | 'int' | 'int?';

export interface TableShape {
  readonly name: string;
  /** In their order; `?` may be null. */
  readonly columns: Readonly<Record<string, Column>>;
  /** null: `id`, a number that grows with each row. */
  readonly primary: readonly string[] | null;
  readonly unique?: readonly (readonly string[])[];
  readonly indexes?: readonly (readonly string[])[];
}

/** Makes a table of nothing but TEXT and 64-bit integers. Text is ordered by its bytes on both databases. */
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
    ...unique.map((together) => `unique (${together.join(', ')})`),
  ];
  await sql.raw(`create table ${name} (${parts.join(', ')})`).execute(db);
  for (const together of indexes)
    await sql.raw(`create index ${name}_by_${together.join('_')} on ${name} (${together.join(', ')})`).execute(db);
}
