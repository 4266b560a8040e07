import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Packages that bring their TypeScript along, beside CommonJS of which esbuild cannot leave out what nobody uses. */
const PACKAGES = [
  'adaptive-expressions',
  'adaptivecards-templating',
  'botbuilder',
  'botbuilder-core',
  'botbuilder-dialogs',
  'botbuilder-stdlib',
  'botframework-connector',
  'botframework-schema',
  'botframework-streaming',
];
const NAMED = new RegExp(`^(?<name>${PACKAGES.join('|')})(?:/lib/(?<deep>.+))?$`);
const WITHIN = new RegExp(`/node_modules/(?:${PACKAGES.join('|')})/src/`);
const DONE = 'found by its package';

/**
 * Bundles these packages from their sources, and of them only what is used: none has a file that does something by
 * being loaded.
 */
export const fromSources = (root) => ({
  name: 'from sources',
  setup(build) {
    const found = (path) => ({ path, sideEffects: false });
    build.onResolve({ filter: NAMED }, ({ path }) => {
      const { name, deep } = NAMED.exec(path).groups;
      const folder = join(root, 'node_modules', name);
      if (deep !== undefined) return found(sourceAt(join(folder, 'src', deep)));
      const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return found(sourceAt(join(folder, main.replace(/lib\//, 'src/').replace(/\.js$/, ''))));
    });
    build.onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === DONE || !WITHIN.test(importer)) return null;
      if (path.startsWith('.') && WITHIN.test(resolve(resolveDir, path)))
        return found(sourceAt(resolve(resolveDir, path)));
      // Four of them bring the same zod along.
      const from = path === 'zod' ? join(root, 'node_modules/botbuilder-core') : resolveDir;
      const result = await build.resolve(path, { importer, kind, resolveDir: from, pluginData: DONE });
      return { ...result, sideEffects: false };
    });
    build.onLoad({ filter: new RegExp(`${WITHIN.source}.*\\.js$`) }, ({ path }) => ({
      contents: asModule(readFileSync(path, 'utf8')),
    }));
  },
});

/** Two of the sources are CommonJS that tsc made: of what they require, all would be taken, a second time. */
const asModule = (source) =>
  source
    .replace(/^(?:Object\.defineProperty\(exports, "__esModule".*|exports\.\w+ = (?:exports\.\w+ = )*void 0;)$/gm, '')
    .replace(/^const (\w+) = require\((".*")\);$/gm, 'import * as $1 from $2;')
    .replace(/^exports\.(\w+) = \1;$/gm, 'export { $1 };');

function sourceAt(path) {
  const file = [`${path}.ts`, `${path}.js`, join(path, 'index.ts'), path].find(
    (one) => /\.\w+$/.test(one) && existsSync(one),
  );
  if (file === undefined) throw new Error(`there is no source at ${path}`);
  return file;
}
