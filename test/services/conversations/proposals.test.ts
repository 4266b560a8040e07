import type { Ask } from '../../../services/conversations/ask';
import { Proposals } from '../../../services/conversations/proposals';
import type { CommandStore } from '../../../services/conversations/repositories';
import { MINUTE_MS } from '../../../services/platform/durations';
import { DatabaseError } from '../../../services/platform/errors';
import { anAsk } from '../../support/commandBot';
import { aCommandStore } from '../../support/commandStore';

const START = Date.parse('2026-11-22T17:00:00Z');
const ASKS = { kind: 'backup', itemIds: ['/item'], retainUntilMs: START } as const;
const SHOWS = { kind: 'backup', vms: [{ name: 'vm-01', resourceGroup: 'rg', vault: 'v' }] } as const;

/** Several processes on one store that can fail. */
function processes(speed = 1) {
  const at = { ms: START };
  const clock = { speed, now: () => new Date(at.ms), sleep: () => Promise.resolve() };
  const memory = aCommandStore();
  const fails = { is: false };
  const store: CommandStore = {
    transaction: async (work) => {
      if (fails.is) throw new DatabaseError('ECONNREFUSED');
      return memory.transaction(work);
    },
  };
  const log = { warn: jest.fn() };
  const make = (): Proposals => new Proposals({ store, clock, log, wake: () => undefined });
  return { at, fails, log, proposals: make(), replica: make(), open: opens(make()) };
}

/** Opens a question for one of `items`. */
function opens(proposals: Proposals) {
  return (ask: Ask, item = '/item') => proposals.open(ask, { ...ASKS, itemIds: [item] }, SHOWS);
}

let turns = 0;
function by(person: string, place = 'place'): Ask {
  turns += 1;
  const ask = anAsk();
  return { ...ask, person: { ...ask.person, id: person }, place: { ...ask.place, id: place }, turnId: `turn ${turns}` };
}

it('when the person says yes, then the proposal is taken once', async () => {
  const { proposals, open } = processes();
  const { id } = await open(by('tanaka'));
  expect(await proposals.take(by('tanaka'), 'yes', id)).toMatchObject({ kind: 'taken', asks: ASKS });
  expect(await proposals.take(by('tanaka'), 'yes', id)).toEqual({ kind: 'used' });
  expect(await proposals.take(by('tanaka'), 'yes')).toEqual({ kind: 'none' });
});

it('when the yes reaches another replica, or comes after a restart, then it is taken there, once', async () => {
  const { proposals, replica, open } = processes();
  const { id } = await open(by('tanaka'));
  const both = await Promise.all([replica.take(by('tanaka'), 'yes', id), proposals.take(by('tanaka'), 'no', id)]);
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(['taken', 'used']);
});

it('when a turn died after it took the proposal, then the same turn, taken up again, has it still', async () => {
  const { proposals, replica, at, open } = processes();
  await open(by('tanaka'));
  at.ms += 1;
  const { id } = await open(by('tanaka'), '/newest');
  const turn = by('tanaka');
  await proposals.take(turn, 'yes');
  at.ms += 10 * MINUTE_MS;
  for (const named of [undefined, id])
    expect(await replica.take(turn, 'yes', named)).toMatchObject({ kind: 'taken', asks: { itemIds: ['/newest'] } });
});

it('when somebody else says yes, then it stays open for the person', async () => {
  const { proposals, open } = processes();
  const { id } = await open(by('tanaka'));
  expect(await proposals.take(by('sato'), 'yes', id)).toEqual({ kind: 'notYours' });
  expect(await proposals.take(by('sato'), 'yes')).toEqual({ kind: 'none' });
  expect(await proposals.take(by('tanaka'), 'yes', id)).toMatchObject({ kind: 'taken' });
});

it.each([1, 60])(
  'when five minutes of real time have passed (speed %i), then it has expired, and not before',
  async (speed) => {
    const { proposals, at, open } = processes(speed);
    const first = await open(by('tanaka'));
    expect(first.until.getTime()).toBe(START + 5 * MINUTE_MS * speed);
    at.ms += 5 * MINUTE_MS * speed;
    expect(await proposals.take(by('tanaka'), 'yes', first.id)).toMatchObject({ kind: 'taken' });

    const { id } = await open(by('tanaka'));
    at.ms += 5 * MINUTE_MS * speed + 1;
    for (const named of [id, undefined])
      expect(await proposals.take(by('tanaka'), 'yes', named)).toEqual({ kind: 'expired' });
  },
);

