import { runCommand } from '../../commands/run';
import type { Command } from '../../protocol/command';
import type { JobView } from '../../protocol/jobViews';
import type { View } from '../../protocol/view';
import { jobKey } from '../../services/backup/ids';
import type { Notice } from '../../services/backup/jobEvents';
import type { Job } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import type { CommandStore } from '../../services/conversations/repositories';
import { newWatchedJob } from '../../services/monitor/track/watchedJob';
import { enqueue } from '../../services/notify/enqueue/enqueue';
import { Triggers } from '../../services/onDemand/triggers';
import type { JobSubscription } from '../../services/subscriptions/jobSubscription';
import type { Watch, WatchLevel } from '../../services/subscriptions/watch';
import type { Services } from '../../views/services';
import { aCommandStore } from '../support/commandStore';
import { ManualClock } from '../support/manualClock';
import { MemoryWatched } from '../support/memoryWatched';
import { everybody } from '../support/notifySamples';
import { aJob, aKey, anItem, aReading, NOW, tasksOf, VAULT } from '../support/samples';

const ITEM = anItem();
const HERE = { tenant: 'tenant-a', conversation: '19:c' };
const JOB = aJob({ tasks: tasksOf('inProgress', 'notStarted') });
const TELL: Command = { kind: 'watch', scope: { job: JOB.id } };
const STOP: Command = { kind: 'unwatch', scope: { job: JOB.id } };

let watched: MemoryWatched;
let store: CommandStore;
let job: Job;
let wakes: number;
/** Why the job's read failed; null: it did not. */
let problem: AzureError | null;
/** Ids of the people who may see the VM. */
let sees: (id: string) => boolean;
beforeEach(() => {
  watched = new MemoryWatched();
  const kept = aCommandStore();
  store = { transaction: (work) => kept.transaction((tables) => work({ ...tables, watched })) };
  job = JOB;
  wakes = 0;
  problem = null;
  sees = () => true;
});

function anAsk(id = '29:me'): Ask {
  return {
    person: { id, name: id.slice(3), aadObjectId: id, tenantId: 'tenant-a', guest: false },
    place: { id: HERE.conversation, kind: 'channel', teamId: '19:team' },
    ...{ to: HERE, thread: 'root-1', language: 'en', timeZone: 'UTC', turnId: 't-1' },
    grant: { role: 'viewer', may: () => sees(id) },
  };
}

function services(): Services {
  const clock = new ManualClock(NOW.toISOString());
  const inventory = aReading({ items: [ITEM], vaults: [VAULT], unread: [] });
  const triggers = new Triggers({ store, clock, wake: () => (wakes += 1) });
  const none = async (): Promise<never> => {
    throw new AzureError({ kind: 'unavailable', status: 0 });
  };
  const vaults = {
    ...{ known: () => inventory, inventory: async () => inventory, points: none, policy: none },
    ...{ job: async () => ({ ...aReading(job), ...(problem && { problem }) }), jobs: async () => aReading([job]) },
  };
  const access = { grantOf: ({ id }: Ask['person']) => anAsk(id).grant };
  // Only what these commands touch.
  return { store, clock, triggers, vaults, access, log: console } as unknown as Services;
}

async function run(command: Command, by?: string): Promise<View> {
  const outcome = await runCommand(command, anAsk(by), services());
  if (outcome.kind === 'view') return outcome.view;
  throw new RangeError('a question came');
}
const card = async (by?: string): Promise<JobView> => (await run({ kind: 'job', id: JOB.id }, by)) as JobView;

function promised(): Promise<readonly JobSubscription[]> {
  return store.transaction(({ jobSubscriptions }) => jobSubscriptions.ofConversation(HERE));
}

function watch(level: WatchLevel, owner = '29:me'): Promise<void> {
  const { person, place } = anAsk(owner);
  const scope: Watch['scope'] = { kind: 'vm', itemId: ITEM.id, vmName: ITEM.vm.name };
  const where = { to: HERE, thread: null, language: 'en', timeZone: 'UTC', createdMs: 0 } as const;
  return store.transaction(({ watches }) => watches.put({ ...where, scope, level, owner: { person, place } }));
}

