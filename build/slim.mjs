import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * libsql names the package of its native addon at run time. Each that npm has installed, one for each C library of this
 * platform, is copied beside the bundle. Which C library it is, libsql asks for twice: the second way writes a report of
 * the whole process.
 */
export const databaseAddon = (root) => ({
  name: 'database addon',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/libsql\/index\.js$/ }, ({ path }) => {
      const cases = readdirSync(join(root, 'node_modules/@libsql')).map(
        (target) => `case '${target}': return require('@libsql/${target}/index.node');`,
      );
      const libc = "process.platform === 'linux' ? `linux-${process.arch}-${familySync() === MUSL ? 'musl' : 'gnu'}`";
      const named = replaced(readFileSync(path, 'utf8'), 'currentTarget()', `${libc} : currentTarget()`);
      return {
        contents: replaced(named, 'return require(`@libsql/${target}`);', `switch (target) { ${cases.join(' ')} }`),
      };
    });
  },
});

function replaced(source, from, to) {
  if (source.split(from).length !== 2) throw new Error(`a package no longer has this once: ${from}`);
  return source.replace(from, () => to);
}

/** Of restify the server alone: its plugins, of which the bot uses none, load a third of all its packages. */
export const serverOfRestify = {
  name: 'server of restify',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/restify\/lib\/index\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const kept = source.replace(/^module\.exports\.(?:plugins|pre|helpers) = .*$/gm, '');
      if (kept.includes('./plugins')) throw new Error(`${path} names its plugins in another way than before`);
      return { contents: kept };
    });
  },
};

/**
 * Of Azure's clients those groups of operations that our code names, from their ES modules: a client makes an object of
 * each group, with descriptions of all that it sends.
 */
export const operationsOfAzure = (root) => ({
  name: 'operations of Azure',
  setup({ onLoad, onResolve }) {
    const ours = ['services', 'tools'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(root, folder, name), 'utf8')),
    );
    onResolve({ filter: /^@azure\/arm-/ }, ({ path }) => ({
      path: join(root, 'node_modules', path, 'dist-esm/src/index.js'),
      sideEffects: false,
    }));
    const used = (group) => ours.some((source) => new RegExp(`\\.${group}\\b`).test(source));
    onLoad({ filter: /\/@azure\/arm-[^/]+\/dist-esm\/src\/\w+Client\.js$/ }, ({ path }) => {
      const kept = readFileSync(path, 'utf8').replace(/^\s*this\.(\w+) = new \w+Impl\(this\);$/gm, (line, group) =>
        used(group) ? line : '',
      );
      const imports = [...kept.matchAll(/new (?<name>(?<first>\w)(?<rest>\w+)Impl)\(this\)/g)].map(
        ({ groups: { name, first, rest } }) => `import { ${name} } from "./operations/${first.toLowerCase()}${rest}";`,
      );
      return { contents: kept.replace(/^import .* from "\.\/operations";$/m, () => imports.join('\n')) };
    });
    onLoad({ filter: /\/@azure\/arm-[^/]+\/dist-esm\/src\/index\.js$/ }, ({ path }) => ({
      contents: replaced(readFileSync(path, 'utf8'), 'export * from "./operationsInterfaces";', ''),
    }));
  },
});

/** Our sentences stand instead of zod's: of its forty languages esbuild need read none. */
export const languagesOfZod = {
  name: 'languages of zod',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

/** V8 parses JSON sooner than the same text as JavaScript, and keeps less of it. */
export const jsonAsText = {
  name: 'JSON as text',
  setup({ onLoad }) {
    onLoad({ filter: /\.json$/ }, ({ path }) => {
      if (path.includes('/node_modules/')) return null;
      const text = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      return { contents: `export default /* @__PURE__ */ JSON.parse(${JSON.stringify(text)});` };
    });
  },
};

/** The Azure clients ask of each request whether its body is a form, which loads Node's fetch. A string is none. */
export const formsAreObjects = {
  name: 'forms are objects',
  setup({ onLoad }) {
    onLoad({ filter: /\/@typespec\/ts-http-runtime\/dist\/esm\/formData\.js$/ }, ({ path }) => ({
      contents: replaced(readFileSync(path, 'utf8'), 'typeof FormData', "typeof body === 'object' && typeof FormData"),
    }));
  },
};
