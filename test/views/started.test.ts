import { runCommand } from '../../commands/run';
import type { View } from '../../protocol/view';
import { everyoneIsAdmin } from '../../services/access/accessRules';
import { guardChanges, ReadOnly } from '../../services/access/readOnly';
import type { Job } from '../../services/backup/types';
import type { Vaults } from '../../services/backup/vaults';
import { AzureError, type AzureProblem } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import type { CommandStore } from '../../services/conversations/repositories';
import type { WatchedJob } from '../../services/monitor/track/watchedJob';
import { Triggers } from '../../services/onDemand/triggers';
import type { Services } from '../../views/services';
import { CHANGES_ALLOWED } from '../support/changesAllowed';
import { aCommandStore } from '../support/commandStore';
import { aGrant } from '../support/grants';
import { ManualClock } from '../support/manualClock';
import { MemoryWatched } from '../support/memoryWatched';
import { aJob, aKey, anItem, aReading, tasksOf } from '../support/samples';

const ITEM = anItem();
const OTHER = anItem({ name: 'vm-02' });
const TO = { tenant: 'tenant-a', conversation: 'a:me' };
const JOB = 'job-1';

describe('a turn that is taken up after its process died', () => {
  it('when Azure had named the job, then it is answered with the live card of that backup, and nothing is triggered', async () => {
    const { bot, store, trigger } = aBot();
    const first = await bot.ask('turn-1');

    const again = await bot.restarted().ask('turn-1');

    expect(trigger).toHaveBeenCalledTimes(1);
    const { key } = store.watched.all[0]!;
    expect(first).toMatchObject({ kind: 'started', jobKey: key, jobId: JOB, askedBy: 'Me' });
    expect(again).toMatchObject({ kind: 'started', jobKey: key, jobId: JOB, askedBy: 'Me', item: ITEM });
  });

  it('when it was the fourth backup of the day, then nothing is asked about a fifth', async () => {
    const { bot, store, trigger } = aBot();
    for (const turn of ['turn-a', 'turn-b', 'turn-c']) {
      await bot.ask(turn);
      for (const watched of store.watched.all) await store.watched.save({ ...watched, done: true });
    }
    await bot.ask('turn-d');

    expect(await bot.restarted().ask('turn-d')).toMatchObject({ kind: 'started', item: ITEM });
    expect(trigger).toHaveBeenCalledTimes(4);
  });

  it('when it died before Azure was asked, or before its answer, then nothing is triggered again and nothing is claimed', async () => {
    const { bot, store, trigger } = aBot();
    trigger.mockReturnValueOnce(new Promise(() => {})); // It dies here.
    void bot.ask('turn-1');
    await new Promise((resolve) => setImmediate(resolve));

    await expect(bot.restarted().ask('turn-1')).rejects.toMatchObject({ problem: { kind: 'unconfirmed' } });

    expect(trigger).toHaveBeenCalledTimes(1);
    expect(store.watched.all).toMatchObject([{ jobId: null, done: false }]);
  });

  it('when the monitor has found its job meanwhile, then it is answered with that one', async () => {
    const { bot, store, trigger } = aBot();
    trigger.mockRejectedValueOnce(refusal({ kind: 'unconfirmed' }));
    await expect(bot.ask('turn-1')).rejects.toThrow(AzureError);
    await change(store, { jobId: JOB });

    expect(await bot.restarted().ask('turn-1')).toMatchObject({ kind: 'started', jobId: JOB });
    expect(trigger).toHaveBeenCalledTimes(1);
  });

  it('when no job was found within 15 minutes, then it still triggers nothing', async () => {
    const { bot, store, trigger } = aBot();
    trigger.mockRejectedValueOnce(refusal({ kind: 'unconfirmed' }));
    await expect(bot.ask('turn-1')).rejects.toThrow(AzureError);
    await change(store, { done: true, raised: ['notStarted'] });

    await expect(bot.restarted().ask('turn-1')).rejects.toMatchObject({ problem: { kind: 'unconfirmed' } });
    expect(trigger).toHaveBeenCalledTimes(1);
  });

  it('when its go-ahead was told meanwhile, then the answer does not say to wait for it', async () => {
    const { bot, store } = aBot();
    await bot.ask('turn-1');
    await change(store, {
      job: aJob({ id: JOB, tasks: tasksOf('completed', 'inProgress') }),
      raised: ['snapshotDone'],
    });

    expect(await bot.restarted().ask('turn-1')).toMatchObject({ kind: 'job', job: { id: JOB }, stale: true });
  });

  it('when Azure had plainly refused, then it asks again: nothing was started', async () => {
    const { bot, trigger } = aBot();
    trigger.mockRejectedValueOnce(refusal({ kind: 'refused', message: 'no' }));
    await expect(bot.ask('turn-1')).rejects.toThrow(AzureError);

    expect(await bot.restarted().ask('turn-1')).toMatchObject({ kind: 'started', jobId: JOB });
    expect(trigger).toHaveBeenCalledTimes(2);
  });

  it('when another turn asks, then it is told that a backup runs', async () => {
    const { bot, trigger } = aBot();
    await bot.ask('turn-1');

    expect(await bot.restarted().ask('turn-2')).toMatchObject({ kind: 'message', key: 'alreadyRunning' });
    expect(trigger).toHaveBeenCalledTimes(1);
  });

  it('when the same turn asks for another VM, then that one is triggered', async () => {
    const { bot, trigger } = aBot();
    await bot.ask('turn-1');

    expect(await bot.ask('turn-1', OTHER.vm.name)).toMatchObject({ kind: 'started', item: OTHER });
    expect(trigger).toHaveBeenCalledTimes(2);
  });
});