it('when a newer question is asked, then the older one is replaced for good, in that place alone', async () => {
  const { proposals, at, open } = processes();
  const older = await open(by('tanaka'), '/older');
  const elsewhere = await open(by('tanaka', 'elsewhere'), '/elsewhere');
  const anothers = await open(by('sato'), '/sato');
  at.ms += 1;
  await open(by('tanaka'), '/newest');
  expect(await proposals.take(by('tanaka'), 'yes', older.id)).toEqual({ kind: 'replaced' });
  expect(await proposals.take(by('tanaka'), 'yes')).toMatchObject({ kind: 'taken', asks: { itemIds: ['/newest'] } });
  expect(await proposals.take(by('tanaka'), 'yes')).toEqual({ kind: 'none' });
  for (const { id, ask } of [
    { id: elsewhere.id, ask: by('tanaka', 'elsewhere') },
    { id: anothers.id, ask: by('sato') },
  ])
    expect(await proposals.take(ask, 'yes', id)).toMatchObject({ kind: 'taken' });
});

it('when two replicas ask at the same moment, then a bare yes takes neither, and of the buttons the newer counts', async () => {
  const { proposals, open } = processes();
  // Neither sees the other: both are written before either is read.
  const { id } = await open(by('tanaka'));
  const rows = aCommandStore();
  const blind = new Proposals({
    store: rows,
    log: { warn: jest.fn() },
    wake: () => undefined,
    clock: { speed: 1, now: () => new Date(START), sleep: () => Promise.resolve() },
  });
  const add = (name: string, untilMs: number) =>
    rows.transaction((tables) =>
      tables.proposals.add({
        id: name,
        person: 'tanaka',
        place: 'place',
        untilMs,
        asks: ASKS,
        question: { id: name, thread: 'root-1' },
      }),
    );
  await add('older', START + 10);
  await add('newer', START + 11);
  expect(await blind.take(by('tanaka'), 'yes')).toMatchObject({
    kind: 'unsure',
    open: [{ id: 'newer' }, { id: 'older' }],
  });
  expect(await blind.take(by('tanaka'), 'yes', 'older')).toEqual({ kind: 'replaced' });
  expect(await blind.take(by('tanaka'), 'yes', 'newer')).toMatchObject({ kind: 'taken' });
  expect(await proposals.take(by('tanaka'), 'yes', id)).toMatchObject({ kind: 'taken' });
});

it('when the id is unknown, then it has expired', async () => {
  expect(await processes().proposals.take(by('tanaka'), 'yes', 'gone')).toEqual({ kind: 'expired' });
});

describe('something else was said since', () => {
  it('then a bare answer, on whatever replica, takes nothing; its button does', async () => {
    const { proposals, replica, open } = processes();
    const { id } = await open(by('tanaka'));
    await proposals.noteOtherMessage(by('tanaka'));
    for (const answer of ['yes', 'no'] as const)
      expect(await replica.take(by('tanaka'), answer)).toMatchObject({ kind: 'unsure', open: [{ id }] });
    expect(await replica.take(by('tanaka'), 'yes', id)).toMatchObject({ kind: 'taken' });
  });

  it('by another person, or elsewhere, or as the answer to it, then a bare answer counts', async () => {
    const { proposals, open } = processes();
    const { id } = await open(by('tanaka'));
    await proposals.noteOtherMessage(by('sato'));
    await proposals.noteOtherMessage(by('tanaka', 'elsewhere'));
    await proposals.noteOtherMessage(by('tanaka'), id);
    expect(await proposals.take(by('tanaka'), 'yes')).toMatchObject({ kind: 'taken' });
  });

  it('and is just being written down, then a bare answer takes nothing', async () => {
    const { proposals, open } = processes();
    await open(by('tanaka'));
    const said = proposals.noteOtherMessage(by('tanaka'));
    expect(await proposals.take(by('tanaka'), 'yes')).toMatchObject({ kind: 'unsure' });
    await said;
  });

  it('and could not be written down, then what was asked before is answered by its button alone', async () => {
    const { proposals, open, fails, at, log } = processes();
    const { id } = await open(by('tanaka'));
    fails.is = true;
    await proposals.noteOtherMessage(by('tanaka'));
    fails.is = false;
    expect(log.warn).toHaveBeenCalledTimes(1);
    expect(await proposals.take(by('tanaka'), 'yes')).toMatchObject({ kind: 'unsure' });
    expect(await proposals.take(by('tanaka'), 'yes', id)).toMatchObject({ kind: 'taken' });

    at.ms += 1;
    await open(by('tanaka'));
    expect(await proposals.take(by('tanaka'), 'yes')).toMatchObject({ kind: 'taken' });
  });
});

it('when the yes comes in another thread, then it is not sure which is meant', async () => {
  const { proposals, open } = processes();
  await open(by('tanaka'));
  expect(await proposals.take({ ...by('tanaka'), thread: 'root-2' }, 'yes')).toMatchObject({ kind: 'unsure' });
  expect(await proposals.take(by('tanaka'), 'yes')).toMatchObject({ kind: 'taken' });
});
