import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import ts from 'typescript';

import { FOLDERS } from './support/folders';

const ROOT = resolve(__dirname, '..');
/** The playground's page runs in a browser and imports nothing else: it declares again what it receives. */
const PAGE = 'playground/page/';
/** A planner kept unchanged, as what today's is compared with: nothing but the comparison imports it. */
const BEFORE = 'simulation/before/';

it('every exported name stands for one thing: no two files export the same', () => {
  const places = new Map<string, string[]>();
  for (const file of ['index.ts', ...FOLDERS.flatMap(filesUnder)])
    for (const name of namesIn(file)) places.set(name, [...(places.get(name) ?? []), file]);
  const twice = [...places].filter(([, files]) => files.length > 1);
  expect(twice.map(([name, files]) => `${name}: ${files.join(', ')}`).toSorted()).toEqual([]);
});

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((file) => file.endsWith('.ts') && !file.startsWith(PAGE) && !file.startsWith(BEFORE));
}

/** Names that the file declares and exports; a re-export repeats a name on purpose. */
function namesIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest);
  const names = source.statements.filter(isExported).flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name);
    return 'name' in statement && statement.name ? [statement.name as ts.Node] : [];
  });
  // A type and a value of the same file may share a name, as zod schemas and their types do.
  return [...new Set(names.filter(ts.isIdentifier).map(({ text }) => text))];
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}
