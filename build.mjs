// `npm run build [-- FOLDER]`: bundles into dist/ with esbuild, without a look at types (`npm run typecheck` does that).
// `--quick`, as `npm start` asks for, leaves out the source maps and the bench, a quarter of the time.
import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

import { parsedExpressions } from './build/expressions.mjs';
import { fromSources } from './build/fromSources.mjs';
import { filesToChange, lateFiles, latePackages } from './build/late.mjs';
import { writeLicences } from './build/licences.mjs';
import {
  databaseAddon,
  formsAreObjects,
  jsonAsText,
  languagesOfZod,
  operationsOfAzure,
  serverOfRestify,
} from './build/slim.mjs';

const ROOT = import.meta.dirname;
const {
  values: { quick = false },
  positionals,
} = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true });
const TARGET = resolve(positionals[0] ?? join(ROOT, 'dist'));
/** Made beside its place and put there when it is whole: a bot that runs from there still loads files. */
const OUT = `${TARGET}.${process.pid}.tmp`;
const OLD = `${TARGET}.${process.pid}.old`;
const TRIES_MAX = 10;

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

/** Each import that the filter lets through costs esbuild a question to this process. */
const PROGRAM_NAMES = new RegExp(`^\\..*/(?:${PROGRAMS.map((file) => basename(file, '.ts')).join('|')})(?:\\.js)?$`);

/** A program that another one imports is loaded from its own file: a copy would run its `require.main === module`. */
const programsApart = {
  name: 'programs apart',
  setup({ onResolve }) {
    onResolve({ filter: PROGRAM_NAMES, namespace: 'file' }, ({ path, importer, resolveDir }) => {
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
  // Of a file that is imported, Node looks for its exports first, in all that it loads: `require` does without.
  supported: { 'dynamic-import': false },
  // As tsc made these packages, which the bundle takes from their sources.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, experimentalDecorators: true } },
  // esbuild follows the one, jest's transform and tests need the other.
  define: { 'module.require': 'require' },
  sourcemap: !quick,
  sourcesContent: false,
  minifyWhitespace: true,
  minifySyntax: true,
  // Node shows the whole line at which an error was thrown.
  lineLimit: 200,
  logLevel: 'warning',
};

const CHANGED = filesToChange(ROOT, ROOMS);
const ENTRIES = [...filesIn('tools'), ...PLAYGROUND].map((file) => ({ in: file, out: file.replace(/\.ts$/, '') }));

// Of esbuild, which lives three seconds: a fifth sooner, and 590 MB at most instead of 460.
process.env.GOGC ??= 'off';
process.on('exit', () => [OUT, OLD].forEach((folder) => rmSync(folder, { recursive: true, force: true })));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const [{ metafile }] = await Promise.all([
  build({
    ...COMMON,
    entryPoints: [{ in: 'index.ts', out: 'bot' }, ...ENTRIES, ...lateFiles(ROOT, CHANGED)],
    plugins: [
      programsApart,
      latePackages(ROOT, CHANGED),
      databaseAddon(ROOT),
      formsAreObjects,
      jsonAsText,
      languagesOfZod,
      operationsOfAzure(ROOT),
      serverOfRestify,
      parsedExpressions(ROOT),
      fromSources(ROOT),
    ],
    // dist/bot.js is the program if dist/index.js is, which loads it.
    banner: { js: 'const programModule = [module, module.parent].includes(require.main) ? module : undefined;' },
    define: { ...COMMON.define, 'require.main': 'programModule' },
    loader: { '.node': 'copy' },
    assetNames: 'native/[name]-[hash]',
    // Tried and not there, or found when the page is served.
    external: ['dtrace-provider', 'pg-native', 'adaptivecards/*', 'markdown-it/*'],
    // The module of Node is deprecated, and a bundle is not excused as what stands in node_modules is.
    alias: { punycode: 'punycode/' },
    legalComments: 'none',
    metafile: true,
  }),
  // As their users run them: packages come from node_modules.
  build({ ...COMMON, entryPoints: quick ? [] : BENCH, plugins: [programsApart], packages: 'external' }),
  build({
    ...COMMON,
    entryPoints: ['playground/page/page.ts', 'playground/page/galleryPage.ts'],
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
  }),
]);
copyFileSync(join(ROOT, 'build/index.cjs'), join(OUT, 'index.js'));
writeLicences(ROOT, Object.keys(metafile.inputs), join(OUT, 'licences.txt'));
putInPlace();

/** Another build may do the same at this moment. */
function putInPlace() {
  for (let tries = 1; ; tries += 1) {
    rmSync(OLD, { recursive: true, force: true });
    try {
      renameSync(TARGET, OLD);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    try {
      renameSync(OUT, TARGET);
      return;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes(error.code) || tries === TRIES_MAX) throw error;
    }
  }
}
