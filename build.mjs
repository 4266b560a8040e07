// `npm run build [-- FOLDER]`: bundles into dist/ with esbuild, without a look at types (`npm run typecheck` does that).
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import { build } from 'esbuild';

import { parsedExpressions } from './build/expressions.mjs';
import { fromSources } from './build/fromSources.mjs';
import { lateEntries, lateFiles, latePackages } from './build/late.mjs';
import { writeLicences } from './build/licences.mjs';
import { databaseAddon, formsAreObjects, jsonAsText, operationsOfAzure, serverOfRestify } from './build/slim.mjs';

const ROOT = import.meta.dirname;
const OUT = resolve(process.argv[2] ?? join(ROOT, 'dist'));

const filesIn = (folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);

const ROOMS = ['bots', 'cards', 'commands', 'dialogs', 'playground', 'protocol', 'services', 'tools', 'views'];
/** Each becomes one file of its own. */
const PRODUCT = ['index.ts', ...filesIn('tools')];
const PLAYGROUND = ['playground/start.ts', 'playground/azure/main.ts'];
const BENCH = [...filesIn('bench'), 'simulation/nightlyAzure.ts'];
const PROGRAMS = [...PRODUCT, ...PLAYGROUND, ...BENCH].map((file) => join(ROOT, file));

/** A program that another one imports is loaded from its own file: a copy would run its `require.main === module`. */
const programsApart = {
  name: 'programs apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\./, namespace: 'file' }, ({ path, importer, resolveDir }) => {
      const target = `${resolve(resolveDir, path).replace(/\.js$/, '')}.ts`;
      if (!PROGRAMS.includes(target) || importer === '') return null;
      const from = join(PROGRAMS.includes(importer) ? importer : join(ROOT, 'index.ts'), '..');
      const to = relative(from, target).replace(/\.ts$/, '.js');
      return { path: to.startsWith('.') ? to : `./${to}`, external: true };
    });
  },
};

const COMMON = {
  absWorkingDir: ROOT,
  outdir: OUT,
  outbase: ROOT,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  // As tsc made these packages, which the bundle takes from their sources.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, experimentalDecorators: true } },
  // esbuild follows the one, jest's transform and tests need the other.
  define: { 'module.require': 'require' },
  sourcemap: true,
  minifyWhitespace: true,
  minifySyntax: true,
  // Node shows the whole line at which an error was thrown.
  lineLimit: 200,
  logLevel: 'warning',
};

const PACKAGES = [
  databaseAddon(ROOT),
  formsAreObjects,
  jsonAsText,
  operationsOfAzure(ROOT),
  serverOfRestify,
  parsedExpressions(ROOT),
  fromSources(ROOT),
];
const bundle = (entryPoints, plugins, more = {}) =>
  build({
    ...COMMON,
    ...more,
    entryPoints,
    plugins: [programsApart, ...plugins, ...PACKAGES],
    loader: { '.node': 'copy' },
    assetNames: 'native/[name]-[hash]',
    // Tried and not there, or found when the page is served.
    external: ['dtrace-provider', 'pg-native', 'adaptivecards/*', 'markdown-it/*'],
    // The module of Node is deprecated, and a bundle is not excused as what stands in node_modules is.
    alias: { punycode: 'punycode/' },
    legalComments: 'none',
    metafile: true,
  });

rmSync(OUT, { recursive: true, force: true });
const [index, tools, late] = await Promise.all([
  bundle([{ in: 'index.ts', out: 'bot' }], [latePackages(ROOT, './')], {
    // It is the program if index.js is, which loads it.
    banner: { js: 'const programModule = require.main === module.parent ? module : undefined;' },
    define: { ...COMMON.define, 'require.main': 'programModule' },
  }),
  bundle(filesIn('tools'), [latePackages(ROOT, '../')]),
  bundle(lateFiles(ROOT, ROOMS), [lateEntries(ROOT)]),
  bundle(['playground/start.ts'], [latePackages(ROOT, '../')]),
  bundle(['playground/azure/main.ts'], [latePackages(ROOT, '../../')]),
  // As their users run them: packages come from node_modules.
  build({ ...COMMON, entryPoints: BENCH, plugins: [programsApart], packages: 'external' }),
  build({
    ...COMMON,
    entryPoints: ['playground/page/page.ts', 'playground/page/galleryPage.ts'],
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
  }),
]);
copyFileSync(join(ROOT, 'build/index.cjs'), join(OUT, 'index.js'));
const inputs = [index, tools, late].flatMap(({ metafile }) => Object.keys(metafile.inputs));
writeLicences(ROOT, inputs, join(OUT, 'licences.txt'));