describe('a turn that is taken up long after it was asked', () => {
  const agoMs = (minutes: number): number => new ManualClock().now().getTime() - minutes * 60_000;

  it('when nothing was begun within 15 minutes, then nothing is triggered, and the person is told to ask again', async () => {
    const { bot, store, trigger } = aBot();
    const late = bot.ask('turn-1', ITEM.vm.name, agoMs(20 * 60));
    await expect(late).rejects.toMatchObject({ reason: 'askedTooLongAgo', facts: { vm: ITEM.vm.name } });
    await expect(bot.ask('turn-1', ITEM.vm.name, agoMs(16))).rejects.toMatchObject({ reason: 'askedTooLongAgo' });
    expect(trigger).not.toHaveBeenCalled();
    expect(store.watched.all).toEqual([]);
  });

  it('when its trigger stands, then it is answered with that backup', async () => {
    const { bot, trigger } = aBot();
    await bot.ask('turn-1');
    expect(await bot.restarted().ask('turn-1', ITEM.vm.name, agoMs(20 * 60))).toMatchObject({ kind: 'started' });
    expect(trigger).toHaveBeenCalledTimes(1);
  });

  it('when the bot is read-only by then, then the backup that was begun is shown, and no other is', async () => {
    const { bot, trigger } = aBot();
    await bot.ask('turn-1');
    const readOnly = new ReadOnly({ store: aCommandStore(), clock: new ManualClock(), byEnvironment: true });
    const after = bot.restarted(readOnly);
    expect(await after.ask('turn-1', ITEM.vm.name, agoMs(1))).toMatchObject({ kind: 'started', jobId: JOB });
    await expect(after.ask('turn-2', OTHER.vm.name, agoMs(1))).rejects.toMatchObject({
      reason: 'readOnly.environment',
    });
    expect(trigger).toHaveBeenCalledTimes(1);
  });

  it('when it said yes to the cancellation of a job, then Azure is not asked, and the person is told', async () => {
    const cancel = jest.fn();
    const asks = { kind: 'cancel', vault: ITEM.ref.vault, jobId: JOB, vmName: 'vm-01', itemId: ITEM.id } as const;
    const known = () => aReading({ items: [ITEM], vaults: [ITEM.ref.vault], unread: [] });
    const store = aCommandStore();
    const services = {
      ...{ clock: new ManualClock(), store, vaults: { known, inventory: async () => known(), cancel } },
      proposals: { approvalOf: async () => null, take: async () => ({ kind: 'taken', asks }) },
      triggers: { requestOf: async () => ({ askedBy: 'Me', retainUntil: null }) },
    } as unknown as Services;
    const ask = { ...anAsk('turn-1'), askedMs: agoMs(16) };
    await expect(runCommand({ kind: 'yes', proposal: 'p' }, ask, services)).rejects.toMatchObject({
      reason: 'askedTooLongAgo',
    });
    expect(cancel).not.toHaveBeenCalled();
    expect(store.audited.map(({ kind, outcome }) => [kind, outcome?.result])).toEqual([
      ['proposal', 'accepted'],
      ['refusal', 'refused'],
    ]);
  });

  it('when it was asked within 15 minutes, then it is done', async () => {
    const { bot } = aBot();
    expect(await bot.ask('turn-1', ITEM.vm.name, agoMs(14))).toMatchObject({ kind: 'started' });
  });
});

