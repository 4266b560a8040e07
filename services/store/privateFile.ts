import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';

import type { Log } from '../platform/log';

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const OF_OTHERS = 0o077;
const STICKY = 0o1000;

/** Makes a missing `file` and its folder, for their owner alone. SQLite gives `-wal` and `-shm` the file's mode. */
export function createPrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: FOLDER_MODE });
  closeSync(openSync(file, 'a', FILE_MODE));
}

/**
 * Takes the rights of others from `file`, from the files that SQLite keeps beside it, and from its folder if that holds
 * nothing else (`/tmp` stays as it is). What stays open to others is logged. Never throws.
 */
export function keepPrivate(file: string, log: Log): void {
  const folder = dirname(file);
  try {
    const own = readdirSync(folder).filter((name) => name.startsWith(basename(file)));
    for (const name of own) tighten(`${folder}/${name}`, FILE_MODE, log);
    const isShared = own.length < readdirSync(folder).length || (statSync(folder).mode & STICKY) !== 0;
    if (!isShared) tighten(folder, FOLDER_MODE, log);
    else if (isOpen(folder))
      log.info({ folder }, "the database's folder is open to others and holds other files; it stays as it is");
  } catch (error) {
    log.warn({ err: error, folder }, 'who may read the database could not be looked up');
  }
}

function tighten(path: string, mode: number, log: Log): void {
  if (!isOpen(path)) return;
  try {
    chmodSync(path, mode);
  } catch (error) {
    log.warn({ err: error, path }, 'others on this machine may read the database; its mode could not be changed');
  }
}

function isOpen(path: string): boolean {
  return (statSync(path).mode & OF_OTHERS) !== 0;
}
