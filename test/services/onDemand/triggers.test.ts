import type { Ask } from '../../../services/conversations/ask';
import type { CommandStore } from '../../../services/conversations/repositories';
import { Triggers } from '../../../services/onDemand/triggers';
import { aCommandStore } from '../../support/commandStore';
import { aGrant } from '../../support/grants';
import { ManualClock } from '../../support/manualClock';
import { MemoryWatched } from '../../support/memoryWatched';
import { aJob, anItem, VAULT } from '../../support/samples';

const ITEM = anItem();
const JOB = 'job-1';
const LOOKED = { retainUntil: new Date('2030-01-01T00:00:00Z'), knownJobs: [] };

function askOf(turnId: string): Ask {
  return {
    person: { id: '29:me', name: 'Me', aadObjectId: 'aad-me', tenantId: 'tenant-a', guest: false },
    place: { id: 'a:me', kind: 'personal', teamId: null },
    to: { tenant: 'tenant-a', conversation: 'a:me' },
    thread: null,
    language: 'en',
    timeZone: 'UTC',
    turnId,
    grant: aGrant({ role: 'operator', may: () => true }),
  };
}

let triggers: Triggers;
beforeEach(() => {
  const watched = new MemoryWatched();
  const kept = aCommandStore();
  const store: CommandStore = { transaction: (work) => kept.transaction((tables) => work({ ...tables, watched })) };
  triggers = new Triggers({ store, clock: new ManualClock(), wake: () => undefined });
});

it('when another was begun, sent and named since the asker knownJobs, then none is begun, however often it is tried', async () => {
  const first = await triggers.record(ITEM, LOOKED, askOf('turn-1'));
  await first?.assignJob(JOB);

  expect(await triggers.record(ITEM, LOOKED, askOf('turn-2'))).toBeNull();
  expect(await triggers.record(ITEM, LOOKED, askOf('turn-3'))).toBeNull();
});

it('when the asker has seen the end of the other, which the watcher has not yet, then one is begun', async () => {
  const first = await triggers.record(ITEM, LOOKED, askOf('turn-1'));
  await first?.assignJob(JOB);
  await triggers.record(ITEM, LOOKED, askOf('turn-2')); // Refused: no lease is held afterwards.

  const knownJobs = [aJob({ id: JOB, state: 'completed' })];
  expect(await triggers.record(ITEM, { ...LOOKED, knownJobs }, askOf('turn-3'))).not.toBeNull();
});

it('when another replica is just sending one that cannot be seen yet, then none is begun until that is named or withdrawn', async () => {
  const watched = new MemoryWatched();
  const kept = aCommandStore();
  // Two transactions at the same time: neither sees what the other has written, but both want the same lease.
  const replica = (seen: MemoryWatched): Triggers =>
    new Triggers({
      clock: new ManualClock(),
      wake: () => undefined,
      store: { transaction: (work) => kept.transaction((tables) => work({ ...tables, watched: seen })) },
    });
  const first = await replica(watched).record(ITEM, LOOKED, askOf('turn-1'));
  expect(first).not.toBeNull();
  expect(await replica(new MemoryWatched()).record(ITEM, LOOKED, askOf('turn-2'))).toBeNull();

  await first?.withdraw();
  expect(await replica(new MemoryWatched()).record(ITEM, LOOKED, askOf('turn-2'))).not.toBeNull();
});

it.each(['failures', 'progress'] as const)(
  'when a watch of %s has begun, then the watcher looks at once',
  async (level) => {
    let wakes = 0;
    const store = aCommandStore();
    const waking = new Triggers({ store, clock: new ManualClock(), wake: () => (wakes += 1) });
    const { to, grant, person, place } = askOf('turn-1');
    const known = { thread: null, owner: { person, place }, language: 'en', timeZone: 'UTC', createdMs: 0 } as const;
    await waking.catchUpWatch({ ...known, to, scope: { kind: 'all' }, level }, { grant });
    expect(wakes).toBe(1);
  },
);

describe('a VM that two items protect', () => {
  const other = anItem({ vault: { ...VAULT, name: 'vault-b' }, vm: ITEM.vm });

  it('when one was begun as the other item, then none is begun as this one, until that is seen ended', async () => {
    const first = await triggers.record(other, LOOKED, askOf('turn-1'));
    await first?.assignJob(JOB);

    expect(await triggers.record(ITEM, { ...LOOKED, others: [other] }, askOf('turn-2'))).toBeNull();
    const knownJobs = [aJob({ id: JOB, state: 'completed' })];
    expect(await triggers.record(ITEM, { ...LOOKED, knownJobs, others: [other] }, askOf('turn-3'))).not.toBeNull();
  });

  it('when one is just being sent as the other item, which nobody can see yet, then none is begun as this one', async () => {
    await triggers.record(other, LOOKED, askOf('turn-1'));
    expect(await triggers.record(ITEM, LOOKED, askOf('turn-2'))).toBeNull();
  });
});
