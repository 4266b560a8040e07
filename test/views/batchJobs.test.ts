import type { BatchView } from '../../protocol/batchView';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import type { WatchedJob } from '../../services/monitor/track/watchedJob';
import { batchOfJobs } from '../../views/batchJobs';
import type { Services } from '../../views/services';
import { aCommandStore, type CommandStoreOfTests } from '../support/commandStore';
import { ManualClock } from '../support/manualClock';
import { MemoryWatched } from '../support/memoryWatched';
import { aJob, aKey, anItem, aReading, at, NOW, tasksOf, VAULT } from '../support/samples';

const ITEMS = ['vm-01', 'vm-02', 'vm-03'].map((name) => anItem({ name }));
const SNAPSHOT = tasksOf('inProgress', 'notStarted');
const TRANSFER = tasksOf('completed', 'inProgress');
const TO = { tenant: 't', conversation: '19:c' };
const REFUSED = new AzureError({ kind: 'throttled', own: true, until: null });

let watched: MemoryWatched;
let kept: CommandStoreOfTests;
/** Jobs in Azure, by id. */
let shown: Map<string, Job>;
let read: string[];
let refuses: boolean;

beforeEach(async () => {
  watched = new MemoryWatched();
  kept = aCommandStore();
  shown = new Map();
  read = [];
  refuses = false;
  for (const item of ITEMS) await put(item, SNAPSHOT);
});

function idOf({ vm }: ProtectedItem): string {
  return `job-of-${vm.name}`;
}

function jobOf(item: ProtectedItem, change: Partial<Job> = {}): Job {
  return aJob({ id: idOf(item), vmName: item.vm.name, ...change });
}

/** A backup that the monitor read 20 minutes ago with these tasks; Azure shows the same now. */
async function put(item: ProtectedItem, tasks: Job['tasks']): Promise<void> {
  const { ref, id, vm } = item;
  const job = jobOf(item, { tasks });
  const readMs = at(-1_200).getTime();
  await watched.add({
    ...{
      key: aKey(idOf(item)),
      ref,
      itemId: id,
      vmName: vm.name,
      vmResourceGroup: vm.resourceGroup,
      jobId: job.id,
      job,
    },
    ...{ startedMs: at(-1_300).getTime(), retainUntilMs: at(86_400).getTime(), askedBy: 'Tanaka', readMs },
    ...{ detailMs: readMs, awaitsSnapshot: true, firstBackup: false, missingSinceMs: null, raised: [] },
    ...{ endSeenMs: null, consistency: 'waiting', done: false },
  } satisfies WatchedJob);
  shown.set(job.id, job);
}

/** `of`: the items whose jobs the button carries. */
function ask(items = ITEMS, of = ITEMS): ReturnType<typeof batchOfJobs> {
  const inventory = aReading({ items: ITEMS, vaults: [VAULT], unread: [] });
  const services = {
    clock: new ManualClock(NOW.toISOString()),
    vaults: {
      inventory: async () => inventory,
      jobs: async () => {
        read.push('list');
        return refuses
          ? Promise.reject(REFUSED)
          : aReading(
              [...shown.values()].map((job) => ({ ...job, tasks: null })),
              at(-2),
            );
      },
      job: async (_vault: unknown, id: string) => {
        read.push(id);
        return refuses ? Promise.reject(REFUSED) : aReading(shown.get(id)!, at(-1));
      },
    },
    store: {
      transaction: (work: (tables: unknown) => Promise<unknown>) =>
        kept.transaction((tables) => work({ ...tables, watched })),
    },
  } as unknown as Services;
  const mine = { to: TO, grant: { role: 'viewer', may: (_role: string, item: ProtectedItem) => items.includes(item) } };
  return batchOfJobs(of.map(idOf), mine as unknown as Ask, services);
}

function jobsIn({ started }: BatchView): readonly (Job | null)[] {
  return started.map((vm) => ('job' in vm ? vm.job : null));
}

