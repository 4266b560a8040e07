import type { VmTags } from './vaults';

/** `sql` anywhere in a word, as in `mssql` and `SQLServer`; not `MySQL`, `PostgreSQL` and `NoSQL`. */
const SQL = /(?<!my|postgre|no)sql/i;
/** Values by which a tag such as `sql` says that there is none. */
const NEGATION = /^\s*(?:no|none|false|0|off)\s*$/i;

/** The tag by which the VM says that it runs SQL Server, as `name=value`; null if none does. */
export function sqlTagOf(tags: VmTags): string | null {
  const found = Object.entries(tags).find(
    ([name, value]) => SQL.test(value) || (SQL.test(name) && !NEGATION.test(value)),
  );
  return found ? found.join('=') : null;
}
