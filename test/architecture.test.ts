import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

const ROOT = resolve(__dirname, '..');
const PURE = ['services/backup', 'services/platform'];
const DOWN_TO_NOTIFY = ['services/notify', 'services/subscriptions', 'services/access', ...PURE];
const SERVICES = ['services/onDemand', 'services/conversations', 'services/monitor', ...DOWN_TO_NOTIFY];

/** Each room and what it may import: rooms of this project, then packages. Read top to bottom: only downwards. */
const ROOMS: Record<string, { rooms: readonly string[]; packages: RegExp }> = {
  'bots/turn': {
    rooms: ['bots', 'commands', 'dialogs', 'cards', 'views', 'protocol', ...SERVICES],
    packages: /^(botbuilder|zod$|htmlparser2$|node:)/,
  },
  'bots/proactive': {
    rooms: ['bots/proactive', 'bots/channel', 'commands', 'views', 'protocol', ...SERVICES],
    packages: /^(botbuilder|node:)/,
  },
  'bots/inbox': {
    rooms: ['bots/inbox', 'bots/channel', 'services/conversations', ...DOWN_TO_NOTIFY],
    packages: /^(botbuilder$|node:)/,
  },
  'bots/http': {
    rooms: ['bots/http', 'bots/channel', ...PURE],
    packages: /^(botbuilder$|restify$|zod$|node:)/,
  },
  'bots/channel': {
    rooms: ['bots/channel', 'protocol', 'services/access', ...PURE],
    packages: /^(botbuilder$|jose$|zod$|node:)/,
  },
  commands: { rooms: ['commands', 'views', 'protocol', ...SERVICES], packages: /^(zod$|node:)/ },
  dialogs: { rooms: ['dialogs', ...PURE], packages: /^(botbuilder|node:)/ },
  cards: {
    rooms: ['cards', 'protocol', ...DOWN_TO_NOTIFY],
    packages: /^(adaptivecards-templating|adaptive-expressions|i18next)$/,
  },
  views: { rooms: ['views', 'protocol', ...SERVICES], packages: /^node:/ },
  protocol: { rooms: ['protocol', ...DOWN_TO_NOTIFY], packages: /^zod$/ },
  'services/azure': { rooms: ['services/azure', 'services/readBudget', ...PURE], packages: /^(@azure\/|node:|zod$)/ },
  'services/readBudget': { rooms: ['services/readBudget', ...PURE], packages: /^node:/ },
  'services/store': { rooms: ['services/store', ...SERVICES], packages: /^(kysely|libsql|pg$|node:)/ },
  'services/onDemand': {
    rooms: ['services/onDemand', 'services/conversations', 'services/monitor', ...DOWN_TO_NOTIFY],
    packages: /^node:/,
  },
  'services/conversations': {
    rooms: ['services/conversations', 'services/monitor', ...DOWN_TO_NOTIFY],
    packages: /^node:/,
  },
  'services/monitor': { rooms: ['services/monitor', ...DOWN_TO_NOTIFY], packages: /^node:/ },
  'services/notify': { rooms: DOWN_TO_NOTIFY, packages: /^node:/ },
  'services/subscriptions': { rooms: ['services/subscriptions', 'services/access', ...PURE], packages: /^node:/ },
  'services/access': { rooms: ['services/access', ...PURE], packages: /^(zod$|node:)/ },
  'services/backup': { rooms: PURE, packages: /^$/ },
  'services/platform': { rooms: ['services/platform'], packages: /^(node:|pino$|zod$|prom-client$|@opentelemetry\/)/ },
  'tools/appPackage': {
    rooms: ['tools/appPackage', 'appPackage', 'commands', 'cards/locales', 'protocol', 'services/access', ...PURE],
    packages: /^(@microsoft\/app-manifest$|node:)/,
  },
};
const PRESENT = Object.entries(ROOMS);

describe.each(PRESENT)('%s', (room, { rooms, packages }) => {
  it('imports only from the rooms below it', () => {
    const strays = filesUnder(room).flatMap((file) =>
      importsOf(file)
        .filter((target) => (target.startsWith('.') ? !isIn(rooms, file, target) : !packages.test(target)))
        .map((target) => `${relative(ROOT, file)} imports ${target}`),
    );
    expect(strays).toEqual([]);
  });
});

it('every folder of the product is a room', () => {
  const folders = ['bots', 'services'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`),
  );
  expect(folders.filter((folder) => filesUnder(folder).length > 0 && !(folder in ROOMS))).toEqual([]);
});

it('imports make no circle, those of types among them', () => {
  const files = [...Object.keys(ROOMS), 'playground', 'simulation', 'bench', 'tools'].flatMap(filesUnder);
  const imports = new Map(files.map((file) => [file, filesImportedBy(file)]));
  expect(circleIn(imports)).toEqual([]);
});

it('only index.ts, the bench and the tests name the playground', () => {
  const strays = Object.keys(ROOMS)
    .flatMap(filesUnder)
    .filter((file) => importsOf(file).some((target) => target.includes('playground')));
  expect(strays.map((file) => relative(ROOT, file))).toEqual([]);
});

it('a package that loads late loads by module.require, which the bundle follows', () => {
  const files = [...Object.keys(ROOMS), 'playground', 'tools'].flatMap(filesUnder);
  const unseen = files.filter((file) => /\bcreateRequire\b/.test(readFileSync(file, 'utf8')));
  // Microsoft's package reads its schemas beside itself, so it is never bundled; `npm run package` runs in a clone.
  expect([...new Set(unseen.map((file) => relative(ROOT, file)))]).toEqual(['tools/appPackage/validate.ts']);
});

const EVERYWHERE = [...Object.keys(ROOMS), 'playground', 'simulation', 'bench', 'tools', 'test'];

it('no file is longer than fits a head: 300 lines', () => {
  const long = EVERYWHERE.flatMap(filesUnder).filter((file) => readFileSync(file, 'utf8').split('\n').length > 301);
  expect(long.map((file) => relative(ROOT, file))).toEqual([]);
});

it('no line of a comment is longer than 120 characters, as Prettier leaves comments alone', () => {
  const long = EVERYWHERE.flatMap(filesUnder).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.length > 120 && /^\s*(\/\/|\/?\*)/.test(line))
      .map((line) => `${relative(ROOT, file)}: ${line.trim()}`),
  );
  expect(long).toEqual([]);
});

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(ROOT, folder, name));
}

/** Static, dynamic, type and lazy imports alike: a type is a dependency too. */
function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const statics = [...source.matchAll(/^(?:import '|(?:import|export)\b[^'";]*from ')(?<target>[^']+)'/gm)];
  const dynamics = [...source.matchAll(/\b(?:import|require|load)\('(?<target>[^']+)'\)/g)];
  return [...statics, ...dynamics].map((match) => match.groups?.['target'] ?? '');
}

function filesImportedBy(file: string): readonly string[] {
  return importsOf(file)
    .filter((target) => target.startsWith('.'))
    .map((target) => `${resolve(file, '..', target.replace(/\.js$/, ''))}.ts`)
    .filter((target) => existsSync(target));
}

/** The files of one circle, in its order; [] where there is none. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].map((name) => relative(ROOT, name));
    if (done.has(file)) return [];
    path.push(file);
    for (const target of imports.get(file) ?? []) {
      const circle = visit(target);
      if (circle.length > 0) return circle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle.length > 0) return circle;
  }
  return [];
}

function isIn(rooms: readonly string[], file: string, target: string): boolean {
  const path = relative(ROOT, resolve(file, '..', target))
    .split(sep)
    .join('/');
  return rooms.some((room) => path.startsWith(`${room}/`));
}
