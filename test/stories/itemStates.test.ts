import { itemRow, jobRow, list } from '../support/armBodies';
import { type ArmStub, startArmStub, type StubAnswer, type StubRequest } from '../support/armStub';
import { buttonsOf, type Product, type Said, startProduct } from '../support/product';
import { anItem, VAULT, vaultId } from '../support/samples';
import { shownCard, wordsOf } from '../support/shownCard';

const JOB = '00000000-0000-4000-8000-0000000000f1';
const OLD_VAULT = { ...VAULT, name: 'vault-old' };
/** The same VM, as the vault that it left still holds it. */
const OLD = anItem({ vault: OLD_VAULT });
const EPOCH = new Date();

/** What Azure shows; each test says what it changes. */
interface World {
  readonly item: object;
  readonly old: object | null;
  readonly jobs: readonly object[];
  readonly oldJobs: readonly object[];
  /** What single reads show beside the rows. */
  readonly extended: object;
  /** When the policy's daily backup starts, in minutes from now. */
  readonly startsIn: number;
}

const PLAIN: World = { item: {}, old: null, jobs: [], oldJobs: [], extended: {}, startsIn: 300 };

let world: World;
let arm: ArmStub;
let bot: Product;

/** The bot reads what it knows of the items when it starts: so Azure is what it shall be before. */
async function startIn(change: Partial<World>): Promise<void> {
  world = { ...PLAIN, ...change };
  arm = await startArmStub();
  arm.answer(azure);
  bot = await startProduct({
    AZURE_RESOURCE_MANAGER_URL: arm.url,
    BACKUP_VAULTS: [VAULT, OLD_VAULT]
      .map((vault) => `${vault.subscription}/${vault.resourceGroup}/${vault.name}`)
      .join(','),
    CLOCK_SPEED: '1',
    CLOCK_EPOCH: EPOCH.toISOString(),
  });
}
afterEach(async () => {
  await bot.stop();
  await arm.close();
});

function azure({ path }: StubRequest): StubAnswer {
  const isOld = path.toLowerCase().includes(`/vaults/${OLD_VAULT.name}/`);
  const jobs = isOld ? world.oldJobs : world.jobs;
  if (path.endsWith('/backupProtectedItems'))
    return isOld ? list(...(world.old === null ? [] : [row(OLD, world.old)])) : list(row(anItem(), world.item));
  if (path.endsWith('/backupJobs')) return list(...jobs);
  if (path.includes('/backupJobs/')) return { body: row(jobs[0] ?? {}, world.extended) };
  if (path.endsWith('/recoveryPoints')) return list();
  if (path.includes('/backupPolicies')) return list(policy());
  return { status: 404, body: { error: { code: 'ResourceNotFound', message: 'no' } } };
}

function row(of: object, change: object): object {
  const { properties, ...rest } = ('ref' in of ? itemRow(of as ReturnType<typeof anItem>) : of) as {
    properties: object;
  };
  return { ...rest, properties: { ...properties, ...change } };
}

function policy(): object {
  const at = new Date(Date.now() + world.startsIn * 60_000).toISOString().slice(0, 16);
  const schedulePolicy = {
    ...{ schedulePolicyType: 'SimpleSchedulePolicy', scheduleRunFrequency: 'Daily', scheduleRunTimes: [`${at}:00Z`] },
  };
  const properties = { backupManagementType: 'AzureIaasVM', timeZone: 'UTC', schedulePolicy };
  return { id: `${vaultId()}/backupPolicies/DefaultPolicy`, name: 'DefaultPolicy', properties };
}

const posted = (): readonly StubRequest[] => arm.requests.filter(({ method }) => method === 'POST');
const words = ({ card }: Pick<Said, 'card'>): string => wordsOf(shownCard(card));
const job = (minutesAgo: number, change: object = {}): object => row(jobRow(JOB, new Date(), { minutesAgo }), change);

describe('a scheduled backup that is due', () => {
  it('when nothing began yet, then safe says first that it may begin, and status says it too', async () => {
    await startIn({ startsIn: -20 });

    expect((await bot.say('safe vm-01')).summary).toMatch(
      /^The .*\d\d:\d\d JST backup has not begun yet and may begin until .*\d\d:\d\d JST\. vm-01: no snapshot is running/,
    );
    expect(words(await bot.say('status vm-01'))).toMatch(/Due now\s.*has not begun yet and may begin until/);
    expect((await bot.say('作業可否 vm-01', { locale: 'ja-JP' })).summary).toContain(
      'のバックアップはまだ開始されていません',
    );
  });

  it('when some backup began in its window, then it is told as one that may be it', async () => {
    await startIn({ startsIn: -60, jobs: [job(45, { status: 'Completed', endTime: new Date().toISOString() })] });

    expect((await bot.say('safe vm-01')).summary).toMatch(
      /^The .* backup may begin until .*, unless the backup that began .* was it/,
    );
  });

  it('when its window is over, then only the next one is told', async () => {
    await startIn({ startsIn: -125 });

    expect((await bot.say('safe vm-01')).summary).toMatch(/^vm-01: no snapshot is running .* Next schedule:/);
  });
});

