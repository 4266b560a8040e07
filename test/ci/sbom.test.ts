import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

import { lockedPackages } from '../support/lockFile';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
}

interface Bill {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

it('npm run sbom lists each production package of the lock file, and no other', () => {
  const { stdout, stderr, status } = spawnSync('npm', ['run', '--silent', 'sbom'], {
    cwd: resolve(__dirname, '../..'),
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const bill = JSON.parse(stdout) as Bill;
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'azure-backup-chatops' } } });

  const expected = lockedPackages()
    .filter(({ dev }) => !dev)
    .map(({ name, version }) => ({ name, version, purl: `pkg:npm/${name.replace('@', '%40')}@${version}` }));
  const byPurl = new Map(expected.map((one) => [one.purl, one])); // A package may be installed twice in one version.
  const sorted = (all: readonly Component[]): readonly Component[] =>
    [...all].sort((a, b) => a.purl.localeCompare(b.purl, 'en'));
  expect(sorted(bill.components.map(({ name, version, purl }) => ({ name, version, purl })))).toEqual(
    sorted([...byPurl.values()]),
  );
});
