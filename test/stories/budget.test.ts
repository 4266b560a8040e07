import { AzureError } from '../../services/backup/vaults';
import type { Replica } from '../support/askingReplica';
import { textOf } from '../support/cardParts';
import { saidBy } from '../support/product';
import { ReplicaHarness } from '../support/replicaHarness';
import { aJob, aPolicy } from '../support/samples';

/** What is asked about before the click costs something. */
const HOUR_MS = 60 * 60_000;

let host: ReplicaHarness;
let bot: Replica;
beforeEach(async () => {
  host = await ReplicaHarness.start([]);
  bot = host.replica();
});
afterEach(() => host.end());

const card = (): string => textOf(saidBy(host.connector.messages.at(-1)).card);
const ASKS = /^Back up vm-02 now\? Nothing happens until you answer/;

/** Starts so many backups of vm-02 through the bot, an hour apart; each has ended by the next. */
async function backUp(times: number): Promise<void> {
  for (let done = 0; done < times; done++) {
    const before = host.azure.started.length;
    await bot.say('backup now vm-02');
    if (host.azure.started.length === before) await bot.say('yes');
    host.azure.end(host.clock);
    await host.clock.advance(HOUR_MS);
  }
}

describe('on-demand backups of a VM in a day', () => {
  it('the fifth is asked about first, with the count; four are not, and another VM is not', async () => {
    await backUp(4);
    expect(host.azure.started).toHaveLength(4);
    expect(
      host.connector.summaries.filter((summary) =>
        (summary ?? '').startsWith('Back up vm-02 now? Nothing happens until you answer'),
      ),
    ).toEqual([]);

    expect(await bot.say('backup now vm-02')).toMatch(ASKS);
    expect(card()).toMatch(/vm-02: 4 on-demand backups in the last 24 hours\. Azure recommends at most 4 a day/);
    expect(host.azure.started).toHaveLength(4);
    expect(await bot.say('backup now web-01')).toMatch(/^web-01: backup started/);

    await bot.say('backup now vm-02');
    await bot.say('yes');
    expect(host.azure.started.at(-1)).toBe('vm-02');
  });

  it('when the first of them is more than a day ago, then it does not count', async () => {
    await backUp(4);
    await host.clock.advance(21 * HOUR_MS);
    expect(await bot.say('backup now vm-02')).toMatch(/^vm-02: backup started/);
  });

  it("when the portal started four, beyond the schedule's one, then the next is asked about first", async () => {
    host.azure.policy = aPolicy({ schedule: { kind: 'daily', times: [0] }, timeZone: 'UTC' });
    const begun = (hoursAgo: number): Date => new Date(host.clock.now().getTime() - hoursAgo * HOUR_MS);
    const portal = [1, 2, 3, 4, 5].map((ago) =>
      aJob({ id: `portal-${ago}`, vmName: 'vm-02', state: 'completed', startedAt: begun(ago) }),
    );
    host.azure.ended.push(...portal.slice(0, 4));
    expect(await bot.say('backup now web-01')).toMatch(/^web-01: backup started/);
    host.azure.ended.push(...portal.slice(4));
    await bot.say('backup now vm-02');
    expect(card()).toMatch(/vm-02: 4 on-demand backups in the last 24 hours/);
    expect(host.azure.started).toEqual(['web-01']);
  });

  it('when the schedule explains the jobs of the day, then nothing is asked', async () => {
    host.azure.policy = aPolicy({
      schedule: { kind: 'daily', times: [0, 240, 480, 720, 960, 1_200] },
      timeZone: 'UTC',
    });
    for (let ago = 1; ago <= 6; ago++)
      host.azure.ended.push(
        aJob({
          id: `scheduled-${ago}`,
          vmName: 'vm-02',
          state: 'completed',
          startedAt: new Date(host.clock.now().getTime() - ago * 4 * HOUR_MS + HOUR_MS),
        }),
      );
    expect(await bot.say('backup now vm-02')).toMatch(/^vm-02: backup started/);
  });
});

describe('a VM that runs SQL Server by its tag', () => {
  it.each([
    { workload: 'SQL Server' },
    { sql: '' },
    { role: 'mssql-prod' },
    { 'SQL-Version': '2022' },
    { owner: 'infra', Application: 'SharePoint/sqlserver' },
  ])('when it is tagged %j, then it is asked about first, with the tag and the reason', async (tags) => {
    host.azure.tags.set('vm-02', tags);
    expect(await bot.say('backup now vm-02')).toMatch(ASKS);
    expect(card()).toMatch(/vm-02 runs SQL Server by its tag \S/);
    expect(card()).toMatch(
      /On Windows this is a VSS full backup by default, which truncates the transaction logs of SQL Server/,
    );
    expect(host.azure.started).toEqual([]);
    expect(await bot.say('yes')).toMatch(/^vm-02: backup started/);
  });

  it.each([{ db: 'MySQL' }, { engine: 'postgresql' }, { sql: 'no' }, { sql: 'False' }, { kind: 'NoSQL' }, {}])(
    'when it is tagged %j, then it is started at once',
    async (tags) => {
      host.azure.tags.set('vm-02', tags);
      expect(await bot.say('backup now vm-02')).toMatch(/^vm-02: backup started/);
    },
  );

  it('when several are to be backed up, then the question names those that do', async () => {
    host.azure.tags.set('web-02', { workload: 'SQL' });
    await bot.say('backup now web-01 web-02');
    expect(card()).toMatch(/web-02 runs SQL Server by its tag workload=SQL/);
    expect(card()).not.toMatch(/web-01 runs/);
  });

  it('when the tags cannot be read, then the backup is started: the right to read them may be missing', async () => {
    host.azure.tagsFail = new AzureError({ kind: 'notAllowed', by: 'role', action: '', policy: '' });
    expect(await bot.say('backup now vm-02')).toMatch(/^vm-02: backup started/);
  });
});
