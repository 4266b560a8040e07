import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

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
const NAMESPACE = 'sources';
/** What only those parts of them import that nobody uses: a third of all text, if esbuild had to read it. */
const UNUSED =
  /^(?:@microsoft\/recognizers-text-(?!data-types)|antlr4ts|globalize|fast-xml-parser|@xmldom\/xmldom|xpath|fs-extra)/;

/**
 * Bundles these packages from their sources, and of them only what is used: none has a file that does something by
 * being loaded. They have a namespace of their own, since esbuild asks a plugin about each import of a namespace.
 */
export const fromSources = (root) => ({
  name: 'from sources',
  setup(build) {
    const found = (path) => ({ path: relative(root, path), namespace: NAMESPACE, sideEffects: false });
    build.onResolve({ filter: NAMED }, ({ path }) => {
      const { name, deep } = NAMED.exec(path).groups;
      const folder = join(root, 'node_modules', name);
      if (deep !== undefined) return found(sourceAt(join(folder, 'src', deep)));
      const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return found(sourceAt(join(folder, main.replace(/lib\//, 'src/').replace(/\.js$/, ''))));
    });
    build.onResolve({ filter: /./, namespace: NAMESPACE }, async ({ path, importer, kind }) => {
      const resolveDir = join(root, dirname(importer));
      const target = resolve(resolveDir, path);
      if (path.startsWith('.') && WITHIN.test(`${target}/`)) return found(sourceAt(target));
      if (isBuiltin(path) || UNUSED.test(path)) return { path, external: true, sideEffects: false };
      // Four of them bring the same zod along.
      const from = path === 'zod' ? join(root, 'node_modules/botbuilder-core') : resolveDir;
      return { ...(await build.resolve(path, { importer, kind, resolveDir: from })), sideEffects: false };
    });
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => {
      const source = readFileSync(join(root, path), 'utf8');
      return path.endsWith('.js') ? { contents: asModule(source) } : { contents: source, loader: 'ts' };
    });
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
