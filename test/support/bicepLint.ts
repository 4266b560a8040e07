import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { besideOf, type BicepFile, contentOf, type Node, objectOf, textInInfra, type Value, valueOf } from './bicep';

const INFRA = resolve(__dirname, '../../infra');
const RESOURCE_TYPE = /^Microsoft\.[A-Za-z]+(?:\/[A-Za-z]+)+@\d{4}-\d{2}-\d{2}(?:-preview)?$/;
/** Those of Bicep's functions that the files call; another name is a slip, or is to be added here. */
const FUNCTIONS = new Set(
  (
    'concat contains description empty environment allowed guid items join json loadJsonContent loadTextContent map maxLength maxValue ' +
    'minLength minValue resourceGroup secure split string subscription subscriptionResourceId toObject trim union ' +
    'uniqueString'
  ).split(' '),
);
type Files = ReadonlyMap<string, BicepFile>;

/** What a compiler would say of names, parameters and files; nothing about the types of Azure's resources. */
export function bicepFaults(file: BicepFile, files: Files): readonly string[] {
  const faults = [
    ...file.faultLines.map((line) => `syntax at line ${line}`),
    ...nameFaults(file),
    ...declarationFaults(file),
    ...file.declared.filter(({ kind }) => kind === 'module').flatMap((module) => moduleFaults(file, module, files)),
    ...fileFaults(file),
    ...secretFaults(file),
  ];
  return faults.map((fault) => `${file.path}: ${fault}`);
}

function all(node: Node): Node[] {
  return [node, ...node.children.flatMap(all)];
}

/** Names that a loop or a lambda around the node declares. */
function localsAt(node: Node): string[] {
  const around = node.parent;
  if (around === null) return [];
  const [first] = around.children;
  const own =
    around.type === 'for_statement' || around.type === 'lambda_expression'
      ? first?.type === 'for_loop_parameters'
        ? first.children.map(({ text }) => text)
        : [first?.text ?? '']
      : [];
  return [...own, ...localsAt(around)];
}

/** Where a name is used: not where it is declared, and not the name of a property. */
function usesIn(node: Node): Node[] {
  return all(node).filter((each) => {
    if (each.type !== 'identifier') return false;
    const { parent } = each;
    if (parent === null) return false;
    const isFirst = parent.children[0] === each;
    const declares = ['object_property', 'lambda_expression', 'for_statement', 'call_expression'];
    return !(isFirst && (declares.includes(parent.type) || parent.type.endsWith('_declaration')));
  });
}

function nameFaults({ root, declared }: BicepFile): string[] {
  const names = declared.map(({ name, kind }) => (kind === 'output' ? `output ${name}` : name));
  const twice = names.filter((name, place) => names.indexOf(name) !== place).map((name) => `${name} is declared twice`);
  const unknown = usesIn(root)
    .filter((use) => !names.includes(use.text) && !localsAt(use).includes(use.text))
    .map(({ text }) => `${text} is not declared`);
  const calls = all(root)
    .filter(({ type }) => type === 'call_expression')
    .map((call) => call.children[0])
    .filter((callee) => callee?.type === 'identifier' && !FUNCTIONS.has(callee.text))
    .map((callee) => `${callee?.text ?? ''}() is no function`);
  return [...twice, ...unknown, ...calls];
}

function declarationFaults(file: BicepFile): string[] {
  const used = new Set(usesIn(file.root).map(({ text }) => text));
  return file.declared.flatMap(({ name, kind, of, node, decorators }) => {
    const isExisting = kind === 'resource' && node.text.includes(' existing = ');
    const mustBeUsed = kind === 'param' || kind === 'var' || isExisting;
    const isDescribed = decorators.some((text) => text.startsWith('@description('));
    return [
      ...(mustBeUsed && !used.has(name) ? [`${name} is not used`] : []),
      ...(['param', 'output'].includes(kind) && !isDescribed ? [`${name} has no description`] : []),
      ...(kind === 'resource' && !RESOURCE_TYPE.test(of) ? [`${of} is no type with a version`] : []),
    ];
  });
}

function moduleFaults(from: BicepFile, { name, of, body }: BicepFile['declared'][number], files: Files): string[] {
  const target = files.get(besideOf(from, of));
  if (target === undefined) return [`${name}: ${of} is missing`];
  const { params = {}, scope = '=resourceGroup()' } = valueOf(objectOf(body)) as {
    readonly params?: Readonly<Record<string, Value>>;
    readonly scope?: string;
  };
  const declared = target.declared.filter(({ kind }) => kind === 'param');
  const names = declared.map((param) => param.name);
  const needed = declared.filter((param) => param.body === undefined).map((param) => param.name);
  const outputs = target.declared.filter(({ kind }) => kind === 'output').map((output) => output.name);
  const asked = [...from.root.text.matchAll(new RegExp(`\\b${name}!?\\.outputs\\.(?<output>\\w+)`, 'g'))];
  return [
    ...needed.filter((param) => !(param in params)).map((param) => `${name}: ${param} is not given`),
    ...Object.keys(params)
      .filter((param) => !names.includes(param))
      .map((param) => `${name}: ${of} has no ${param}`),
    ...asked
      .map(({ groups }) => groups?.['output'] ?? '')
      .filter((output) => !outputs.includes(output))
      .map((output) => `${name}: ${of} has no output ${output}`),
    ...(scope.startsWith(`=${target.scope}(`) ? [] : [`${name}: ${of} is for a ${target.scope}`]),
  ];
}

/** Files that are loaded exist; what is read from a JSON file is in it. */
function fileFaults(file: BicepFile): string[] {
  return all(file.root)
    .filter(({ type, text }) => type === 'call_expression' && /^load(Json|Text)Content\(/.test(text))
    .flatMap((call) => {
      const path = besideOf(file, contentOf(call.children[1]?.children[0]));
      if (!existsSync(join(INFRA, path))) return [`${path} is missing`];
      const name = call.parent === null ? '' : (call.parent.children[0]?.text ?? '');
      if (call.text.startsWith('loadText')) return [];
      const json = JSON.parse(textInInfra(path)) as object;
      return all(file.root)
        .filter(({ type }) => type === 'member_expression')
        .map((member) => member.children.map(({ text }) => text))
        .filter(([object, property = '']) => object === name && !(property in json))
        .map(([, property = '']) => property)
        .map((property) => `${path} has no ${property}`);
    });
}

/** An output stays in the history of deployments, for all who may read it. */
function secretFaults({ declared }: BicepFile): string[] {
  const secure = declared.filter(({ decorators }) => decorators.includes('@secure()')).map(({ name }) => name);
  return declared
    .filter(({ kind, body }) => kind === 'output' && body !== undefined)
    .filter(({ body }) => /\blist\w*\(/i.test(body!.text) || usesOf(body!).some((name) => secure.includes(name)))
    .map(({ name }) => `the output ${name} holds a secret`);
}

function usesOf(node: Node): string[] {
  return all(node)
    .filter(({ type }) => type === 'identifier')
    .map(({ text }) => text);
}
