import type { Job } from './types';

/** Operations that leave the VM itself alone (docs/azure.md; the last three stand in Azure's enum only). */
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

/** Microsoft's names of what a restore writes, in the portal, in job bodies and in older ones. */
const ONTO_VM = /^replace\b/;
const CROSS_REGION = /^cross[- ]?region ?restore$/;
const DISKS_ONLY = /^(?:recover|restore) (?:managed |unmanaged )?disks?$/;
const NEW_VM =
  /^(?:recover vm to an alternate location|(?:create|restore) (?:a )?(?:new )?(?:vm|virtual machine)|create new)$/;

/**
 * Whether a restore writes to the VM that it is a restore of. "Replace disks" does. "Recover disks" writes disks, and a
 * restore into the paired region cannot reach the VM (Microsoft Learn, "How to restore Azure VM data"). One that creates
 * a VM touches this one only where it creates it anew under its own name. A kind that we do not know is `unknown`, and
 * so is a job from a list, whose row does not carry the kind.
 */
export function restoreTargetOf(job: Job): 'vm' | 'elsewhere' | 'unknown' {
  const kind = wordsOf(job.restore?.kind ?? '');
  const location = wordsOf(job.restore?.location ?? '');
  if (ONTO_VM.test(kind) || location === 'originallocation') return 'vm';
  if (CROSS_REGION.test(wordsOf(job.operation)) || CROSS_REGION.test(kind)) return 'elsewhere';
  const [written, ...more] = new Set([targetByKind(kind), targetByLocation(location)].filter((one) => one !== null));
  // Where kind and location contradict each other, or one of them is new to us, neither is believed.
  if (more.length > 0) return 'unknown';
  if (written === 'newVm') return newVmTarget(job);
  return written === 'disks' ? 'elsewhere' : 'unknown';
}

type Written = 'disks' | 'newVm' | 'unknown';

function targetByKind(kind: string): Written | null {
  if (kind === '') return null;
  if (DISKS_ONLY.test(kind)) return 'disks';
  return NEW_VM.test(kind) ? 'newVm' : 'unknown';
}

function targetByLocation(location: string): Written | null {
  if (location === '') return null;
  if (location === 'restoredisks') return 'disks';
  return location === 'alternatelocation' ? 'newVm' : 'unknown';
}

/** Azure names the new VM only once the restore has begun to write. */
function newVmTarget({ restore, vmName, vmResourceGroup }: Job): 'vm' | 'elsewhere' | 'unknown' {
  const { targetVm = '', targetResourceGroup = '' } = restore ?? {};
  if (wordsOf(targetVm) === '') return 'unknown';
  if (wordsOf(targetVm) !== wordsOf(vmName)) return 'elsewhere';
  const isElsewhere = vmResourceGroup !== null && wordsOf(targetResourceGroup) !== '';
  return isElsewhere && wordsOf(targetResourceGroup) !== wordsOf(vmResourceGroup) ? 'elsewhere' : 'vm';
}

function wordsOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