describe('a job that a list showed before Azure named it to us', () => {
  it('when it is named, then live card and subscription take the key of the job, and the turn never triggers again', async () => {
    const { bot, store, trigger } = aBot();
    const listed = { ...(await triggered()), key: aKey('as-listed'), jobId: JOB, askedBy: null, retainUntilMs: null };
    trigger.mockImplementationOnce(async () => {
      await store.watched.add(listed);
      return JOB;
    });

    const first = await bot.ask('turn-1');
    const again = await bot.restarted().ask('turn-1');

    expect(first).toMatchObject({ kind: 'started', jobKey: 'as-listed', jobId: JOB });
    expect(again).toMatchObject({ kind: 'started', jobKey: 'as-listed', jobId: JOB, askedBy: 'Me' });
    expect(await store.transaction(({ jobSubscriptions }) => jobSubscriptions.ofJob(aKey('as-listed')))).toMatchObject([
      { to: TO },
    ]);
    expect(trigger).toHaveBeenCalledTimes(1);
  });
});

/** A trigger in the store. */
async function triggered(): Promise<WatchedJob> {
  const { bot, store } = aBot();
  await bot.ask('elsewhere');
  return store.watched.all[0]!;
}

async function change(store: KeptStore, to: Partial<WatchedJob>): Promise<void> {
  expect(await store.watched.save({ ...store.watched.all[0]!, ...to })).toBe(true);
}

function refusal(problem: AzureProblem): AzureError {
  return new AzureError(problem);
}

interface KeptStore extends CommandStore {
  readonly watched: MemoryWatched;
}

function aStore(): KeptStore {
  const watched = new MemoryWatched();
  const store = aCommandStore();
  return { watched, transaction: (work) => store.transaction((tables) => work({ ...tables, watched })) };
}

interface Bot {
  ask(turnId: string, vm?: string, askedMs?: number): Promise<View>;
  /** Another process on the same database. */
  restarted(readOnly?: Pick<ReadOnly, 'requireChanges'>): Bot;
}

function aBot() {
  const store = aStore();
  let made = 0;
  const trigger = jest.fn<Promise<string>, unknown[]>(async () => `job-${++made}`);
  return { store, trigger, bot: startedBot(store, trigger) };
}

function startedBot(
  store: KeptStore,
  trigger: (...given: unknown[]) => Promise<string>,
  readOnly: Pick<ReadOnly, 'requireChanges'> = CHANGES_ALLOWED,
): Bot {
  const clock = new ManualClock();
  const inventory = aReading({ items: [ITEM, OTHER], vaults: [ITEM.ref.vault], unread: [] });
  const jobs = async () => aReading<readonly Job[]>([]);
  const tags = async () => aReading({});
  const azure = { known: () => inventory, inventory: async () => inventory, jobs, tags, trigger };
  const vaults = guardChanges(azure as unknown as Vaults, readOnly);
  const triggers = new Triggers({ store, clock, wake: () => undefined });
  const access = everyoneIsAdmin;
  const services = { store, clock, triggers, vaults, access, log: console, readOnly } as unknown as Services;
  return {
    async ask(turnId, vm = ITEM.vm.name, askedMs) {
      const ask = { ...anAsk(turnId), ...(askedMs !== undefined && { askedMs }) };
      const outcome = await runCommand({ kind: 'backupNow', vms: [vm] }, ask, services);
      if (outcome.kind === 'view') return outcome.view;
      throw new RangeError('a question came');
    },
    restarted: (mode) => startedBot(store, trigger, mode),
  };
}

function anAsk(turnId: string): Ask {
  return {
    person: { id: '29:me', name: 'Me', aadObjectId: 'aad-me', tenantId: 'tenant-a', guest: false },
    place: { id: TO.conversation, kind: 'personal', teamId: null },
    ...{ to: TO, thread: null, language: 'en', timeZone: 'UTC', turnId },
    grant: aGrant({ role: 'operator', may: () => true }),
  };
}
