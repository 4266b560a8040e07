import type { Notice } from '../../services/backup/jobEvents';
import type { Job } from '../../services/backup/types';
import type { Vaults } from '../../services/backup/vaults';
import type { FailedVm } from '../../services/notify/failureCard';
import type { OutMessage } from '../../services/notify/message';
import { ConsistencyCache } from '../../views/consistencyCache';
import { messageViewNow } from '../../views/notice';
import { noFacts, type NoticeSources, readFacts } from '../../views/noticeFacts';
import { aCommandStore } from '../support/commandStore';
import { CHANNEL, failureOf, NIGHT } from '../support/notifySamples';
import { aJob, aKey, anItem, aPolicy, aReading, at, NOTHING_READ, NOW, tasksOf, VAULT } from '../support/samples';

const FIRST = failureOf('vm-01', NIGHT);
const AGAIN = { times: 8, sinceMs: NIGHT - 7 * 24 * 3_600_000 };

function messageOf(...vms: FailedVm[]): OutMessage {
  return {
    content: { kind: 'group', group: { code: 'E1', first: FIRST, vms, more: 0 }, night: null },
    ...{ to: CHANNEL, thread: null, alert: true, mention: null, language: 'en', timeZone: 'UTC', cardId: 'c1' },
    ...{ validity: 'fresh', other: null, late: false, toldMs: NIGHT },
  };
}

function failedVm(change: Partial<FailedVm> = {}): FailedVm {
  const { jobKey, vault, itemId, vmName, vmResourceGroup, atMs } = FIRST;
  return { jobKey, vault, itemId, vmName, vmResourceGroup, atMs, recoveredMs: null, watches: ['all'], ...change };
}

describe('a repeated failure', () => {
  it('when it is told again, then its message says how often by now, alone and among others', () => {
    expect(messageViewNow(messageOf(failedVm({ again: AGAIN })), noFacts(), 1)).toMatchObject({
      kind: 'notice',
      again: AGAIN,
    });
    const several = messageOf(failedVm({ again: AGAIN }), failedVm({ jobKey: aKey('other'), vmName: 'vm-02' }));
    expect(messageViewNow(several, noFacts(), 1)).toMatchObject({
      kind: 'failures',
      failures: { vms: [{ again: AGAIN }, {}] },
    });
  });

  it('when it is told for the first time, then its message counts nothing', () => {
    expect(messageViewNow(messageOf(failedVm()), noFacts(), 1)).toMatchObject({ kind: 'notice', again: null });
  });
});

describe('the schedule beside a go-ahead', () => {
  const ITEM = anItem();
  const JOB = aJob({ tasks: tasksOf('completed', 'inProgress'), startedAt: at(-900) });
  /** A daily schedule whose time was twenty minutes ago. */
  const minute = at(-1_200).getUTCHours() * 60 + at(-1_200).getUTCMinutes();
  const POLICY = aPolicy({ timeZone: 'UTC', schedule: { kind: 'daily', times: [minute] } });
  const NOTICE: Notice = {
    ...{
      jobKey: aKey('k'),
      event: 'snapshotDone',
      vault: VAULT,
      itemId: ITEM.id,
      vmName: 'vm-01',
      vmResourceGroup: 'rg-prod',
    },
    ...{ job: JOB, atMs: NOW.getTime(), readMs: NOW.getTime() },
  };
  const MESSAGE: OutMessage = {
    content: { kind: 'event', notice: NOTICE, night: null },
    ...{ to: CHANNEL, thread: null, alert: true, mention: null, language: 'en', timeZone: 'UTC', cardId: 'c1' },
    ...{ validity: 'fresh', other: null, late: false, toldMs: NOW.getTime() },
  };
  const told = async ({ askedBy = null as string | null, list = null as readonly Job[] | null, item = ITEM } = {}) => {
    const facts = await readFacts(MESSAGE, {
      vaults: {
        known: () => aReading({ items: [item], vaults: [VAULT], unread: [] }),
        points: async () => aReading([]),
        policy: async () => aReading(POLICY),
      } as unknown as Vaults,
      lastRead: { ...NOTHING_READ, jobs: () => list && aReading(list, at(-5)) },
      clock: { now: () => NOW } as unknown as NoticeSources['clock'],
      ...{ consistencyCache: new ConsistencyCache({ now: () => NOW } as never), store: aCommandStore() },
      triggers: { requestOf: async () => ({ askedBy, retainUntil: at(30 * 86_400) }) },
    });
    const view = messageViewNow(MESSAGE, facts, 1);
    return view.kind === 'notice' ? view.seen : null;
  };

  it('when it is of a backup that a person asked for, then the scheduled one is still due', async () => {
    const seen = await told({ askedBy: 'Tanaka', list: [JOB] });

    expect(seen?.schedule?.due).toMatchObject([{ at: at(-1_203), begun: 'no' }]);
  });

  it('when Azure does not list the retention, then the one that was asked for is told', async () => {
    expect((await told({ askedBy: 'Tanaka' }))?.job.retainUntil).toEqual(at(30 * 86_400));
  });

  it('when nobody is known to have asked for it, then it may be the scheduled one', async () => {
    expect((await told())?.schedule?.due).toMatchObject([{ begun: 'perhaps', since: at(-900) }]);
  });

  it('when no list was read lately, then whether the scheduled one has begun is not known', async () => {
    expect((await told({ askedBy: 'Tanaka' }))?.schedule?.due).toMatchObject([{ begun: 'unread' }]);
  });

  it('when the item is suspended by now, then no start is told, and why', async () => {
    const seen = await told({ item: { ...ITEM, protectionState: 'BackupsSuspended' } });

    expect(seen).toMatchObject({ next: null, schedule: { due: [], none: 'backupsSuspended' } });
  });
});

describe('a job that a list showed, without its tasks', () => {
  const started = (minutes: number): OutMessage => {
    const job = aJob({ startedAt: new Date(NIGHT - minutes * 60_000) });
    const notice = { ...FIRST, event: 'started', job, readMs: NIGHT } as const;
    return { ...messageOf(), content: { kind: 'card', notice } };
  };
  const facts = { ...noFacts(), item: anItem() };

  it('when it has just begun, then it is told as started', () => {
    expect(messageViewNow(started(5), facts, 1)).toMatchObject({ kind: 'started' });
  });

  it.each([
    ['first card', 5],
    ["job's card", 20 * 60],
  ])('when Azure does not list its retention yet, then the %s keeps the one that was asked for', (_, minutes) => {
    const retainUntil = at(30 * 86_400);
    const view = messageViewNow(started(minutes), { ...facts, retainUntil }, 1);
    expect(view.kind === 'job' ? view.job : view).toMatchObject({ retainUntil });
  });

  it('when it began hours ago, then nothing is said of a snapshot that is to come', () => {
    expect(messageViewNow(started(20 * 60), facts, 1)).toMatchObject({ kind: 'job', job: { tasks: null } });
  });
});
