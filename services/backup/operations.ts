import type { Job } from './types';

/** Operations that leave the VM itself alone (AZURE.md 3; the last three stand in Azure's enum only). */
const ADMINISTRATIVE = new Set([
  'configurebackup',
  'disablebackup',
  'deletebackupdata',
  'undelete',
  'register',
  'unregister',
  'updatecustomermanagedkey',
]);

/**
 * What a job does to its VM. `unknown` is an operation that Azure added later, `Invalid`, or none at all: it may do
 * anything. Restores are told by their name, so that new kinds of them count (`CrossRegionRestore`).
 */
export function operationOf(job: Job): 'backup' | 'restore' | 'administrative' | 'unknown' {
  const name = job.operation.trim().toLowerCase();
  if (name === 'backup') return 'backup';
  if (name.includes('restore')) return 'restore';
  return ADMINISTRATIVE.has(name) ? 'administrative' : 'unknown';
}
