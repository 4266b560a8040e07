import { AzureError } from '../../../../services/backup/vaults';
import { MINUTE_MS } from '../../../../services/platform/durations';
import { GoAheadNight, runOf } from '../../../support/goAheadNight';
import { aWatch, CLOCK_START_MS } from '../../../support/monitorNight';

const OUTAGE = new AzureError({ kind: 'unavailable', status: 503 });
/** Its snapshot ends in minute 12, its copy in minute 50. */
const A = runOf('job-a', [4, 12, 50]);
/** Begins while the copy of A runs: its snapshot runs from minute 24 to 33. */
const B = runOf('job-b', [24, 33, 90]);

let night: GoAheadNight;

async function begin(...runs: readonly ReturnType<typeof runOf>[]): Promise<void> {
  night = new GoAheadNight(...runs);
  await night.askedFor(runs[0]!);
  night.start();
}
function pass(minutes: number): Promise<void> {
  return night.clock.advance(minutes * MINUTE_MS);
}
afterEach(() => night.stop());

describe('two backups of one VM', () => {
  it('when reads fail from before A’s snapshot ended until B’s runs, then B is told, and the go-ahead at B’s end', async () => {
    await begin(A, runOf('job-b', [24, 40, 90]));
    await pass(11);
    night.problem = OUTAGE;
    await pass(19);
    expect(night.said).toEqual([]);
    night.problem = null;
    await pass(13);
    expect(night.truths).toEqual(['anotherSnapshot snapshotRunning', 'fresh']);
    const minutes = night.said.map((said) => Number(said.split(' ')[0]));
    expect(minutes[0]).toBeLessThan(40);
    expect(minutes[1]).toBeGreaterThanOrEqual(40);
    expect(minutes[1]).toBeLessThanOrEqual(42);
  });

  it('when B, that nobody asked for, begins seconds before A’s go-ahead is sent, then B is told', async () => {
    await begin(A, runOf('job-b', [12, 21, 60]));
    await pass(19);
    expect(night.truths).toEqual(['anotherSnapshot snapshotRunning']);
    await pass(6);
    expect(night.truths).toEqual(['anotherSnapshot snapshotRunning', 'fresh']);
  });

  it('when B began long before A and its snapshot still runs, then A’s go-ahead waits for it', async () => {
    await begin(A, runOf('job-b', [-4 * 24 * 60, 40, 90]));
    await pass(60);
    expect(night.truths).toEqual(['anotherSnapshot snapshotRunning', 'fresh', 'ended']);
  });

  it('when B copies for a day already, then A’s go-ahead waits for nothing', async () => {
    await begin(A, runOf('job-b', [-26 * 60, -25 * 60, 90]));
    await pass(60);
    expect(night.truths).toEqual(['fresh', 'ended']);
  });

  it('when a third begins in B’s snapshot, then the go-ahead comes when both are done, and is promised once', async () => {
    await begin(A, runOf('job-b', [10, 20, 90]), runOf('job-c', [18, 28, 90]));
    await pass(45);
    expect(night.truths).toEqual(['anotherSnapshot snapshotRunning', 'fresh']);
    expect(Number(night.said[1]!.split(' ')[0])).toBeGreaterThanOrEqual(28);
  });

  it.each(['failed', 'cancelled'] as const)(
    'when B %s in its snapshot, then the go-ahead follows',
    async (endState) => {
      await begin(A, runOf('job-b', [10, 99, 30], { endState }));
      await pass(48);
      expect(night.truths).toEqual(['anotherSnapshot snapshotRunning', 'fresh']);
      expect(Number(night.said[1]!.split(' ')[0])).toBeGreaterThanOrEqual(30);
    },
  );

  it('when A fails while B’s snapshot runs, then its end says all, and that B runs', async () => {
    await begin(runOf('job-a', [4, 12, 20], { endState: 'failed' }), runOf('job-b', [10, 40, 90]));
    await pass(70);
    expect(night.truths[0]).toBe('anotherSnapshot snapshotRunning');
    expect(night.truths[1]).toMatch(/^ended (snapshotRunning|tasksUnknown)$/);
    expect(night.truths).toHaveLength(2);
  });

  it('when A completes while B’s snapshot runs, then its end says so, and the go-ahead still follows', async () => {
    await begin(runOf('job-a', [4, 12, 20]), runOf('job-b', [10, 40, 90]));
    await pass(70);
    expect(night.truths).toHaveLength(3);
    expect(night.truths[1]).toMatch(/^ended (snapshotRunning|tasksUnknown)$/);
    expect(night.truths[2]).toBe('fresh');
  });

  it('when the process dies between, again and again, then nothing is lost and nothing comes twice', async () => {
    await begin(A, runOf('job-b', [10, 30, 90]));
    for (let life = 0; life < 11; life++) {
      await pass(4);
      await night.stop();
      night.start();
    }
    await pass(20);
    expect(night.truths).toEqual(['anotherSnapshot snapshotRunning', 'fresh', 'ended']);
  });

  it('then B costs no more reads than a backup that somebody waits for', async () => {
    await begin(A, runOf('job-b', [10, 30, 90]));
    await pass(45);
    expect(night.reads.filter(({ kind }) => kind !== 'points').length).toBeLessThan(75);
  });
});

describe('a go-ahead whose vault’s list cannot be read', () => {
  it('is told as that, once, and follows when the list is read', async () => {
    await begin(A);
    night.listProblem = OUTAGE;
    await pass(30);
    expect(night.truths).toEqual(['unread']);
    night.listProblem = null;
    await pass(6);
    expect(night.truths).toEqual(['unread', 'fresh']);
  });

  it('when the list then shows B, then B is told and the go-ahead comes after it', async () => {
    await begin(A, B);
    night.listProblem = OUTAGE;
    await pass(25);
    night.listProblem = null;
    await pass(15);
    expect(night.truths).toEqual(['unread', 'anotherSnapshot snapshotRunning', 'fresh']);
  });

  it('when A ends meanwhile, then its end is told, and the go-ahead when the list is read', async () => {
    await begin(runOf('job-a', [4, 12, 20]));
    night.listProblem = OUTAGE;
    await pass(30);
    expect(night.truths).toEqual(['unread', 'ended']);
    night.listProblem = null;
    await pass(10);
    expect(night.truths).toEqual(['unread', 'ended', 'fresh']);
  });
});

describe('a watch of a VM whose backup is under way', () => {
  const SINCE_YESTERDAY = runOf('job-a', [-20 * 60, -19.8 * 60, 200]);

  async function watching(createdMinute: number): Promise<void> {
    night = new GoAheadNight(SINCE_YESTERDAY);
    const watch = aWatch('all', CLOCK_START_MS + createdMinute * MINUTE_MS);
    night.watches = [watch];
    await night.box.store.tables.watches.put(watch);
    night.start();
    await pass(60);
  }

  it('when it begins long after the snapshot, then it is shown the job as it stands, and no go-ahead is made of it', async () => {
    await watching(0);
    expect(night.truths).toEqual(['card']);
    const [{ message: { content } }] = night.box.messenger.posts as [(typeof night.box.messenger.posts)[number]]; // prettier-ignore
    expect(content).toMatchObject({ notice: { job: { tasks: [{ state: 'completed' }, {}] } } });
  });

  it('when it stood before the snapshot, which nobody saw, then the go-ahead is told late', async () => {
    await watching(-3 * 24 * 60);
    expect(night.truths).toContain('fresh');
    expect(night.box.messenger.posts.find(({ message }) => message.content.kind === 'event')?.message.late).toBe(true);
  });
});
