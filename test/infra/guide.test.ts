import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { type BicepFile, readBicep, valueOf } from '../support/bicep';
import { guideCommands } from '../support/infraGuide';

const ROOT = resolve(__dirname, '../..');
const commands = guideCommands();

let main: BicepFile;
beforeAll(async () => {
  main = (await readBicep()).get('azure.bicep')!;
});

/** `name=value` behind `--parameters`. */
function parametersOf(command: string): readonly (readonly [string, string])[] {
  const [, list = ''] = command.split('--parameters ');
  return list.split(' ').map((pair) => pair.split('=', 2) as [string, string]);
}

it('each deployment gives parameters that there are, all that have no default, and values that are allowed', () => {
  const deployments = commands.filter((command) => command.startsWith('az deployment group create'));
  expect(deployments).toHaveLength(2);
  const declared = main.declared.filter(({ kind }) => kind === 'param');
  for (const given of deployments.map(parametersOf)) {
    const names = given.map(([name]) => name);
    expect(names.filter((name) => !declared.some((param) => param.name === name))).toEqual([]);
    const needed = declared.filter(({ body }) => body === undefined).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(needed));
  }
  const hosts = deployments.map((command) => new Map(parametersOf(command)).get('hosting'));
  const { decorators } = declared.find(({ name }) => name === 'hosting')!;
  expect(hosts.toSorted()).toEqual(['appService', 'containerApps']);
  for (const host of hosts) expect(decorators.join('\n')).toContain(`'${host!}'`);
});

it('each output that is asked for is there', () => {
  const asked = commands.flatMap((command) => [...command.matchAll(/properties\.outputs\.(?<name>\w+)\.value/g)]);
  const outputs = main.declared.filter(({ kind }) => kind === 'output').map(({ name }) => name);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter(({ groups }) => !outputs.includes(groups?.['name'] ?? '')).map(([text]) => text)).toEqual([]);
});

it('each npm script and each file is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = commands.flatMap((command) => [...command.matchAll(/npm run (?<script>[\w:]+)/g)]);
  expect(named.filter(({ groups }) => !((groups?.['script'] ?? '') in scripts)).map(([text]) => text)).toEqual([]);
  const files = commands.flatMap((command) => command.match(/\binfra\/[\w./-]+/g) ?? []);
  expect(files).toEqual(expect.arrayContaining(['infra/azure.bicep', 'infra/access.json']));
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

it('the rules of access that the guide shows are those of the file', () => {
  const text = readFileSync(join(ROOT, 'infra/README.md'), 'utf8');
  const [, shown = ''] = /```json\n([^`]*)```/.exec(text) ?? [];
  expect(JSON.parse(shown)).toEqual(JSON.parse(readFileSync(join(ROOT, 'infra/access.json'), 'utf8')));
});

it('each variable of the shell is set before it is used', () => {
  const set = new Set<string>();
  const early = commands.flatMap((command) => {
    const used = [...command.matchAll(/\$(?<name>[A-Z_]+)/g)].map(({ groups }) => groups?.['name'] ?? '');
    const missing = used.filter((name) => !set.has(name));
    const [, name = ''] = /^(?:export )?([A-Z_]+)=/.exec(command) ?? [];
    set.add(name);
    return missing;
  });
  expect(early).toEqual([]);
});

it('the resource name that the guide makes is one that the template takes', () => {
  const [, prefix = '', bytes = ''] =
    /^NAME=([\w-]+)-\$\(openssl rand -hex (\d+)\)$/m.exec(commands.join('\n'))?.map(String) ?? [];
  const length = prefix.length + 1 + 2 * Number(bytes);
  const { decorators } = main.declared.find(({ name }) => name === 'resourceBaseName')!;
  const limit = (name: string): number =>
    Number(new RegExp(`@${name}\\((\\d+)\\)`).exec(decorators.map((text) => `@${text}`).join(''))?.[1]);
  expect(length).toBeGreaterThanOrEqual(limit('minLength'));
  expect(length).toBeLessThanOrEqual(limit('maxLength'));
  expect(valueOf(main.declared.find(({ name }) => name === 'databaseName')?.body)).toBe('bot');
});
