import { accessSync, constants, statfsSync, statSync } from 'node:fs';

/** What is asked of a file system. */
export interface Disk {
  /** Whether this process may make files in the folder. */
  canWrite(folder: string): boolean;
  freeBytes(folder: string): number;
  /** The permission bits of a file; null where the platform has none, or there is no such file. */
  modeOf(file: string): number | null;
}

export const realDisk: Disk = {
  canWrite(folder) {
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
      return statSync(folder).isDirectory();
    } catch {
      return false;
    }
  },
  freeBytes(folder) {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  },
  modeOf(file) {
    if (process.platform === 'win32') return null;
    return statSync(file, { throwIfNoEntry: false })?.mode ?? null;
  },
};
