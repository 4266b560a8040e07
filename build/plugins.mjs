import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * libsql names the package of its native addon at run time. Each that npm has installed, one for each C library of this
 * platform, is copied beside the bundle.
 */
export const databaseAddon = (root) => ({
  name: 'database addon',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/libsql\/index\.js$/ }, ({ path }) => {
      const named = 'return require(`@libsql/${target}`);';
      const source = readFileSync(path, 'utf8');
      if (!source.includes(named)) throw new Error(`${path} loads its addon in another way than before`);
      const cases = readdirSync(join(root, 'node_modules/@libsql')).map(
        (target) => `case '${target}': return require('@libsql/${target}/index.node');`,
      );
      return { contents: source.replace(named, `switch (target) { ${cases.join(' ')} }`) };
    });
  },
});

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
