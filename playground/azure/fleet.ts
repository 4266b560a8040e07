import type { PolicyPlan } from './policies';

/** What becomes of a VM's backups. */
export interface Story {
  readonly outcome: 'completed' | 'transferFailed' | 'snapshotFailed';
  readonly consistency: 'AppConsistent' | 'FileSystemConsistent' | 'CrashConsistent';
  /** The snapshot is repeated at least so often, because the VM was being changed. */
  readonly retries: number;
  /** 3: with `Validate Backup`, as newer vaults report (AZURE.md 3). */
  readonly tasks: 2 | 3;
}

export interface FleetVm {
  readonly name: string;
  /** In the VM's own spelling; the names of container and item carry it in lower case. */
  readonly resourceGroup: string;
  readonly os: 'Windows' | 'Linux';
  readonly vault: FleetVault;
  readonly policy: PolicyPlan;
  readonly story: Story;
  /** The story began so many nights before the start; earlier runs went well. */
  readonly nights: number;
  /** `new`: protected, but never backed up before the start. */
  readonly life: 'protected' | 'new' | 'softDeleted';
}

export interface FleetVault {
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly policies: readonly PolicyPlan[];
}

export interface Fleet {
  readonly vaults: readonly FleetVault[];
  readonly vms: readonly FleetVm[];
  /** Whether policies start backups after the simulator's start. */
  readonly scheduled: boolean;
}

/** A story from what is told about it; everything else goes well on Windows. */
export function story(told: Partial<Story> = {}): Story {
  return { outcome: 'completed', consistency: 'AppConsistent', retries: 0, tasks: 2, ...told };
}

/** What `vm`'s backups are like where its story does not apply. */
export function healthy(vm: Pick<FleetVm, 'os' | 'story'>): Story {
  return story({
    tasks: vm.story.tasks,
    consistency: vm.os === 'Windows' ? 'AppConsistent' : 'FileSystemConsistent',
  });
}

/** One text per VM, unique in the subscription. */
export function vmKey({ vault, resourceGroup, name }: FleetVm): string {
  return `${vault.name}/${resourceGroup}/${name}`.toLowerCase();
}
