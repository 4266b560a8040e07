import type { Activity } from 'botbuilder';

import type { ActivityLog } from '../../../bots/inbox/activityLog';
import type { Watch } from '../../../services/subscriptions/watch';
import { ActivityLogHarness, asking } from '../../support/activityLogHarness';
import { ManualClock } from '../../support/manualClock';
import { aMessage, anInstallation, TENANT } from '../../support/teamsActivities';

let logs: ActivityLogHarness;
beforeEach(async () => {
  logs = await ActivityLogHarness.start();
});
afterEach(() => logs.end());

describe('how to reach a conversation', () => {
  const here = { tenant: TENANT, conversation: 'a:personal-tanaka' };
  const from = (serviceUrl: string, id: string): Activity =>
    aMessage(serviceUrl, 'help', { id }) as unknown as Activity;

  it('when another replica saw the bot go, then what is heard after its return is written again', async () => {
    const [a, b] = [logs.process(), logs.process()];
    await a.once(asking('m1'), async () => true);
    await b.forget(asking('m2'));
    expect(await a.referenceOf(here)).toBeNull();

    await a.once(asking('m3'), async () => true);
    expect(await b.referenceOf(here)).toMatchObject({ serviceUrl: 'https://smba.example/' });
  });

  it('when a commit is lost, then the next activity writes it', async () => {
    const process = logs.process(logs.forgetful());
    await process.once(asking('m1'), async () => true);
    expect(await process.referenceOf(here)).toBeNull();

    await process.once(asking('m2'), async () => true);
    expect(await process.referenceOf(here)).not.toBeNull();
  });

  it('when the bot is installed, or hears what asks for no answer, then it is written too', async () => {
    await logs.process().keepReference(anInstallation('https://smba.example/') as unknown as Activity);
    expect(await logs.process().referenceOf(here)).toMatchObject({ serviceUrl: 'https://smba.example/' });
  });

  it('when an older activity is delivered again, then the newer address stays', async () => {
    await logs.process().once(from('https://old.example/', 'm1'), async () => true);
    await logs.process().once(from('https://new.example/', 'm2'), async () => true);
    await logs.process().once(from('https://old.example/', 'm1'), async () => true);
    expect(await logs.process().referenceOf(here)).toMatchObject({ serviceUrl: 'https://new.example/' });
  });

  it('when it cannot be written, then the log says so and nothing fails', async () => {
    await logs.process(logs.forgetful()).keepReference(asking('m1'));
    expect(logs.lines).toContainEqual(expect.objectContaining({ level: 'warn' }));
  });
});

describe('a conversation that was given up', () => {
  const here = { tenant: TENANT, conversation: 'a:personal-tanaka' };
  const person = { id: '29:a', name: 'Ada', aadObjectId: null, tenantId: null, guest: false };
  const watch: Watch = {
    ...{ to: here, thread: null, scope: { kind: 'all' }, level: 'all', language: 'en', timeZone: 'UTC', createdMs: 0 },
    owner: { person, place: { id: here.conversation, kind: 'personal', teamId: null } },
  };
  const standing = async (): Promise<number> =>
    (await logs.store.transaction(({ watches }) => watches.ofConversation(here))).length;
  const nowMs = new ManualClock().now().getTime();

  beforeEach(async () => {
    await logs.process().once(asking('m1'), async () => true);
    await logs.store.transaction(async (tables) => {
      await tables.watches.put(watch);
      await tables.outbox.put({ to: here, slot: null, update: false, body: '{}', createdMs: nowMs });
      await tables.reach.rest(here, { triedMs: nowMs, atMs: nowMs });
      await tables.watches.end(here, nowMs);
    });
  });

  it.each([
    ['is asked something', (process: ActivityLog) => process.once(asking('m2'), async () => true)],
    ['presses, edits or joins', (process: ActivityLog) => process.keepReference(asking('m2'))],
  ])('when somebody there %s, after a restart too, then its watches and what waits are back', async (_, speak) => {
    const process = await logs.restarted();
    expect(await standing()).toBe(0);
    expect(await logs.store.transaction(({ outbox }) => outbox.dueConversations(nowMs, 9))).toEqual([]);
    await speak(process);
    expect(await standing()).toBe(1);
    expect(await logs.store.transaction(({ outbox }) => outbox.dueConversations(nowMs, 9))).toEqual([here]);
  });

  it('when an activity of before is only delivered again, then it stays given up', async () => {
    await logs.process().once(asking('m1'), async () => true);
    expect(await standing()).toBe(0);
  });

  it('when the bot is taken out of it, then speaking brings nothing back', async () => {
    await logs.process().forget(asking('m2'));
    await logs.process().once(asking('m3'), async () => true);
    expect(await standing()).toBe(0);
    expect(await logs.store.transaction(({ outbox }) => outbox.count(here))).toBe(0);
  });
});

it('when somebody speaks in a conversation that is in reach, then nothing that waits is touched; after a 404 it is, once', async () => {
  let hastened = 0;
  const log = logs.process({
    transaction: (work) =>
      logs.store.transaction((tables) =>
        work({
          ...tables,
          outbox: {
            ...tables.outbox,
            bringAllForward: async (to, atMs) => {
              hastened += 1;
              await tables.outbox.bringAllForward(to, atMs);
            },
          },
        }),
      ),
  });
  const say = (id: string): Promise<unknown> => log.once(asking(id), async () => undefined);
  await say('1');
  await say('2');
  expect(hastened).toBe(0);
  const to = { tenant: TENANT, conversation: asking('3').conversation.id };
  await logs.store.transaction(({ reach }) => reach.missed(to, 0));
  await say('3');
  await say('4');
  expect(hastened).toBe(1);
});
