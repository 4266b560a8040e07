import type { Job } from './types';

/** Operations that do not touch the VM. The last three are known from Azure's enum only, not from real jobs. */
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
 * The kind of operation. `unknown` covers `Invalid`, no text, and later operations, which may do anything to the VM.
 * Any name with "restore" in it counts as a restore, to cover later kinds too (`CrossRegionRestore`).
 */
export function operationOf(job: Job): 'backup' | 'restore' | 'administrative' | 'unknown' {
  const name = job.operation.trim().toLowerCase();
  if (name === 'backup') return 'backup';
  if (name.includes('restore')) return 'restore';
  return ADMINISTRATIVE.has(name) ? 'administrative' : 'unknown';
}

/** Microsoft's names for kinds of restore, from the portal and from old and new job bodies. */
const ONTO_VM = /^replace\b/;
const CROSS_REGION = /^cross[- ]?region ?restore$/;
const DISKS_ONLY = /^(?:recover|restore) (?:managed |unmanaged )?disks?$/;
const NEW_VM =
  /^(?:recover vm to an alternate location|(?:create|restore) (?:a )?(?:new )?(?:vm|virtual machine)|create new)$/;

/**
 * Whether a restore writes to the VM that was backed up (Microsoft Learn, "How to restore Azure VM data"). "Replace
 * disks" does. "Recover disks" makes new disks, and a cross-region restore writes to another region. A restore that
 * creates a VM writes to this one only if the names are the same. `unknown`: a kind that Azure added later, or a job
 * from a list, whose rows carry no kind.
 */
export function restoreTargetOf(job: Job): 'vm' | 'elsewhere' | 'unknown' {
  const kind = wordsOf(job.restore?.kind ?? '');
  const location = wordsOf(job.restore?.location ?? '');
  if (ONTO_VM.test(kind) || location === 'originallocation') return 'vm';
  if (CROSS_REGION.test(wordsOf(job.operation)) || CROSS_REGION.test(kind)) return 'elsewhere';
  const [written, ...more] = new Set([targetByKind(kind), targetByLocation(location)].filter((one) => one !== null));
  // If kind and location contradict each other, or one of them is unknown, neither is trusted.
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

/** `unknown` if the new VM has no name yet: Azure names it only after the restore has begun to write. */
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
