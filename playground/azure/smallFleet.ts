import { HOUR_MS } from '../../services/platform/durations';
import { type Fleet, type FleetVault, type FleetVm, healthy, story } from './fleet';
import { SUBSCRIPTION_ID } from './names';
import { minuteAfter, type PolicyPlan } from './policies';

/** Three vaults in which every story occurs. Add a VM at the end of its vault. */
export function smallFleet(startMs: number): Fleet {
  const { daily, hourly, weekly } = policies(startMs);
  const tokyo: FleetVault = {
    subscription: SUBSCRIPTION_ID,
    name: 'vault-01',
    resourceGroup: 'rg-backup',
    location: 'japaneast',
    policies: [daily, hourly],
  };
  const osaka: FleetVault = {
    subscription: SUBSCRIPTION_ID,
    name: 'vault-02',
    resourceGroup: 'rg-backup',
    location: 'japanwest',
    policies: [daily, hourly, weekly],
  };
  const mumbai: FleetVault = {
    subscription: SUBSCRIPTION_ID,
    name: 'vault-03',
    resourceGroup: 'RG-Backup-India',
    location: 'centralindia',
    policies: [weekly, daily],
  };
  const linux = { os: 'Linux' } as const;
  const always = { nights: Infinity };
  return {
    vaults: [tokyo, osaka, mumbai],
    scheduled: true,
    vms: [
      vm([tokyo, daily], 'vm-01'),
      vm([tokyo, daily], 'vm-02', linux),
      vm([tokyo, daily], 'batch-stopped', { ...always, story: story({ consistency: 'CrashConsistent' }) }),
      vm([tokyo, daily], 'erp-vss', { nights: 3, story: story({ consistency: 'FileSystemConsistent' }) }),
      vm([tokyo, daily], 'ci-changed', { ...always, story: story({ retries: 3 }) }),
      vm([tokyo, daily], 'old-noagent', { nights: 2, story: story({ outcome: 'snapshotFailed' }) }),
      vm([tokyo, daily], 'files-warning', { nights: 1, story: story({ outcome: 'transferFailed' }) }),
      vm([tokyo, hourly], 'shop-db', {
        ...always,
        story: story({ tasks: 3, retries: 1 }),
        tags: { workload: 'SQL Server' },
      }),
      vm([osaka, daily], 'app-01', { ...linux, resourceGroup: 'rg-app-east' }),
      vm([osaka, daily], 'app-01', { ...linux, resourceGroup: 'rg-app-west' }),
      vm([osaka, weekly], 'kaikei-01', { resourceGroup: 'RG-経理' }),
      vm([osaka, hourly], 'web-01', linux),
      vm([mumbai, weekly], 'new-01', { ...linux, life: 'new' }),
      vm([mumbai, daily], 'trash-01', { life: 'softDeleted' }),
      vm([mumbai, weekly], 'Print-Server-01', { resourceGroup: 'RG-Office' }),
    ],
  };
}

function vm([vault, policy]: readonly [FleetVault, PolicyPlan], name: string, told: Partial<FleetVm> = {}): FleetVm {
  const os = told.os ?? 'Windows';
  return {
    name,
    resourceGroup: 'rg-app',
    os,
    tags: {},
    vault,
    policy,
    story: healthy({ os, story: story() }),
    nights: 0,
    life: 'protected',
    ...told,
  };
}

/** vm-01 and vm-02 stay idle for eight hours. The other policies start backups sooner, to have something to watch. */
function policies(startMs: number): { daily: PolicyPlan; hourly: PolicyPlan; weekly: PolicyPlan } {
  const daily: PolicyPlan = {
    name: 'DailyPolicy',
    timeZone: 'Tokyo Standard Time',
    enhanced: false,
    frequency: 'Daily',
    minute: minuteAfter(startMs, 8 * HOUR_MS, 'Tokyo Standard Time'),
  };
  const hourly: PolicyPlan = {
    name: 'EnhancedPolicy',
    timeZone: 'UTC',
    enhanced: true,
    frequency: 'Hourly',
    minute: minuteAfter(startMs, HOUR_MS, 'UTC'),
  };
  const weekly: PolicyPlan = {
    name: 'WeekdayPolicy',
    timeZone: 'India Standard Time',
    enhanced: false,
    frequency: 'Weekly',
    minute: minuteAfter(startMs, 4 * HOUR_MS, 'India Standard Time'),
  };
  return { daily, hourly, weekly };
}