/** Number of messages, without cards, that the monitor would enqueue for an event of the job now. */
async function told(event: Notice['event']): Promise<number> {
  const [one] = watched.all;
  const notice = {
    ...{ jobKey: one?.key ?? aKey('none'), event, vault: VAULT, itemId: ITEM.id, vmName: ITEM.vm.name },
    ...{ vmResourceGroup: ITEM.vm.resourceGroup, job, atMs: NOW.getTime(), readMs: NOW.getTime() },
  };
  return store.transaction(async (tables) => {
    const { messages } = await enqueue(tables, [notice], everybody);
    return messages;
  });
}

describe('a subscription that ends', () => {
  beforeEach(() => run(TELL));

  it('when its person ends it, then no message comes, the card is updated on, and they may subscribe again', async () => {
    await store.transaction(({ jobSubscriptions }) => jobSubscriptions.setCard(watched.all[0]!.key, HERE, 'card-1'));

    expect(await run(STOP)).toMatchObject({ kind: 'job', told: null });
    expect(await card()).toMatchObject({ told: null });
    expect([await told('snapshotDone'), await told('ended')]).toEqual([0, 0]);
    expect(await store.transaction(({ outbox }) => outbox.dueUpdates(HERE, NOW.getTime(), 9))).toHaveLength(1);

    expect(await run(TELL)).toMatchObject({ told: 'asked' });
    expect(await promised()).toMatchObject([{ cardActivityId: 'card-1' }]);
    expect(await told('ended')).toBe(1);
  });

  it('when somebody else ends it, then it stays, and the answer names its person', async () => {
    await expect(run(STOP, '29:other')).rejects.toMatchObject({
      message: expect.stringContaining('notYourTelling') as string,
      facts: { name: 'me' },
    });
    expect((await card()).told).toBe('asked');
  });

  it('when there is none, then ending it changes nothing', async () => {
    await run(STOP);
    expect(await run(STOP)).toMatchObject({ told: null });
  });
});

describe('the live card of a watch', () => {
  const seen = { job: JOB, readMs: NOW.getTime() };
  beforeEach(async () => {
    await watch('all');
    const key = jobKey(VAULT, JOB.id);
    const ofSchedule = { retainUntilMs: null, askedBy: null, awaitsSnapshot: true };
    await watched.add({ ...newWatchedJob(ITEM, { key, jobId: JOB.id, startedMs: 0, ...ofSchedule }), ...seen });
    await store.transaction(({ jobSubscriptions }) =>
      jobSubscriptions.add({
        ...{ jobKey: key, to: HERE, thread: null, asker: null, language: 'en', timeZone: 'UTC', createdMs: 0 },
        ...{ cardActivityId: 'card-1', cardId: `watched:${key}` },
      }),
    );
  });
  const redrawn = async (): Promise<readonly unknown[]> => {
    const rows = await store.transaction(({ outbox }) => outbox.dueUpdates(HERE, NOW.getTime(), 9));
    return rows.map(({ body }) => (JSON.parse(body) as { watches: unknown }).watches);
  };

  it.each<[string, Command]>([
    ['ends', { kind: 'unwatch' }],
    ['is only of failures from now on', { kind: 'watch', scope: { vm: ITEM.vm.name } }],
  ])('when that watch %s, then the card is updated: it promises no messages', async (_what, command) => {
    await run(command);
    expect(await redrawn()).toEqual([null]);
    expect((await card()).told).toBeNull();
  });

  it('when another watch is added, then it stays', async () => {
    await run({ kind: 'watch', scope: { vm: ITEM.vm.name }, level: 'progress' });
    expect(await redrawn()).toEqual([]);
  });

  it('when somebody asks to be told as well, then the card moves for that one', async () => {
    await run({ kind: 'unwatch' });
    await run(TELL);
    expect(await promised()).toMatchObject([{ asker: { id: '29:me' }, cardActivityId: 'card-1' }]);
    expect(await told('ended')).toBe(1);
  });
});
