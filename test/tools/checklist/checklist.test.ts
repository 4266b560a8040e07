import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { OperatorError } from '../../../services/platform/errors';
import { type ChecklistWorld, settledIn, startChecklistWorld, whyOf } from '../../support/checklistRun';

let world: ChecklistWorld;
async function start(...options: Parameters<typeof startChecklistWorld>): Promise<ChecklistWorld> {
  return (world = await startChecklistWorld(...options));
}
afterEach(() => world.stop());

const BACKUP_QUESTIONS = [
  'pointListed',
  'itemRecoveryPoint',
  'itemBackupTime',
  'graphStart',
  'graphEnd',
  'snapshotClock',
  'endClock',
] as const;

interface Course {
  readonly snapshotS: number;
  readonly endS: number;
}
/** What really happened to the one backup, in seconds after its start and after its snapshot. */
async function courseOf({ happened }: ChecklistWorld): Promise<Course> {
  const [job] = (await happened()).jobs.filter(({ vm }) => vm === 'vm-01');
  const [started, done, ended] = [job?.started, job?.snapshotDone, job?.ended].map((at) => Date.parse(at ?? ''));
  return { snapshotS: ((done ?? 0) - (started ?? 0)) / 1_000, endS: ((ended ?? 0) - (done ?? 0)) / 1_000 };
}

it('when points are listed with the snapshot, then a run says so, with the truth between its two reads', async () => {
  const { run } = await start({ points: 'snapshot' });
  const { status, file } = await run(['--vm', 'vm-01'], { types: 'yes' });
  const { when, afterSnapshotS } = settledIn(file, 'pointListed');
  expect(when).toBe('beforeEnd');
  expect(afterSnapshotS.least).toBeLessThanOrEqual(0);
  expect(afterSnapshotS.most).toBeGreaterThan(0);
  expect(settledIn(file, 'itemRecoveryPoint').when).toBe('beforeEnd');
  expect(settledIn(file, 'snapshotClock').snapshotS).toBeCloseTo((await courseOf(world)).snapshotS, 0);
  expect(whyOf(file, 'endClock')).toMatch(/--until-end/);
  expect({ status, run: file.run, azure: file.azure, names: file.names }).toEqual({
    ...{ status: 1, run: 'ended', azure: 'local', names: 'replaced' },
  });
});

it('when points are listed with the end, then only a run to the end settles it', async () => {
  const { run } = await start({ points: 'end' });
  const short = await run(['--vm', 'vm-01'], { types: 'yes' });
  expect(whyOf(short.file, 'pointListed')).toMatch(/--until-end/);
  const job = /--job (?<id>[\w-]+)\./.exec(short.said.join('\n'))?.groups?.['id'] ?? '';

  const { file } = await run(['--vm', 'vm-01', '--job', job, '--until-end']);
  const { endS } = await courseOf(world);
  for (const id of ['pointListed', 'itemRecoveryPoint', 'itemBackupTime'] as const) {
    const { when, afterSnapshotS } = settledIn(file, id);
    expect({ id, when }).toEqual({ id, when: 'withEnd' });
    expect(afterSnapshotS.least).toBeLessThanOrEqual(endS);
    expect(afterSnapshotS.most).toBeGreaterThanOrEqual(endS);
  }
  expect(settledIn(file, 'endClock').afterSnapshotS).toBeCloseTo(endS, 0);
  // The first run saw the start, the second the end: the file holds both.
  expect(settledIn(file, 'graphStart').lagS.most).toBeGreaterThan(19);
});

it('when Resource Graph lags, then its lag at the start and at the end is between two queries', async () => {
  const { run } = await start({ points: 'snapshot', graphLagMs: 200_000 });
  const { file } = await run(['--vm', 'vm-01', '--until-end'], { types: 'yes' });
  for (const id of ['graphStart', 'graphEnd'] as const) {
    const { least, most } = settledIn(file, id).lagS;
    expect({ id, early: (least ?? 0) <= 200, late: most >= 200, close: most - (least ?? 0) < 60 }).toEqual({
      ...{ id, early: true, late: true, close: true },
    });
  }
});

