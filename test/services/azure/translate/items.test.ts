import * as fc from 'fast-check';

import { protectedItemOf, recoveryPointOf, vaultRefOf } from '../../../../services/azure/translate/items';
import { jobOf } from '../../../../services/azure/translate/job';
import { policyOf } from '../../../../services/azure/translate/policy';
import { VAULT, vaultId } from '../../../support/samples';

const VM_ID = '/subscriptions/s/resourceGroups/RG-Prod/providers/Microsoft.Compute/virtualMachines/Vm-01';
const SHORT = 'iaasvmcontainerv2;rg-prod;vm-01';
const ITEM = {
  id: `${vaultId()}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${SHORT}/protectedItems/VM;${SHORT}`,
  name: `VM;${SHORT}`,
  properties: {
    friendlyName: 'Vm-01',
    virtualMachineId: VM_ID,
    protectedItemType: 'Microsoft.Compute/virtualMachines',
    backupManagementType: 'AzureIaasVM',
    workloadType: 'VM',
    containerName: SHORT,
    protectionState: 'Protected',
    policyId: `${vaultId()}/backupPolicies/DefaultPolicy`,
    lastBackupStatus: 'Completed',
    lastBackupTime: '2026-11-21T17:00:00.5Z',
    lastRecoveryPoint: '2026-11-21T17:00:03Z',
  },
};

function item(change: object = {}): ReturnType<typeof protectedItemOf> {
  return protectedItemOf({ ...ITEM, properties: { ...ITEM.properties, ...change } }, VAULT);
}

describe('a protected item', () => {
  it('is named by the URL that asks for it and by the VM', () => {
    expect(item()).toMatchObject({
      ref: { vault: VAULT, container: `IaasVMContainer;${SHORT}`, item: `VM;${SHORT}` },
      vm: { name: 'Vm-01', resourceGroup: 'RG-Prod', id: VM_ID },
      policy: { name: 'DefaultPolicy', enhanced: null },
      softDeleted: false,
      lastBackup: { status: 'Completed', at: new Date('2026-11-21T17:00:00.5Z') },
    });
  });

  it('when it was never backed up, then it has no last backup', () => {
    const fresh = { lastBackupStatus: '', lastBackupTime: '2001-01-01T00:00:00Z', lastRecoveryPoint: undefined };
    expect(item(fresh)).toMatchObject({ lastBackup: null, lastRecoveryPointAt: null });
  });

  it('when protection was stopped, then it has no policy; when it was deleted softly, then it says so', () => {
    expect(item({ policyId: '', isScheduledForDeferredDelete: true })).toMatchObject({
      policy: null,
      softDeleted: true,
    });
  });

  it('when its policy is V2, then that is the Enhanced one', () => {
    expect(item({ policyType: 'V2' })?.policy?.enhanced).toBe(true);
    expect(item({ policyType: 'V1' })?.policy?.enhanced).toBe(false);
  });

  it('when its id is missing, then its names come from the short container name', () => {
    const { name, properties } = ITEM;
    expect(protectedItemOf({ name, properties }, VAULT)?.ref.container).toBe(`IaasVMContainer;${SHORT}`);
  });

  it('when it is a database or a file share, then it is left out', () => {
    const sql = { protectedItemType: 'AzureVmWorkloadSQLDatabase', backupManagementType: 'AzureWorkload' };
    expect(item({ ...sql, workloadType: 'SQLDataBase' })).toBeNull();
  });
});

