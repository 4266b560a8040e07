import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What the first answer needs: `module.require` is for the tests, which load it in few files. */
const AT_ONCE = [
  '@azure/arm-recoveryservices',
  '@azure/arm-recoveryservicesbackup',
  '@azure/core-rest-pipeline',
].concat(['adaptivecards-templating', 'i18next']);
/** What botbuilder imports, and the first answer never needs. By name; `default` is the whole package. */
const OF_BOTBUILDER = {
  '@azure/identity': ['DefaultAzureCredential'],
  '@azure/msal-node': ['ConfidentialClientApplication', 'ManagedIdentityApplication'],
  axios: ['default'],
  base64url: ['default'],
  'https-proxy-agent': ['HttpsProxyAgent'],
  jsonwebtoken: ['decode', 'verify'],
  'node-fetch': ['default'],
  'rsa-pem-from-mod-exp': ['default'],
  ws: ['default'],
};
const BOTBUILDER = 'botbuilder';
const LOADED = /module\.require\(\s*'(?<name>[^'.][^']*)',?\s*\)/g;

const fileOf = (source) => `late/${source.replace(/\.ts$/, '').replaceAll('/', '-')}`;

/** Our files which load packages late or know zod, by their paths from the root. */
export const filesToChange = (root, folders) =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && /module\.require\(|from 'zod'/.test(read(root, folder, name)))
      .map((name) => `${folder}/${name}`),
  );

/** The files of `late/`: one for each file of ours that loads packages late, so that index.js is read sooner. */
export function lateFiles(root, files) {
  const sources = files.filter((file) => loadedLate(read(root, file)).length > 0);
  return [BOTBUILDER, ...sources].map((source) => ({ in: `late:${source}`, out: fileOf(source) }));
}

/** Makes these files, and lets all others load them. */
export const latePackages = (root, files) => ({
  name: 'late packages',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^late:/ }, ({ path, kind }) => ({
      path: path.slice('late:'.length),
      namespace: kind === 'entry-point' ? 'late' : 'load late',
    }));
    onLoad({ filter: /^botbuilder$/, namespace: 'late' }, () => ({
      contents: Object.keys(OF_BOTBUILDER)
        .map((name) => `exports['${name}'] = () => require('${name}');`)
        .join('\n'),
      resolveDir: join(root, 'node_modules/botframework-connector'),
    }));
    onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({ contents: packagesOf(root, path), resolveDir: root }));
    // From a file of dist/, or of a folder in it.
    onLoad({ filter: /./, namespace: 'load late' }, ({ path }) => ({
      contents: `const { existsSync } = require('node:fs');
        const { join } = require('node:path');
        const at = ['.', '..', '../..'].map((up) => join(__dirname, up, '${fileOf(path)}.js'));
        module.exports = require(at.find((one) => existsSync(one)) ?? at[0]);`,
      resolveDir: root,
    }));
    // esbuild waits for an answer about each file that the filter lets through.
    onLoad({ filter: new RegExp(`/(?:${files.join('|')})$`) }, ({ path }) => {
      const file = relative(root, path);
      return files.includes(file) ? { contents: loadingLate(file, read(path)), loader: 'ts' } : null;
    });
    onResolve({ filter: new RegExp(`^(?:${Object.keys(OF_BOTBUILDER).join('|')})$`) }, ({ path, importer }) =>
      /^node_modules\/bot(?:builder|framework)[^/]*\/src\//.test(importer)
        ? { path, namespace: 'of botbuilder', sideEffects: false }
        : null,
    );
    onLoad({ filter: /./, namespace: 'of botbuilder' }, ({ path }) => ({ contents: standIns(path), resolveDir: root }));
  },
});

/** The file of `late/` for a file of ours. */
function packagesOf(root, path) {
  const source = read(root, path);
  return loadedLate(source)
    .map((name, at) => {
      const names = namesUsed(source, name);
      if (names === null) return `export const $${at} = require('${name}');`;
      return `import { ${names.map((one) => `${one} as ${one}$${at}`).join(', ')} } from '${name}';
        export const $${at} = { ${names.map((one) => `${one}: ${one}$${at}`).join(', ')} };`;
    })
    .join('\n');
}

/** A file of ours, which loads packages from `late/` instead of asking Node for them. */
function loadingLate(file, text) {
  // Of the object `z` esbuild leaves nothing out, of the module it does.
  const source = text.replace("import { z } from 'zod'", "import * as z from 'zod'");
  const late = loadedLate(source);
  const imports = [];
  const contents = source.replace(LOADED, (_, name) => {
    if (late.includes(name)) return `require('late:${file}').$${late.indexOf(name)}`;
    const names = namesUsed(source, name);
    const mark = `$${imports.length}`;
    if (names === null) {
      imports.push(`import * as all${mark} from '${name}';`);
      return `all${mark}`;
    }
    imports.push(`import { ${names.map((one) => `${one} as ${one}${mark}`).join(', ')} } from '${name}';`);
    return `{ ${names.map((one) => `${one}: ${one}${mark}`).join(', ')} }`;
  });
  // On the first line, so that the others keep their numbers.
  return `${imports.join(' ')} ${contents}`;
}

/** Load the package when they are first called, made new or asked for a member. */
function standIns(path) {
  const loaded = `require('late:${BOTBUILDER}')['${path}']()`;
  const one = (name) =>
    name === 'default' ? `((all) => (all.__esModule ? all.default : all))(${loaded})` : `${loaded}.${name}`;
  return OF_BOTBUILDER[path]
    .map(
      (name) => `const ${name}$ = () => ${one(name)};
        export ${name === 'default' ? 'default' : `const ${name} =`} /* @__PURE__ */ new Proxy(function () {}, {
          apply: (_, self, given) => Reflect.apply(${name}$(), self, given),
          construct: (_, given) => Reflect.construct(${name}$(), given),
          get: (_, member) => ${name}$()[member],
        });`,
    )
    .join('\n');
}

const read = (...path) => readFileSync(join(...path), 'utf8');

const loadedLate = (source) => [
  ...new Set([...source.matchAll(LOADED)].map(({ groups }) => groups.name).filter((name) => !AT_ONCE.includes(name))),
];

/**
 * The names of a package that a file uses; null where it may use all. `const { A, B } = …` says so itself; of
 * `const sdk = …` these are `sdk.A` and `sdk.B`.
 */
function namesUsed(source, path) {
  const kept = new RegExp(`const (\\{[^}]*\\}|\\w+) = module\\.require\\(\\s*'${path}'`).exec(source)?.[1];
  if (kept === undefined) return null;
  if (kept.startsWith('{'))
    return kept
      .slice(1, -1)
      .split(',')
      .map((name) => name.trim());
  const code = source.replace(/\/\*.*?\*\/|\/\/.*?$/gms, '');
  const uses = [...code.matchAll(new RegExp(`(?<!const |[\\w.'-])${kept}\\b(?:\\.(?<name>\\w+))?`, 'g'))];
  const names = uses.map(({ groups }) => groups.name);
  return names.includes(undefined) ? null : [...new Set(names)];
}
