import { itemIdOf } from '../../../services/backup/ids';
import { AzureError } from '../../../services/backup/vaults';
import type { Replica } from '../../support/askingReplica';
import { textOf } from '../../support/cardParts';
import { saidBy } from '../../support/product';
import { ReplicaHarness } from '../../support/replicaHarness';

const DAY_MS = 24 * 3_600_000;

let host: ReplicaHarness;
let bot: Replica;
beforeEach(async () => {
  host = await ReplicaHarness.start();
  bot = host.replica();
});
afterEach(() => host.end());

describe('the retention', () => {
  it.each([
    ['backup now vm-02', 30],
    ['backup now vm-02 keep 7d', 7],
    ['バックアップ vm-02 保持 30日', 30],
  ])('%s: the recovery point is kept for just so many days', async (text, days) => {
    const askedMs = host.clock.now().getTime();
    await bot.say(text);
    expect(host.azure.keptUntil.map((until) => until.getTime() - askedMs)).toEqual([days * DAY_MS]);
  });

  it('when a yes comes minutes later, then it counts from the question, as the card said', async () => {
    const askedMs = host.clock.now().getTime();
    await bot.say('backup now vm-02 web-01 keep 7d');
    await host.clock.advance(4 * 60_000);
    await bot.say('yes');
    expect(host.azure.keptUntil.map((until) => until.getTime() - askedMs)).toEqual([7 * DAY_MS, 7 * DAY_MS]);
  });

  it.each([
    'backup now vm-02 keep 7d keep 30d',
    'backup now vm-02 keep 7d 30d',
    'バックアップ vm-02 保持 7日 保持 30日',
  ])('when two are given (%s), then nothing runs', async (text) => {
    await bot.say(text);
    expect(host.azure.started).toEqual([]);
  });
});

describe('a retention of more than 30 days', () => {
  it.each([
    ['backup now vm-02 keep 99d', /^Back up vm-02 now, kept until 2 Mar 2027\? Nothing happens/, 99],
    ['backup now vm-02 keep 31d', /^Back up vm-02 now, kept until \d/, 31],
    ['バックアップ vm-02 保持 90日', /^Back up vm-02 now, kept until 21 Feb/, 90],
  ])('%s: it is started only after a yes that names its end, with a card of its own', async (text, asks, days) => {
    const askedMs = host.clock.now().getTime();
    expect(await bot.say(text)).toMatch(asks);
    expect(host.azure.started).toEqual([]);
    expect(await bot.say('yes')).toMatch(/^vm-02: backup started/);
    expect(host.azure.keptUntil.map((until) => until.getTime() - askedMs)).toEqual([days * DAY_MS]);
  });

  it('when several are to be kept for so long, then the question says it too', async () => {
    expect(await bot.say('backup now vm-02 web-01 keep 99d')).toMatch(/^Back up 2 VMs now, kept until \d/);
  });

  it('when the answer is no, then nothing is started', async () => {
    await bot.say('backup now vm-02 keep 99d');
    await bot.say('no');
    await bot.say('yes');
    expect(host.azure.started).toEqual([]);
  });
});

describe('the same VM named twice', () => {
  it('when it is the only one, then it is started once, without a question', async () => {
    expect(await bot.say('backup now vm-02 rg-prod/vm-02')).toBe('vm-02: backup started, wait until I report.');
    expect(host.azure.started).toEqual(['vm-02']);
  });

  it('when others are named, then the question counts it once, and so does the yes', async () => {
    expect(await bot.say('backup now vm-02 web-01 rg-prod/vm-02 VM-02')).toMatch(/^Back up 2 VMs now\?/);
    await bot.say('yes');
    expect(host.azure.started.toSorted()).toEqual(['vm-02', 'web-01']);
  });
});

it('when Azure refuses, then the audit tells that it did, with its code', async () => {
  host.azure.fails = new AzureError({ kind: 'refused', message: 'no' }, { code: 'UserErrorVmNotReady' });
  await bot.say('backup now vm-02');
  const [entry] = await host.store.transaction(({ audit }) => audit.find({ item: null, since: 0, limit: 9 }));
  expect(entry?.outcome).toEqual({ result: 'azureRefused', jobId: null, code: 'UserErrorVmNotReady' });
});

it('when one of several was not started, then their card says what runs of it, and is kept up to date with the reason', async () => {
  await bot.say('backup now vm-01 web-01');
  await bot.say('yes');
  const answer = host.connector.messages.at(-1);
  expect(textOf(saidBy(answer).card)).toMatch(/vm-01[^]*not started by this request, one ran already/);
  expect(host.azure.started).toEqual(['web-01']);
  await bot.stop(); // Its writes after the answer are done.
  const promised = await host.store.transaction(async ({ watched, jobSubscriptions }) => {
    const begun = await watched.ofItem(itemIdOf((await host.azure.vaults.inventory()).value.items[2]!.id), 0);
    return jobSubscriptions.ofJob(begun[0]!.key);
  });
  expect(promised).toMatchObject([
    { cardActivityId: answer?.id, refused: [{ why: { key: 'alreadyRunning', azure: null } }] },
  ]);
});