describe('backups that were asked for together', () => {
  it('when few run, then each is read anew, with one list for all', async () => {
    shown.set(idOf(ITEMS[0]!), jobOf(ITEMS[0]!, { tasks: TRANSFER }));
    shown.set(idOf(ITEMS[1]!), jobOf(ITEMS[1]!, { state: 'completed' }));
    const view = await ask();
    expect(jobsIn(view).map((job) => [job?.state, job?.tasks])).toEqual([
      ['inProgress', TRANSFER],
      ['completed', null],
      ['inProgress', SNAPSHOT],
    ]);
    expect(read).toEqual(['list', idOf(ITEMS[0]!), idOf(ITEMS[2]!)]);
    expect(view).toMatchObject({ at: at(-2 + 1), askedBy: 'Tanaka', retainUntil: at(86_400) });
  });

  it('when Azure cannot be read, then the monitor’s last readings are shown, with their age and the reason', async () => {
    refuses = true;
    const view = await ask();
    expect(jobsIn(view).map((job) => job?.tasks)).toEqual([SNAPSHOT, SNAPSHOT, SNAPSHOT]);
    expect(view).toMatchObject({ at: at(-1_200), problem: REFUSED });
  });

  it('when the conversation gets messages about some only, then the card does not promise them; about all, it does', async () => {
    const promise = (n: number): Promise<unknown> =>
      kept.transaction(({ jobSubscriptions }) =>
        jobSubscriptions.add({
          ...{
            jobKey: aKey(idOf(ITEMS[n]!)),
            to: TO,
            thread: null,
            asker: { id: '29:me', name: 'Me' },
            language: 'en',
          },
          ...{ timeZone: 'UTC', cardActivityId: null, cardId: 'c', createdMs: 0 },
        }),
      );
    await promise(0);
    await promise(1);
    expect((await ask()).isTold).toBe(false);
    await promise(2);
    expect((await ask()).isTold).toBe(true);
  });

  describe('when one of them was not started since a backup of it ran already', () => {
    const LEFT = anItem({ name: 'vm-09' });
    const OTHER = 'job-of-somebody';
    beforeEach(async () => {
      ITEMS.push(LEFT);
      const why = { key: 'alreadyRunning', facts: { vm: 'vm-09', job: OTHER }, azure: null };
      await kept.transaction(({ jobSubscriptions }) =>
        jobSubscriptions.add({
          ...{
            jobKey: aKey(idOf(ITEMS[0]!)),
            to: TO,
            thread: null,
            asker: { id: '29:me', name: 'Me' },
            language: 'en',
          },
          ...{
            timeZone: 'UTC',
            cardActivityId: null,
            cardId: 'c',
            createdMs: 0,
            together: ['a', 'b', 'c', 'd'].map(aKey),
          },
          refused: [{ itemId: LEFT.id, jobKey: null, why }],
        }),
      );
    });
    afterEach(() => {
      ITEMS.length = 3;
    });
    const left = async (): Promise<BatchView['failed']> => (await ask(ITEMS, ITEMS.slice(0, 3))).failed;

    it('and the list shows that backup, then it is read as the others are', async () => {
      shown.set(OTHER, jobOf(LEFT, { id: OTHER, tasks: SNAPSHOT }));
      for (const item of ITEMS.slice(0, 3)) shown.set(idOf(item), jobOf(item, { tasks: TRANSFER }));
      expect(await left()).toMatchObject([
        { item: { id: LEFT.id }, jobId: OTHER, job: { state: 'inProgress', tasks: SNAPSHOT }, told: null },
      ]);
      expect(read).toContain(OTHER);
    });

    it('and the list shows no backup of it, then only the reason is known', async () => {
      const [one, ...rest] = await left();
      expect([one, rest]).toMatchObject([{ item: { id: LEFT.id }, view: { key: 'ranAlready' } }, []]);
      expect(one).not.toHaveProperty('job');
    });

    it('and no list can be read, then it may run', async () => {
      refuses = true;
      expect(await left()).toMatchObject([{ job: null, told: null }]);
    });

    it('and the reader may not see it, then the card counts it among those not shown', async () => {
      expect(await ask(ITEMS.slice(0, 3), ITEMS.slice(0, 3))).toMatchObject({ failed: [], unshown: 1 });
    });
  });

  it('when somebody else asks, then only VMs that they may see are shown', async () => {
    expect((await ask(ITEMS.slice(0, 1))).started.map(({ item }) => item.vm.name)).toEqual(['vm-01']);
    await expect(ask([])).rejects.toMatchObject({ problem: { kind: 'notFound' } });
  });

  it('when more run than are read singly, then states come from the list, tasks from the monitor', async () => {
    for (let n = 4; n <= 6; n += 1) {
      const item = anItem({ name: `vm-0${n}` });
      ITEMS.push(item);
      await put(item, SNAPSHOT);
    }
    try {
      const view = await ask();
      expect([view.started.length, read, view.at]).toEqual([6, ['list'], at(-1_200)]);
    } finally {
      ITEMS.length = 3;
    }
  });

  it('when more than are read singly began days ago, then the card is as old as the monitor’s readings', async () => {
    for (let n = 1; n <= 6; n += 1) {
      const item = anItem({ name: `old-${n}` });
      ITEMS.push(item);
      await put(item, null);
      shown.set(idOf(item), jobOf(item, { startedAt: at(-2 * 86_400) }));
    }
    try {
      const view = await ask();
      expect([read, view.at]).toEqual([['list'], at(-1_200)]);
      for (const item of ITEMS.slice(0, 3)) shown.set(idOf(item), jobOf(item, { state: 'completed' }));
      expect((await ask()).at).toEqual(at(-1_200));
    } finally {
      ITEMS.length = 3;
    }
  });
});