it('when it runs to the end, then it costs few reads of jobs, one backup, and nothing else is changed', async () => {
  const { run, happened } = await start();
  const written: string[] = [];
  world.weather = ({ method, path }) => {
    if (method !== 'GET' && !path.endsWith('/Microsoft.ResourceGraph/resources')) written.push(path);
    return 'fine';
  };
  await run(['--vm', 'vm-01', '--until-end'], { types: 'yes' });
  expect(written).toEqual([expect.stringMatching(/;vm-01\/backup$/)]);
  const { reads } = await happened();
  expect(reads['Microsoft.RecoveryServices/vaults/backupJobs/read']).toBeLessThanOrEqual(20);
});

it.each([
  ['there is no terminal', {}, /no terminal.*--start-backup/],
  ['something else than yes is typed', { types: 'y' }, /No backup is started/],
  ['READ_ONLY is set', { types: 'yes', env: { READ_ONLY: 'true' } }, /read-only.*no backup is started/],
] as const)('when %s, then it settles what reading alone can, and starts nothing', async (_case, given, said) => {
  const { run, happened } = await start();
  const result = await run(['--vm', 'vm-01'], given);
  expect(result.status).toBe(1);
  expect(result.said.join('\n')).toMatch(said);
  for (const id of BACKUP_QUESTIONS) expect(whyOf(result.file, id)).toMatch(/no backup was followed/);
  for (const id of ['readLimit', 'paging', 'skew'] as const) settledIn(result.file, id);
  expect(settledIn(result.file, 'readLimit')).toMatchObject({ limit: 149, countsDown: true });
  expect((await happened()).jobs.filter(({ vm }) => vm === 'vm-01')).toEqual([]);
});

it('when READ_ONLY is set, then --start-backup starts nothing either', async () => {
  const { run, happened } = await start();
  await run(['--vm', 'vm-01', '--start-backup'], { env: { READ_ONLY: 'true' } });
  expect((await happened()).jobs.filter(({ vm }) => vm === 'vm-01')).toEqual([]);
});

it('when there is no terminal, then --start-backup starts one without asking', async () => {
  const { run, happened } = await start({ points: 'snapshot' });
  settledIn((await run(['--vm', 'vm-01', '--start-backup'])).file, 'snapshotClock');
  expect((await happened()).jobs.filter(({ vm }) => vm === 'vm-01')).toHaveLength(1);
});

it('when it is interrupted, then what is known is written, and a later run with the job goes on', async () => {
  const { run, happened } = await start({ points: 'snapshot' });
  const first = await run(['--vm', 'vm-01'], {
    types: 'yes',
    onLine: (line, stop) => {
      if (line.includes('job not read yet')) stop.abort();
    },
  });
  expect({ status: first.status, run: first.file.run }).toEqual({ status: 130, run: 'interrupted' });
  settledIn(first.file, 'paging');
  expect(whyOf(first.file, 'snapshotClock')).not.toBe('');
  const [job] = (await happened()).jobs.filter(({ vm }) => vm === 'vm-01');

  const second = await run(['--vm', 'vm-01', '--job', job?.id ?? '']);
  settledIn(second.file, 'snapshotClock');
  expect((await happened()).jobs.filter(({ vm }) => vm === 'vm-01')).toHaveLength(1);
});

it.each([
  [['--vm', 'vm-99'], /no protected VM vm-99 in the 3 vaults/],
  [['--vm', 'vm-01', '--vault', 'vault-02'], /no protected VM vm-01 in the vault vault-02/],
  [['--vm', 'app-01'], /several.*rg-app-east\/app-01 --vault rg-backup\/vault-02/s],
  [['--vm', ''], /--vm: name the VM\. Usage/],
  [['--vm', 'vm-01', '--job', 'a b'], /--job: give the id/],
  [['--vm', 'vm-01', '--job', 'a', '--start-backup'], /leave out --start-backup/],
  [['--vn', 'vm-01'], /--vn.*Usage/s],
])('when %j is asked, then it says what is wrong, and writes and starts nothing', async (args, why) => {
  await start();
  const refused = world.run(args, { types: 'yes' });
  await expect(refused).rejects.toThrow(OperatorError);
  await expect(refused).rejects.toThrow(why);
  expect(existsSync(join(world.folder, 'checklist.json'))).toBe(false);
  expect((await world.happened()).jobs.filter(({ vm }) => vm === 'vm-01')).toEqual([]);
});