describe('a job', () => {
  const JOB = {
    name: 'c937d3d8-47b2-4f8d-8d8e-0a3aef2a470c',
    properties: {
      jobType: 'AzureIaaSVMJob',
      containerName: SHORT,
      entityFriendlyName: 'vm-01',
      backupManagementType: 'AzureIaasVM',
      operation: 'Backup',
      status: 'InProgress',
      startTime: '2026-11-22T17:00:00Z',
      extendedInfo: {
        tasksList: [
          { taskId: 'Take Snapshot', status: 'InProgress', duration: 'PT0S', startTime: '0001-01-01T00:00:00' },
          { taskId: 'Transfer data to vault', status: 'NotStarted' },
        ],
        propertyBag: { 'Backup Size': '14646 MB', 'Recovery Point Expiry Time in UTC': '12/22/2026 12:00:00 AM' },
      },
    },
  };
  const job = (change: object): ReturnType<typeof jobOf> =>
    jobOf({ ...JOB, properties: { ...JOB.properties, ...change } }, VAULT);

  it('carries every task in Azure’s order, its size and the retention that was asked for', () => {
    expect(job({})).toMatchObject({
      id: JOB.name,
      vmName: 'vm-01',
      vmResourceGroup: 'rg-prod',
      state: 'inProgress',
      endedAt: null,
      sizeMb: 14_646,
      retainUntil: new Date('2026-12-22T00:00:00Z'),
      tasks: [
        { name: 'Take Snapshot', state: 'inProgress', startedAt: null, durationMs: null },
        { name: 'Transfer data to vault', state: 'notStarted' },
      ],
    });
  });

  it('when it is a restore, then it carries what Azure says of its target, as far as it does', () => {
    const restore = (propertyBag: object, internalPropertyBag?: object): unknown =>
      job({ operation: 'Restore', extendedInfo: { propertyBag, internalPropertyBag } })?.restore;
    const none = { location: '', targetVm: '', targetResourceGroup: '' };

    expect(restore({ 'Job Type': ' Replace disks', 'Target VM Name': null }, { restoreLocationType: 'X' })).toEqual({
      ...{ kind: 'Replace disks', location: 'X', targetVm: '', targetResourceGroup: '' },
    });
    expect(restore({ 'Job Type': 'Recover disks' })).toEqual({ ...none, kind: 'Recover disks' });
    expect(restore({}, { restoreLocationType: 'RestoreDisks' })).toEqual({
      ...none,
      kind: '',
      location: 'RestoreDisks',
    });
    expect(restore({})).toBeNull();
    expect(job({})?.restore).toBeNull();
  });

  it('when it comes from a list, then its tasks are not known', () => {
    expect(job({ extendedInfo: undefined })?.tasks).toBeNull();
  });

  it('when Azure uses a state that we do not know, then it is unknown, in Azure’s word', () => {
    expect(job({ status: 'Hibernating' })).toMatchObject({ state: 'unknown', statusText: 'Hibernating' });
  });

  it('when the error has no name, then its number is its code', () => {
    const errorDetails = [
      { errorCode: 400136, errorTitle: 'UserErrorVmNotFoundV2', errorString: 'Gone.', recommendations: ['Look', 7] },
      { errorCode: 400001, errorTitle: '', errorString: 'Busy.' },
    ];
    expect(job({ status: 'Failed', errorDetails })?.errors).toEqual([
      { code: 'UserErrorVmNotFoundV2', message: 'Gone.', recommendations: ['Look', '7'] },
      { code: '400001', message: 'Busy.', recommendations: [] },
    ]);
  });

  it('when a code is longer than a button carries, then it is cut', () => {
    const [error] = job({ status: 'Failed', errorDetails: [{ errorTitle: 'x'.repeat(4_000) }] })?.errors ?? [];
    expect(error?.code).toHaveLength(200);
  });

  it('when it is an AzureIaaSVMJobV2, then it is the same; a workload’s or an agent’s job is left out', () => {
    expect(job({ jobType: 'AzureIaaSVMJobV2' })?.id).toBe(JOB.name);
    expect(job({ jobType: 'AzureWorkloadJob', backupManagementType: 'AzureWorkload' })).toBeNull();
    expect(job({ jobType: 'MabJob', backupManagementType: 'MAB' })).toBeNull();
  });

  it('when it does not say what it is about, then it stays: leaving it out could hide a snapshot', () => {
    expect(job({ jobType: undefined, backupManagementType: undefined })?.state).toBe('inProgress');
  });
});

describe('a recovery point', () => {
  const point = (properties: object): ReturnType<typeof recoveryPointOf> =>
    recoveryPointOf({
      name: '881451634271517',
      properties: { recoveryPointTime: '2026-11-21T17:00:03Z', ...properties },
    });

  it('when its tiers are numbers, then they have the names of today', () => {
    const recoveryPointTierDetails = [
      { type: 1, status: 1 },
      { type: 2, status: 1 },
    ];
    expect(point({ recoveryPointTierDetails })?.tiers).toEqual([
      { type: 'InstantRP', status: 'Valid' },
      { type: 'HardenedRP', status: 'Valid' },
    ]);
  });

  it('when a word is new, then it stays as it is written', () => {
    const properties = {
      recoveryPointType: 'QuantumConsistent',
      osType: 'BeOS',
      recoveryPointTierDetails: [{ type: 'constructor', status: 'Frozen' }],
    };
    expect(point(properties)).toMatchObject({
      type: 'QuantumConsistent',
      os: null,
      tiers: [{ type: 'constructor', status: 'Frozen' }],
    });
  });

  it('when its expiry has no zone, then it is UTC; without a time of its own it is left out', () => {
    const expiring = point({ osType: 'Linux', recoveryPointProperties: { expiryTime: '2026-12-22T00:00:00' } });
    expect(expiring).toMatchObject({ os: 'Linux', expiresAt: new Date('2026-12-22T00:00:00Z') });
    expect(point({ recoveryPointTime: 'once' })).toBeNull();
  });
});

