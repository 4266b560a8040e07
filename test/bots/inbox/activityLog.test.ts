import type { Activity } from 'botbuilder';

import type { ActivityLog } from '../../../bots/inbox/activityLog';
import type { Store } from '../../../services/store/openStore';
import { ActivityLogHarness, asking } from '../../support/activityLogHarness';
import { ManualClock } from '../../support/manualClock';
import { deferred } from '../../support/startBot';
import { TENANT } from '../../support/teamsActivities';

let logs: ActivityLogHarness;
beforeEach(async () => {
  logs = await ActivityLogHarness.start();
});
afterEach(() => logs.end());

const never = (): Promise<never> => new Promise(() => {});

/** The ids of the activities taken up, in order, until there are `count`. */
async function taken(process: ActivityLog, count: number, handle: () => Promise<void>): Promise<string[]> {
  const ids: string[] = [];
  const all = deferred<undefined>();
  const end = process.takeLeft(async ({ id = '' }) => {
    ids.push(id);
    await handle();
    if (ids.length === count) all.resolve(undefined);
  });
  await all.promise;
  end();
  return ids;
}

it('when an activity was answered, by whichever replica, then it is not done again and has the same result', async () => {
  expect(await logs.process().once(asking('m1'), async () => 'first')).toBe('first');
  const again = jest.fn(async () => 'again');

  expect(await logs.process().once(asking('m1'), again)).toBe('first');
  expect(again).not.toHaveBeenCalled();
});

it('when another replica is at it, then it is left to that one', async () => {
  void logs.process().once(asking('m1'), never);
  const again = jest.fn(async () => 'again');

  expect(await logs.process().once(asking('m1'), again)).toBeUndefined();
  expect(again).not.toHaveBeenCalled();
});

it('when an activity comes, then its work hears whether a question of the sender stands there, of whichever replica', async () => {
  const heard: Record<string, boolean | undefined> = {};
  const come = (id: string, change: Partial<Activity> = {}, over: Pick<Store, 'transaction'> = logs.store) =>
    logs.process(over).once({ ...asking(id), ...change }, async (noneStood) => {
      heard[id] = noneStood;
    });
  const { from, conversation } = asking('any');
  await come('before');
  await logs.store.transaction(({ proposals }) =>
    proposals.add({ id: 'p1', person: from.id, place: conversation.id, untilMs: 1, asks: {}, question: null }),
  );
  await come('since');
  await come('anothers', { from: { ...from, id: '29:another' } });
  await come('elsewhere', { conversation: { ...conversation, id: 'a:elsewhere' } });
  await come('not written down', {}, logs.forgetful());
  expect(heard).toEqual({
    ...{ before: true, since: false, anothers: true, elsewhere: true },
    'not written down': false, // Then nothing is known of it.
  });
});

it('when its process died before the answer, then a later delivery is answered', async () => {
  void logs.process().once(asking('m1'), never);
  await logs.process().once(asking('m1'), never); // The first has it by now.

  expect(await (await logs.restarted()).once(asking('m1'), async () => 'second')).toBe('second');
});

it('when a process died, then the next takes up all that it left, one after the other', async () => {
  const dead = logs.process();
  for (const id of ['m1', 'm2', 'm3']) {
    void dead.once(asking(id), never);
    await logs.process().once(asking(id), never); // The dead one has it by now.
  }
  await logs.process().once(asking('done'), async () => 'answered');
  let atOnce = 0;
  const counted: number[] = [];

  const ids = await taken(await logs.restarted(), 3, async () => {
    counted.push(++atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce -= 1;
  });

  expect(ids.toSorted()).toEqual(['m1', 'm2', 'm3']);
  expect(counted).toEqual([1, 1, 1]);
});

it('when it is taken up, then when it came is handed over', async () => {
  void logs.process().once(asking('m1'), never);
  await logs.process().once(asking('m1'), never); // The first has it by now.
  const process = await logs.restarted();
  const came = deferred<number>();
  const end = process.takeLeft(async (_activity, seenMs) => {
    came.resolve(seenMs);
  });

  expect(await came.promise).toBe(new ManualClock().now().getTime());
  end();
});

it('when an answer takes longer than an activity is held for, then its process keeps it', async () => {
  jest.useFakeTimers({ doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
  try {
    const startMs = Date.now();
    const [busy, idle] = [logs.process(), logs.process()];
    const looked = deferred<undefined>();
    void busy.once(asking('slow'), never);
    await idle.once(asking('slow'), never); // The busy one has it by now.
    jest.setSystemTime(startMs + 20_000);
    const end = busy.takeLeft(async () => undefined);
    await busy.referenceOf({ tenant: TENANT, conversation: 'a' }); // What it looked at before is done by then.
    jest.setSystemTime(startMs + 40_000);
    const left: (string | undefined)[] = [];
    await idle.once(asking('other'), async () => true);
    const endIdle = idle.takeLeft(async ({ id }) => {
      left.push(id);
      looked.resolve(undefined);
    });
    await idle.referenceOf({ tenant: TENANT, conversation: 'a' });
    expect(left).toEqual([]);
    jest.setSystemTime(startMs + 80_000); // Nobody keeps it any more: the timers stand still.
    endIdle();
    const endLast = logs.process().takeLeft(async ({ id }) => {
      left.push(id);
      looked.resolve(undefined);
    });
    await looked.promise;
    expect(left).toEqual(['slow']);
    [end, endLast].forEach((stop) => {
      stop();
    });
  } finally {
    jest.useRealTimers();
  }
});

it('when one of them fails, then the others are taken up, and the log says so', async () => {
  const dead = logs.process();
  for (const id of ['m1', 'm2']) {
    void dead.once(asking(id), never);
    await logs.process().once(asking(id), never);
  }
  const process = await logs.restarted();
  const seen: string[] = [];
  const both = deferred<undefined>();
  const end = process.takeLeft(({ id = '' }) => {
    seen.push(id);
    if (seen.length === 2) both.resolve(undefined);
    return Promise.reject(new RangeError(`no ${id}`));
  });
  await both.promise;
  end();

  expect(seen.toSorted()).toEqual(['m1', 'm2']);
  expect(logs.lines).toContainEqual(
    expect.objectContaining({ level: 'error', message: expect.stringMatching(/unanswered/) }),
  );
});