it.each([
  ['BackupsSuspended', 'none: backups are suspended', 'Backups of vm-01 in vault-a are suspended'],
  ['ProtectionPaused', 'none: protection is paused', 'Protection of vm-01 in vault-a is paused'],
  ['ProtectionStopped', 'none: protection is stopped', 'Protection of vm-01 in vault-a is stopped'],
])(
  'when its state is %s, then nothing is scheduled, and a backup is refused before Azure is asked',
  async (...row3) => {
    const [protectionState, next, refusal] = row3;
    await startIn({ item: { protectionState }, startsIn: -20 });
    const status = await bot.say('status vm-01');

    expect(words(status)).toContain(next);
    expect(words(status)).not.toContain('Due now');
    expect(buttonsOf(status, 'backupNow')).toEqual([]);
    expect((await bot.say('backup now vm-01')).summary).toContain(refusal);
    expect(posted()).toEqual([]);
  },
);

describe('a VM that moved to another vault', () => {
  const LEFT = { old: { protectionState: 'ProtectionStopped', policyId: '' } };

  it('when it is asked for by name, then the item that is backed up answers and mentions the other', async () => {
    await startIn(LEFT);
    const { summary, card } = await bot.say('status vm-01');

    expect(summary).toContain('Another backup item of that name: vault-old (stopped).');
    expect(words({ card })).toContain('rg-prod / vault-a');
  });

  it('when a backup of the one that it left is asked for, then it is refused, and the other is offered', async () => {
    await startIn(LEFT);
    const refused = await bot.press({ command: { kind: 'backupNow', vms: [OLD.id] } });

    expect(refused.summary).toBe(
      'Protection of vm-01 in vault-old is stopped: resume it in the Azure portal first. No backup was started.',
    );
    expect(buttonsOf(refused, 'backupNow')).toMatchObject([{ command: { vms: [anItem().id] } }]);
    expect(posted()).toEqual([]);
  });

  it('when a job of the one that it left takes a snapshot, then that is a reason to wait', async () => {
    await startIn({
      ...LEFT,
      oldJobs: [job(2)],
      extended: { extendedInfo: { tasksList: [{ taskId: 'Take Snapshot', status: 'InProgress' }] } },
    });

    expect((await bot.say('safe vm-01')).summary).toContain('wait, Take Snapshot is running');
  });
});

describe('a restore that runs', () => {
  const restoring = (propertyBag: object): Partial<World> => ({
    jobs: [job(5, { operation: 'Restore' })],
    extended: { extendedInfo: { tasksList: [], propertyBag } },
  });

  it.each([
    ['Recover disks', {}, /no snapshot is running/],
    ['Recover VM to an alternate location', { 'Target VM Name': 'vm-01-copy' }, /no snapshot is running/],
    ['Replace disks', { 'Target VM Name': null }, /wait, a restore onto it is running/],
    ['Rewind disks', {}, /cannot tell whether it writes to this VM\. Treat as wait/],
  ])('when it is “%s”, then safe says so', async (kind, target, said) => {
    await startIn(restoring({ 'Job Type': kind, ...target }));

    expect((await bot.say('safe vm-01')).summary).toMatch(said);
  });
});

it('when the item lags behind a job that failed, then status and vms tell the failure, with its own error', async () => {
  const agent = { errorCode: 400196, errorTitle: 'UserErrorGuestAgentStatusUnavailable', errorString: 'Agent.' };
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000).toISOString();
  await startIn({
    item: { lastBackupStatus: 'Completed', lastBackupTime: twoDaysAgo },
    jobs: [job(60, { status: 'Failed', endTime: new Date().toISOString(), errorDetails: [agent] })],
  });
  expect(words(await bot.say('vms'))).toMatch(/Completed/);
  const status = words(await bot.say('status vm-01'));
  const reads = arm.requests.length;
  const vms = words(await bot.say('vms'));

  expect(status).toMatch(/Last backup\s+Failed/);
  expect(status).toContain('UserErrorGuestAgentStatusUnavailable');
  expect(vms).toMatch(/Failed · /);
  expect(vms).toMatch(/jobs as of/);
  expect(arm.requests.slice(reads).filter(({ path }) => path.includes('/backupJobs'))).toEqual([]);
});