describe('a policy', () => {
  const policy = (schedulePolicy: object, more: object = {}): ReturnType<typeof policyOf> =>
    policyOf({
      id: `${vaultId()}/backupPolicies/P`,
      name: 'P',
      properties: { backupManagementType: 'AzureIaasVM', timeZone: 'Tokyo Standard Time', schedulePolicy, ...more },
    });

  it('when it is daily, then its times are those of its own clock', () => {
    const standard = { schedulePolicyType: 'SimpleSchedulePolicy', scheduleRunFrequency: 'Daily' };
    const read = policy({ ...standard, scheduleRunTimes: ['2018-01-24T22:30:00Z'] });
    expect(read).toMatchObject({
      timeZone: 'Tokyo Standard Time',
      schedule: { kind: 'daily', times: [22 * 60 + 30] },
      enhanced: null,
      crashConsistentOnly: false,
    });
  });

  it('when it is Enhanced and hourly or weekly, then the schedule stands one level deeper', () => {
    const v2 = { schedulePolicyType: 'SimpleSchedulePolicyV2' };
    const hourlySchedule = { interval: 4, scheduleWindowStartTime: '2024-04-28T08:00:00Z', scheduleWindowDuration: 12 };
    expect(policy({ ...v2, scheduleRunFrequency: 'Hourly', hourlySchedule })).toMatchObject({
      schedule: { kind: 'hourly', start: 480, everyHours: 4, forHours: 12 },
      enhanced: true,
    });
    const weeklySchedule = { scheduleRunDays: ['Saturday', 'Sunday'], scheduleRunTimes: ['2024-04-28T02:00:00Z'] };
    expect(policy({ ...v2, scheduleRunFrequency: 'Weekly', weeklySchedule })?.schedule).toEqual({
      kind: 'weekly',
      days: [0, 6],
      times: [120],
    });
  });

  it('when its snapshots are crash-consistent only, then it says so', () => {
    expect(policy({}, { snapshotConsistencyType: 'OnlyCrashConsistent' })?.crashConsistentOnly).toBe(true);
  });

  it.each([
    [{ scheduleRunFrequency: 'Monthly' }],
    [{ scheduleRunFrequency: 'Daily', scheduleRunTimes: ['2018-01-24T22:30:00Z', 'noon'] }],
    [{ scheduleRunFrequency: 'Weekly', scheduleRunDays: ['Someday'], scheduleRunTimes: ['2018-01-24T22:30:00Z'] }],
    [{ scheduleRunFrequency: 'Hourly', hourlySchedule: { interval: 0 } }],
  ])('when its schedule cannot be read (%j), then none is claimed', (schedulePolicy) => {
    expect(policy(schedulePolicy)?.schedule).toBeNull();
  });

  it('when it is another workload’s, then it is left out', () => {
    expect(policy({}, { backupManagementType: 'AzureWorkload' })).toBeNull();
  });
});

it('when a vault’s id is cased in any way, then it names the vault', () => {
  const id = '/Subscriptions/S/resourcegroups/Rg/providers/Microsoft.RecoveryServices/Vaults/V';
  expect(vaultRefOf({ id })).toEqual({ subscription: 'S', resourceGroup: 'Rg', name: 'V' });
  expect(vaultRefOf({ id: 7 })).toBeNull();
});

it('when any field is missing or of any type, then nothing throws', () => {
  const odd = fc.oneof(fc.anything(), fc.constantFrom('AzureIaasVM', 'VM', 'Daily', 'Weekly', 'Hourly', '0001-01-01'));
  const known = [
    'id name jobType status operation extendedInfo tasksList propertyBag errorDetails duration startTime containerName',
    'friendlyName virtualMachineId protectedItemType policyId lastBackupTime recoveryPointTime recoveryPointTierDetails',
    'schedulePolicy scheduleRunFrequency scheduleRunTimes scheduleRunDays hourlySchedule weeklySchedule dailySchedule',
    'backupManagementType workloadType recoveryPointProperties expiryTime interval',
  ].flatMap((names) => names.split(' '));
  const fields = fc.dictionary(fc.constantFrom(...known), odd);
  const nested = fc.dictionary(fc.constantFrom(...known), fc.oneof(odd, fields, fc.array(fields)));
  const rows = fc.oneof(
    odd,
    fc.record({ id: odd, name: odd, properties: fc.oneof(odd, nested) }, { requiredKeys: [] }),
  );
  fc.assert(
    fc.property(rows, (row) => {
      vaultRefOf(row);
      protectedItemOf(row, VAULT);
      jobOf(row, VAULT);
      recoveryPointOf(row);
      policyOf(row);
    }),
    { seed: 21, numRuns: 2_000 },
  );
});
