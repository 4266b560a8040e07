import { restoreTargetOf } from '../../../services/backup/operations';
import { aJob, aRestore } from '../../support/samples';

describe('restoreTargetOf', () => {
  it.each([
    ['Replace disks', 'vm'],
    ['replace  DISKS ', 'vm'],
    ['Replace existing', 'vm'],
    ['Replace existing disks', 'vm'],
    ['Recover disks', 'elsewhere'],
    [' recover disks', 'elsewhere'],
    ['Restore disks', 'elsewhere'],
    ['Cross region restore', 'elsewhere'],
    ['Recover disks and files', 'unknown'],
    ['Teleport', 'unknown'],
    ['', 'unknown'],
  ])('when the kind is “%s”, then it writes to %s', (kind, target) => {
    expect(restoreTargetOf(aRestore({ kind }))).toBe(target);
  });

  it.each([
    ['', 'OriginalLocation', 'vm'],
    ['', 'RestoreDisks', 'elsewhere'],
    ['Recover disks', 'RestoreDisks', 'elsewhere'],
    // Kind and location contradict each other: `vm` where either names it, else unknown.
    ['Recover disks', 'OriginalLocation', 'vm'],
    ['Replace disks', 'RestoreDisks', 'vm'],
    ['Recover disks', 'AlternateLocation', 'unknown'],
    ['Recover disks', 'Orbit', 'unknown'],
    ['Teleport', 'RestoreDisks', 'unknown'],
  ])('when the kind is “%s” and the location “%s”, then it writes to %s', (kind, location, target) => {
    expect(restoreTargetOf(aRestore({ kind, location }))).toBe(target);
  });

  it.each(['Recover VM to an alternate location', 'Create new VM', 'Create virtual machine', 'create new'])(
    'when it is “%s”, then it depends on which VM it creates',
    (kind) => {
      const target = (targetVm: string, targetResourceGroup = ''): string =>
        restoreTargetOf(aRestore({ kind, targetVm, targetResourceGroup }));

      expect(target('vm-01-restored')).toBe('elsewhere');
      expect(target('')).toBe('unknown');
      expect(target('vm-01')).toBe('vm');
      expect(target(' VM-01 ', 'RG-PROD')).toBe('vm');
      expect(target('vm-01', 'rg-other')).toBe('elsewhere');
    },
  );

  it('when the resource group of the VM is not known, then a VM of its name is taken for it', () => {
    const restore = { kind: 'Create new VM', targetVm: 'vm-01', targetResourceGroup: 'rg-other' };

    expect(restoreTargetOf(aRestore(restore, { vmResourceGroup: null }))).toBe('vm');
  });

  it('when the operation is one into the paired region, then it cannot write to the VM', () => {
    expect(restoreTargetOf(aJob({ operation: 'CrossRegionRestore' }))).toBe('elsewhere');
    expect(restoreTargetOf(aJob({ operation: 'Restore' }))).toBe('unknown');
  });
});
