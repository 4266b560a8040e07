import type { PolicyPlan } from './policies';

/** How a VM's backups end. */
export interface Story {
  readonly outcome: 'completed' | 'transferFailed' | 'snapshotFailed';
  readonly consistency: 'AppConsistent' | 'FileSystemConsistent' | 'CrashConsistent';
  /** At least this many snapshot attempts fail first, because somebody changed the VM. */
  readonly retries: number;
  /** 3: with `Validate Backup`, which newer vaults report as a third task. */
  readonly tasks: 2 | 3;
}

export interface FleetVm {
  readonly name: string;
  /** As the VM spells it; container and item names hold it in lower case. */
  readonly resourceGroup: string;
  readonly os: 'Windows' | 'Linux';
  readonly tags: Readonly<Record<string, string>>;
  readonly vault: FleetVault;
  readonly policy: PolicyPlan;
  readonly story: Story;
  /** The story began this many nights before the start. Earlier runs succeeded. */
  readonly nights: number;
  /** `new`: protected, but without a backup before the start. */
  readonly life: 'protected' | 'new' | 'softDeleted';
}

export interface FleetVault {
  /** In lower case. */
  readonly subscription: string;
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

/** The ids of the fleet's subscriptions, in lower case. */
export function subscriptionsOf({ vaults }: Fleet): readonly string[] {
  return [...new Set(vaults.map(({ subscription }) => subscription))];
}

/** A story with these differences from a backup of a Windows VM that succeeds. */
export function story(changes: Partial<Story> = {}): Story {
  return { outcome: 'completed', consistency: 'AppConsistent', retries: 0, tasks: 2, ...changes };
}

/** The story of `vm`'s runs before its own story began: they succeed. */
export function healthy(vm: Pick<FleetVm, 'os' | 'story'>): Story {
  return story({
    tasks: vm.story.tasks,
    consistency: vm.os === 'Windows' ? 'AppConsistent' : 'FileSystemConsistent',
  });
}

/** A key of the VM, unique in the subscription. */
export function vmKey({ vault, resourceGroup, name }: FleetVm): string {
  return `${vault.name}/${resourceGroup}/${name}`.toLowerCase();
}
