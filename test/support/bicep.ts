import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';

import { Language, type Node as SyntaxNode, Parser } from 'web-tree-sitter';

/** A named node of the syntax tree, without what the library would have to free. */
export interface Node {
  /** By the grammar of tree-sitter. */
  readonly type: string;
  readonly text: string;
  readonly children: readonly Node[];
  readonly parent: Node | null;
}

const INFRA = resolve(__dirname, '../../infra');

/** A value of Bicep: literals as such, and an expression as its text after `=`. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

interface Declaration {
  readonly name: string;
  readonly node: Node;
  /** What stands behind `=`; undefined where nothing does. */
  readonly body: Node | undefined;
}

interface Declared extends Declaration {
  readonly kind: 'param' | 'var' | 'output' | 'resource' | 'module';
  /** A resource's type with its version, a module's file; else ''. */
  readonly of: string;
  readonly decorators: readonly string[];
}

export interface BicepFile {
  /** Within `infra`. */
  readonly path: string;
  readonly root: Node;
  /** Lines whose syntax is wrong. */
  readonly faultLines: readonly number[];
  readonly scope: string;
  readonly declared: readonly Declared[];
}

const KINDS: Readonly<Record<string, Declared['kind']>> = {
  parameter_declaration: 'param',
  variable_declaration: 'var',
  output_declaration: 'output',
  resource_declaration: 'resource',
  module_declaration: 'module',
};

let grammar: Promise<Language> | undefined;

/** Reads every Bicep file of `infra`, by its path there. */
export async function readBicep(): Promise<ReadonlyMap<string, BicepFile>> {
  const paths = readdirSync(INFRA, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.bicep'));
  const files = paths.map((path) => parseBicep(path, readFileSync(join(INFRA, path), 'utf8')));
  return new Map((await Promise.all(files)).map((file) => [file.path, file]));
}

/** Parses with the grammar of tree-sitter: syntax alone, nothing about Azure's types. */
export async function parseBicep(path: string, text: string): Promise<BicepFile> {
  grammar ??= loadGrammar();
  const language = await grammar;
  const parser = new Parser();
  const tree = parser.setLanguage(language).parse(text);
  if (tree === null) throw new RangeError(`${path} was not parsed`);
  const faultLines: number[] = [];
  const root = plain(tree.rootNode, null, faultLines);
  // Freed here: the library's finalizers would run when jest has already let go of its memory.
  tree.delete();
  parser.delete();
  const scope = root.children.find(({ type }) => type === 'target_scope_assignment');
  return {
    path,
    root,
    faultLines,
    scope: scope === undefined ? 'resourceGroup' : contentOf(scope.children[0]),
    declared: root.children.flatMap((node, place, all) => declaredBy(node, all[place - 1])),
  };
}

async function loadGrammar(): Promise<Language> {
  await Parser.init();
  // By its bytes: by its path it would be loaded with import(), which jest does not know.
  return Language.load(readFileSync(require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')));
}

function plain(node: SyntaxNode, parent: Node | null, faultLines: number[]): Node {
  for (const child of [node, ...node.children])
    if (child.isError || child.isMissing) faultLines.push(child.startPosition.row + 1);
  const children: Node[] = [];
  const made = { type: node.type, text: node.text, children, parent };
  children.push(
    ...node.namedChildren.filter(({ type }) => type !== 'comment').map((child) => plain(child, made, faultLines)),
  );
  return made;
}

function declaredBy(node: Node, before: Node | undefined): Declared[] {
  const kind = KINDS[node.type];
  if (kind === undefined) return [];
  const [name, ...rest] = node.children;
  const isTyped = kind === 'resource' || kind === 'module' || kind === 'param' || kind === 'output';
  const decorators = before?.type === 'decorators' ? before.children.map(({ text }) => text) : [];
  const of = kind === 'resource' || kind === 'module' ? contentOf(rest[0]) : '';
  return [{ name: name?.text ?? '', node, kind, of, decorators, body: rest[isTyped ? 1 : 0] }];
}

/** The text of a string without its quotes. */
export function contentOf(node: Node | undefined): string {
  return node?.text.replace(/^'|'$/g, '') ?? '';
}

export function find(file: BicepFile | undefined, kind: Declared['kind'], name: string): Declared {
  const found = file?.declared.find((each) => each.kind === kind && each.name === name);
  if (found === undefined) throw new RangeError(`${file?.path ?? 'no file'} has no ${kind} ${name}`);
  return found;
}

/** The object of a declaration, behind its condition or its loop. */
export function objectOf(node: Node | undefined): Node | undefined {
  if (node === undefined || node.type === 'object') return node;
  return node.type === 'if_statement' || node.type === 'for_statement' ? objectOf(node.children.at(-1)) : undefined;
}

export function valueOf(node: Node | undefined): Value {
  if (node === undefined) return null;
  switch (node.type) {
    case 'object':
      return Object.fromEntries(
        node.children
          .filter(({ type }) => type === 'object_property')
          .map(({ children: [name, value] }) => [contentOf(name), valueOf(value)] as const),
      );
    case 'array':
      return node.children.map(valueOf);
    case 'string':
      return contentOf(node);
    case 'number':
      return Number(node.text);
    case 'boolean':
      return node.text === 'true';
    default:
      return `=${node.text}`;
  }
}

/** The value at a path such as `properties.ingress.external`; a number stands for a place in an array. */
export function at(value: Value, path: string): Value | undefined {
  return path
    .split('.')
    .reduce<Value | undefined>(
      (inner, name) =>
        inner !== null && typeof inner === 'object' ? (inner as Record<string, Value>)[name] : undefined,
      value,
    );
}

/** The text at a path; '' where there is none. */
export function textAt(value: Value | undefined, path: string): string {
  const text = value === undefined ? undefined : at(value, path);
  return typeof text === 'string' ? text : '';
}

/** A declared resource or module as a value. */
export function declaredValue(file: BicepFile | undefined, kind: 'resource' | 'module', name: string): Value {
  return valueOf(objectOf(find(file, kind, name).body));
}

/** A file that `from` names, within `infra`. */
export function besideOf(from: BicepFile, path: string): string {
  return normalize(join(dirname(from.path), path));
}

export function textInInfra(path: string): string {
  return readFileSync(join(INFRA, path), 'utf8');
}
