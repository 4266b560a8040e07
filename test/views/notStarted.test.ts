import { failureView } from '../../commands/failure';
import type { MessageView } from '../../protocol/messageView';
import { message } from '../../protocol/messageView';
import { AzureError } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import { newWatchedJob } from '../../services/monitor/track/watchedJob';
import { triggerKey } from '../../services/onDemand/triggers';
import type { JobSubscription, NotStartedVm } from '../../services/subscriptions/jobSubscription';
import { readNotStarted, reasonView } from '../../views/notStarted';
import type { Services } from '../../views/services';
import { aCommandStore, type CommandStoreOfTests } from '../support/commandStore';
import { ManualClock } from '../support/manualClock';
import { aJob, aKey, anItem, aReading, NOW, tasksOf } from '../support/samples';

const TO = { tenant: 't', conversation: '19:c' };
const [FIRST, LEFT] = ['vm-01', 'vm-02'].map((name) => anItem({ name })) as [
  ReturnType<typeof anItem>,
  ReturnType<typeof anItem>,
];
const ask = { to: TO, turnId: 'turn-1' } as Ask;
const KEY = triggerKey(FIRST, ask.turnId);
const RUNS = aJob({ id: 'theirs', vmName: 'vm-02', tasks: tasksOf('inProgress', 'notStarted') });

let store: CommandStoreOfTests;
let services: Services;

/** One of two was started, and has a subscription. */
beforeEach(async () => {
  store = aCommandStore();
  services = {
    store,
    clock: new ManualClock(NOW.toISOString()),
    vaults: { jobs: async () => aReading([RUNS]) },
    log: { warn: () => undefined },
  } as unknown as Services;
  await store.transaction(async ({ watched, jobSubscriptions }) => {
    const known = { key: KEY, jobId: 'ours', startedMs: 0, retainUntilMs: null, askedBy: 'Me', awaitsSnapshot: true };
    await watched.add(newWatchedJob(FIRST, known));
    await jobSubscriptions.add({
      ...{ jobKey: KEY, to: TO, thread: null, asker: { id: '29:me', name: 'Me' }, language: 'en', timeZone: 'UTC' },
      ...{ cardActivityId: null, cardId: 'together:turn-1', createdMs: 0, together: [KEY, triggerKey(LEFT, 'turn-1')] },
    });
  });
});

const keep = (view: MessageView): ReturnType<typeof readNotStarted> =>
  readNotStarted({ items: [FIRST, LEFT], failed: [{ item: LEFT, view }] }, ask, services);

const promisesOf = (key: string): Promise<readonly JobSubscription[]> =>
  store.transaction(({ jobSubscriptions }) => jobSubscriptions.ofJob(aKey(key)));

/** The saved reason, as the database returns it. */
async function kept(): Promise<NotStartedVm> {
  const [promised] = await promisesOf(KEY);
  return JSON.parse(JSON.stringify(promised?.refused?.[0])) as NotStartedVm;
}

it.each([
  new AzureError({ kind: 'throttled', own: false, until: NOW }, { code: 'TooManyRequests' }),
  new AzureError({ kind: 'unavailable', status: 503, until: NOW }, { says: 'Busy.' }),
  new AzureError({ kind: 'refused', message: 'no' }, { code: 'UserErrorVmNotReady', requestId: 'r1' }),
])('Azure’s reason is kept as it was given, but for a time that passes ($problem.kind)', async (error) => {
  expect(await keep(failureView(error, { turnId: 't' }, services))).toEqual([
    { item: LEFT, view: expect.objectContaining({ azure: error }) as unknown },
  ]);
  const refused = await kept();
  expect(refused).toMatchObject({ itemId: LEFT.id, jobKey: null });
  const { key, azure } = reasonView(refused);
  const { code, says, requestId } = error;
  expect([key, azure]).toMatchObject([`azure.${error.problem.kind}`, { code, says, requestId }]);
  expect(JSON.stringify(refused)).not.toContain(NOW.toISOString());
});

it('a VM whose trigger stands is not kept as refused, however its id is spelled', async () => {
  const item = { ...FIRST, id: FIRST.id.toUpperCase() };
  const failed = [{ item, view: message('itemBusy') }];
  await readNotStarted({ items: [FIRST, LEFT], failed }, ask, services);
  expect((await promisesOf(KEY))[0]?.refused).toEqual([]);
});

it('a backup that ran already is monitored with its tasks, updates the card, and sends no messages', async () => {
  const view = message('alreadyRunning', { facts: { vm: 'vm-02', job: RUNS.id } });
  const [one] = await keep(view);
  expect(one).toMatchObject({ job: { id: RUNS.id }, jobId: RUNS.id, told: null, live: { jobId: RUNS.id } });
  const { jobKey, why } = await kept();
  expect(why.key).toBe('alreadyRunning');
  expect(await promisesOf(jobKey ?? '')).toMatchObject([{ cardId: 'together:turn-1', stopped: true }]);
  const watched = await store.transaction((tables) => tables.watched.byKey(jobKey!));
  expect(watched).toMatchObject({ jobId: RUNS.id, awaitsSnapshot: true, askedBy: null });
});

it('one whose answer was lost may count as started later: it is not saved as refused', async () => {
  await store.transaction(async ({ watched }) => {
    const known = { key: triggerKey(LEFT, 'turn-1'), jobId: null, startedMs: 0, retainUntilMs: null, askedBy: 'Me' };
    await watched.add(newWatchedJob(LEFT, { ...known, awaitsSnapshot: true }));
  });
  const view = failureView(new AzureError({ kind: 'unconfirmed' }), { turnId: 't' }, services);
  expect(await keep(view)).toMatchObject([{ job: null, jobId: null }]);
  expect((await promisesOf(KEY))[0]?.refused).toEqual([]);
});
