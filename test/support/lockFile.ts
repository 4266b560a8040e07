import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Null where the package's own manifest names none. */
  readonly license: string | null;
  /** Whether an installation without development packages leaves it out. */
  readonly dev: boolean;
}

interface LockEntry {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
}

const LOCK_FILE = join(resolve(__dirname, '../..'), 'package-lock.json');

/** All packages that `package-lock.json` names, for each platform; one may stand there in several versions. */
export function lockedPackages(): readonly LockedPackage[] {
  const { packages } = JSON.parse(readFileSync(LOCK_FILE, 'utf8')) as { packages: Readonly<Record<string, LockEntry>> };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { version, license, dev }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      license: license ?? null,
      dev: dev ?? false,
    }));
}
