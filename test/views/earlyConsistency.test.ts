import { jobKey } from '../../services/backup/ids';
import type { Notice } from '../../services/backup/jobEvents';
import type { Job, RecoveryPoint } from '../../services/backup/types';
import { AzureError, type Reading, type ReadOptions, type Vaults } from '../../services/backup/vaults';
import type { OutMessage } from '../../services/notify/message';
import { ConsistencyCache } from '../../views/consistencyCache';
import { messageViewNow } from '../../views/notice';
import { type NoticeSources, readFacts } from '../../views/noticeFacts';
import { aCommandStore } from '../support/commandStore';
import { CHANNEL } from '../support/notifySamples';
import { aJob, anItem, aPoint, aPolicy, aReading, at, NOTHING_READ, NOW, tasksOf, VAULT } from '../support/samples';

/** Its snapshot ended 140 s ago. */
const DONE = aJob({ tasks: tasksOf('completed', 'inProgress') });
const RUNNING = aJob({ tasks: tasksOf('inProgress', 'notStarted') });
const LISTED = [aPoint({ at: at(-590), type: 'FileSystemConsistent' })];

function goAhead(job: Job, change: Partial<Notice> = {}): OutMessage {
  const notice: Notice = {
    ...{ jobKey: jobKey(VAULT, job.id), event: 'snapshotDone', vault: VAULT, itemId: anItem().id, job },
    ...{ vmName: 'vm-01', vmResourceGroup: 'rg-prod', atMs: at(-140).getTime(), readMs: at(-2).getTime() },
    ...change,
  };
  return {
    content: { kind: 'event', notice, night: null },
    ...{ to: CHANNEL, thread: null, alert: true, mention: null, language: 'en', timeZone: 'UTC', cardId: 'c1' },
    ...{ validity: 'fresh', other: null, late: false, toldMs: NOW.getTime() },
  };
}

type ReadPoints = () => Promise<Reading<readonly RecoveryPoint[]>>;

/** The facts of the message, its view, and the ages (ms) that were accepted for its recovery points. */
async function told(message: OutMessage, read: ReadPoints) {
  const ages: (number | undefined)[] = [];
  const vaults: Partial<Vaults> = {
    known: () => aReading({ items: [anItem()], vaults: [VAULT], unread: [] }),
    points: (_item, options?: ReadOptions) => {
      ages.push(options?.maxAgeMs);
      return read();
    },
    policy: async () => aReading(aPolicy()),
  };
  const clock = { now: () => NOW } as unknown as NoticeSources['clock'];
  const facts = await readFacts(message, {
    ...{ vaults: vaults as Vaults, lastRead: NOTHING_READ, clock, consistencyCache: new ConsistencyCache(clock) },
    store: aCommandStore(),
    triggers: { requestOf: async () => ({ askedBy: 'Tanaka', retainUntil: null }) },
  });
  const view = messageViewNow(message, facts, 1);
  return { ages, seen: view.kind === 'notice' ? view.seen : null };
}

describe('the consistency on a go-ahead', () => {
  it('when Azure lists the point of the backup, then it stands there, with its reason', async () => {
    const { seen } = await told(goAhead(DONE), async () => aReading(LISTED));
    expect(seen?.point).toMatchObject({ consistency: { consistency: 'fileSystem', remedy: 'vssWriters' } });
  });

  it('when Azure lists only points of earlier backups, then none of their consistencies stands there', async () => {
    const { seen } = await told(goAhead(DONE), async () => aReading([aPoint()]));
    expect(seen?.point).toBeNull();
  });

  it('when points were read before the snapshot ended, then that reading does not serve', async () => {
    expect((await told(goAhead(DONE), async () => aReading(LISTED))).ages).toEqual([140_000]);
  });

  it('when the snapshot still runs, then a reading of the last five minutes serves', async () => {
    const message = goAhead(RUNNING, { event: 'snapshotSlow' });
    expect((await told(message, async () => aReading([]))).ages).toEqual([300_000]);
  });

  it('when the points cannot be read, then it counts as not listed', async () => {
    const { seen } = await told(goAhead(DONE), () => Promise.reject(new AzureError({ kind: 'busy' })));
    expect(seen?.point).toBeNull();
  });

  it('when Azure takes long to list the points, then the go-ahead goes out after two seconds, with all else', async () => {
    jest.useFakeTimers();
    try {
      const telling = told(goAhead(DONE), () => new Promise<never>(() => undefined));
      await jest.advanceTimersByTimeAsync(2_000);
      const { seen } = await telling;
      expect(seen).toMatchObject({ point: null, item: { vm: { name: 'vm-01' } } });
      expect(seen?.next).not.toBeNull();
    } finally {
      jest.useRealTimers();
    }
  });
});
