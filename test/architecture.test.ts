import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

const ROOT = resolve(__dirname, '..');
const DOMAIN = ['services/backup', 'services/platform'];

/** Each layer and what it may import: folders of this project, then packages. Read top to bottom: only downwards. */
const LAYERS: Record<string, { folders: readonly string[]; packages: RegExp }> = {
  bots: {
    folders: [
      'bots',
      'commands',
      'dialogs',
      'cards',
      'services/access',
      'services/notify',
      'services/watch',
      ...DOMAIN,
    ],
    packages: /^(botbuilder|restify|zod$|node:)/,
  },
  commands: {
    folders: ['commands', 'cards', 'services/access', 'services/notify', 'services/watch', ...DOMAIN],
    packages: /^(zod$|node:)/,
  },
  dialogs: { folders: ['dialogs', 'cards', ...DOMAIN], packages: /^(botbuilder|node:)/ },
  cards: {
    folders: ['cards', 'services/access', 'services/notify', ...DOMAIN],
    packages: /^(adaptivecards-templating|adaptive-expressions|i18next)$/,
  },
  'services/azure': { folders: ['services/azure', ...DOMAIN], packages: /^(@azure\/|node:|zod$)/ },
  'services/watch': { folders: ['services/watch', 'services/notify', ...DOMAIN], packages: /^node:/ },
  'services/notify': { folders: ['services/notify', ...DOMAIN], packages: /^node:/ },
  'services/access': { folders: ['services/access', ...DOMAIN], packages: /^(zod$|node:)/ },
  'services/store': {
    folders: ['services/store', 'services/watch', 'services/notify', 'services/access', ...DOMAIN],
    packages: /^(kysely|libsql|pg$|node:)/,
  },
  'services/backup': { folders: DOMAIN, packages: /^$/ },
  'services/platform': { folders: ['services/platform'], packages: /^(node:|pino$|zod$|prom-client$)/ },
};
const PRESENT = Object.entries(LAYERS).filter(([layer]) => existsSync(join(ROOT, layer)));

describe.each(PRESENT)('%s', (layer, { folders, packages }) => {
  it('imports only from the layers below it', () => {
    const strays = filesUnder(layer).flatMap((file) =>
      importsOf(file)
        .filter((target) => (target.startsWith('.') ? !isIn(folders, file, target) : !packages.test(target)))
        .map((target) => `${relative(ROOT, file)} imports ${target}`),
    );
    expect(strays).toEqual([]);
  });
});

it('every source file stands in a layer that the rule knows, or is the root, the playground or the bench', () => {
  const folders = readdirSync(join(ROOT, 'services')).map((name) => `services/${name}`);
  expect(folders.filter((folder) => filesUnder(folder).length > 0 && !(folder in LAYERS))).toEqual([]);
});

it('only index.ts, the bench and the tests name the playground', () => {
  const strays = Object.keys(LAYERS)
    .filter((layer) => existsSync(join(ROOT, layer)))
    .flatMap(filesUnder)
    .filter((file) => importsOf(file).some((target) => target.includes('playground')));
  expect(strays.map((file) => relative(ROOT, file))).toEqual([]);
});

it('no file is longer than fits a head: 300 lines', () => {
  const long = [...Object.keys(LAYERS), 'playground', 'bench']
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap(filesUnder)
    .filter((file) => readFileSync(file, 'utf8').split('\n').length > 301);
  expect(long.map((file) => relative(ROOT, file))).toEqual([]);
});

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(ROOT, folder, name));
}

/** Static, dynamic and type imports alike: a type is a dependency too. */
function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const statics = [...source.matchAll(/^(?:import '|(?:import|export)\b[^'";]*from ')(?<target>[^']+)'/gm)];
  const dynamics = [...source.matchAll(/\b(?:import|require)\('(?<target>[^']+)'\)/g)];
  return [...statics, ...dynamics].map((match) => match.groups?.['target'] ?? '');
}

function isIn(folders: readonly string[], file: string, target: string): boolean {
  const path = relative(ROOT, resolve(file, '..', target))
    .split(sep)
    .join('/');
  return folders.some((folder) => path.startsWith(`${folder}/`));
}
