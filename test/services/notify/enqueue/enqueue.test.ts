import type { JobEvent, Notice } from '../../../../services/backup/jobEvents';
import { enqueue } from '../../../../services/notify/enqueue/enqueue';
import { draftFromJson } from '../../../../services/notify/messageJson';
import type { OutRow } from '../../../../services/notify/repositories';
import { MemoryStore } from '../../../support/memoryTables';
import { CHANNEL, everybody, failureOf, NIGHT, noticeOf, promisedTo, watchOf } from '../../../support/notifySamples';

let store: MemoryStore;

beforeEach(() => {
  store = new MemoryStore();
});

const raised = (...notices: Notice[]): Promise<unknown> => enqueue(store.tables, notices, everybody);
const rows = (): OutRow[] => [...store.state.rows.values()];
const own = (): string[] =>
  rows()
    .filter(({ update }) => !update)
    .map(({ body }) => draftFromJson(body).content)
    .map((content) => (content.kind === 'group' ? `failures ${content.group.code}` : content.notice.event));

describe('whoever asked', () => {
  it.each<JobEvent>([
    'snapshotDone',
    'ended',
    'snapshotSlow',
    'jobSlow',
    'vanished',
    'notStarted',
    'consistency',
    'consistencyUnknown',
  ])('when the event is %s, then is told by a message of its own that mentions them', async (event) => {
    await store.tables.jobSubscriptions.add(promisedTo());
    await raised(noticeOf({ event }));
    expect(own()).toEqual([event]);
    const draft = draftFromJson(rows()[0]!.body);
    expect(draft).toMatchObject({ mention: { name: 'Tanaka' }, alert: true, thread: 'root-1' });
  });

  it.each<JobEvent>(['started', 'taskChanged'])('when the event is %s, then only the card moves', async (event) => {
    await store.tables.jobSubscriptions.add(promisedTo());
    await raised(noticeOf({ event, state: 'inProgress' }));
    expect(own()).toEqual([]);
    expect(rows()).toMatchObject([{ slot: 'live:c1', update: true }]);
  });

  it('when a notice is raised twice, then is told once', async () => {
    await store.tables.jobSubscriptions.add(promisedTo());
    await raised(noticeOf());
    await raised(noticeOf());
    expect(own()).toEqual(['ended']);
  });

  it('when the conversation also watches, then is told once, as the one who asked', async () => {
    await store.tables.jobSubscriptions.add(promisedTo());
    await store.tables.watches.put(watchOf({ level: 'all' }));
    await raised(noticeOf());
    expect(own()).toEqual(['ended']);
  });

  it('when a job ended before its snapshot was told, then only the end is told', async () => {
    await store.tables.jobSubscriptions.add(promisedTo());
    await raised(noticeOf({ event: 'snapshotDone' }), noticeOf({ event: 'ended' }));
    expect(own()).toEqual(['ended']);
  });

  it('when several states of a card wait, then only the newest is kept', async () => {
    await store.tables.jobSubscriptions.add(promisedTo());
    for (const atMs of [1, 2, 3]) await raised(noticeOf({ event: 'taskChanged', atMs }));
    expect(rows().map(({ body }) => draftFromJson(body).content)).toMatchObject([{ notice: { atMs: 3 } }]);
  });

  it('then the times of the job survive being stored', async () => {
    await store.tables.jobSubscriptions.add(promisedTo());
    await raised(noticeOf());
    expect(draftFromJson(rows()[0]!.body).content).toMatchObject({ notice: { job: noticeOf().job } });
  });
});

describe('a watch', () => {
  it.each([
    ['failures', []],
    ['progress', ['snapshotDone', 'snapshotSlow', 'jobSlow', 'ended', 'consistency']],
    ['all', ['started', 'snapshotDone', 'snapshotSlow', 'jobSlow', 'ended', 'consistency']],
  ] as const)('when its level is %s and a backup goes well, then is told %j', async (level, told) => {
    await store.tables.watches.put(watchOf({ level }));
    for (const event of [
      'started',
      'taskChanged',
      'snapshotDone',
      'snapshotSlow',
      'jobSlow',
      'ended',
      'consistency',
    ] as const)
      await raised(noticeOf({ event }));
    expect(own()).toEqual(told);
  });

  it.each(['failures', 'progress', 'all'] as const)(
    'when its level is %s, then is told of a failure',
    async (level) => {
      await store.tables.watches.put(watchOf({ level }));
      await raised(failureOf('vm-01', 5), noticeOf({ vm: 'vm-02', state: 'completedWithWarnings', code: 'W' }));
      expect(own()).toEqual(['failures E1', 'failures W']);
    },
  );

  it.each(['consistency', 'consistencyUnknown'] as const)(
    'when it was told of an end with warnings only, then also of its %s, which comes later',
    async (event) => {
      await store.tables.watches.put(watchOf());
      await raised(noticeOf({ state: 'completedWithWarnings', code: 'W' }));
      await raised(noticeOf({ event, state: 'completedWithWarnings' }), noticeOf({ event, vm: 'vm-02' }));
      expect(own()).toEqual(['failures W', event]);
    },
  );

  it('when the VM is not in its scope, then is not told', async () => {
    await store.tables.watches.put(watchOf({ scope: { kind: 'vm', itemId: '/item/vm-02', vmName: 'vm-02' } }));
    await store.tables.watches.put(
      watchOf({ scope: { kind: 'vault', vault: { ...noticeOf().vault, name: 'other' } } }),
    );
    await raised(failureOf('vm-01', 5));
    expect(own()).toEqual([]);
  });

  it('when ids differ in case, then is told all the same', async () => {
    await store.tables.watches.put(watchOf({ scope: { kind: 'vm', itemId: '/ITEM/VM-01', vmName: 'vm-01' } }));
    await raised(failureOf('vm-01', 5));
    expect(own()).toEqual(['failures E1']);
  });

  it.each([
    ['before', 1, []],
    ['just when', 0, ['ended']],
  ] as const)(
    'when a backup ended %s it was watched, then that is told to nobody who came later',
    async (_, ms, told) => {
      await store.tables.watches.put(watchOf({ level: 'all', createdMs: NIGHT + ms }));
      await raised(noticeOf({ event: 'ended', atMs: NIGHT }));
      expect(own()).toEqual(told);
    },
  );

  it.each([
    ['its VM', { kind: 'vm', itemId: noticeOf().itemId, vmName: 'vm-01' }, ['snapshotDone']],
    ['all', { kind: 'all' }, []],
  ] as const)(
    'when a snapshot ended an hour before a watch of %s, then that is told or not',
    async (_, scope, told) => {
      await store.tables.watches.put(watchOf({ level: 'progress', scope, createdMs: NIGHT + 3_600_000 }));
      await raised(noticeOf({ event: 'snapshotDone', atMs: NIGHT }));
      expect(own()).toEqual(told);
    },
  );

  it('when too many messages wait for its conversation, then is dropped and counted', async () => {
    await store.tables.watches.put(watchOf({ level: 'progress' }));
    for (let n = 0; n < 1_000; n += 1)
      await store.tables.outbox.put({ to: CHANNEL, slot: null, update: false, body: '{}', createdMs: 0 });
    expect(await enqueue(store.tables, [noticeOf()], everybody)).toEqual({ messages: 0, dropped: 1 });
  });
});