it('when the job is not of this VM, or none, then it says so and still writes the rest', async () => {
  const { run, happened, azure } = await start();
  const jobs = `${azure.url}/subscriptions/${azure.subscriptionId}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupJobs?api-version=2024-04-01`;
  const { value } = (await (await fetch(jobs)).json()) as {
    value: { name: string; properties: { entityFriendlyName: string } }[];
  };
  const other = value.find(({ properties }) => properties.entityFriendlyName === 'vm-02')?.name ?? '';
  const [ofOther, ofNobody] = [
    await run(['--vm', 'vm-01', '--job', other]),
    await run(['--vm', 'vm-01', '--job', 'none']),
  ];
  expect(ofOther.said.at(-1)).toMatch(/no backup of vm-01/);
  expect(ofNobody.said.at(-1)).toMatch(/no such job \(HTTP 404 /);
  expect([ofOther.status, ofNobody.status]).toEqual([2, 2]);
  settledIn(ofNobody.file, 'paging');
  expect((await happened()).jobs.filter(({ vm }) => vm === 'vm-01')).toEqual([]);
});

it('when --out names a file of another kind or of another subscription, then it stays as it is', async () => {
  const { run, folder } = await start();
  const out = join(folder, 'checklist.json');
  writeFileSync(out, 'a letter');
  await expect(run(['--vm', 'vm-01'])).rejects.toThrow(/--out .*no JSON/);
  expect(readFileSync(out, 'utf8')).toBe('a letter');
});

it('when Azure refuses reads of jobs with 429, then it rests as long as Azure says, and goes on', async () => {
  const { run } = await start({ points: 'snapshot' });
  const asked: number[] = [];
  world.weather = ({ path }) => {
    if (!/\/backupJobs\/[\w-]+$/.test(path)) return 'fine';
    asked.push(world.clock.now().getTime());
    return asked.length === 1
      ? { status: 429, retryAfterS: 400, body: { error: { code: 'ResourceRequestsThrottled' } } }
      : 'fine';
  };
  const { file } = await run(['--vm', 'vm-01'], { types: 'yes' });
  settledIn(file, 'snapshotClock');
  expect(((asked[1] ?? 0) - (asked[0] ?? 0)) / 1_000).toBeGreaterThanOrEqual(400);
});

it('when Azure refuses, then the refusals are answers, and Resource Graph is asked once', async () => {
  const may = (action: string): boolean => !/protectedItems\/read|ResourceGraph/.test(action);
  const { run } = await start({ points: 'snapshot', isAllowed: (_token, action) => may(action) });
  let [lists, queries] = [0, 0];
  world.weather = ({ path }) => {
    if (path.endsWith('/Microsoft.ResourceGraph/resources')) queries += 1;
    if (!/providers\/Microsoft.RecoveryServices\/vaults$/.test(path)) return 'fine';
    lists += 1;
    const code = lists === 2 ? 'AuthenticationFailed' : 'InvalidAuthenticationToken';
    return lists < 2 || lists > 3 ? 'fine' : { status: 401, body: { error: { code, message: 'No.' } } };
  };
  const { file } = await run(['--vm', 'vm-01'], { types: 'yes' });
  expect(settledIn(file, 'unauthorized')).toEqual({
    ...{ without: { status: 401, code: 'AuthenticationFailed' } },
    ...{ broken: { status: 401, code: 'InvalidAuthenticationToken' } },
  });
  expect(settledIn(file, 'forbidden')).toEqual({ status: 403, code: 'AuthorizationFailed', namesAction: true });
  expect(whyOf(file, 'graphStart')).toMatch(/answered no query \(HTTP 403 AuthorizationFailed\)/);
  expect(queries).toBe(1);
});
