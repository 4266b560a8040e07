import type { Ask } from '../../commands/ask';
import { Proposals } from '../../commands/proposals';
import { aCommandStore } from '../support/commandStore';

const START = Date.parse('2026-11-22T17:00:00Z');
const ASKS = { kind: 'backup', itemIds: ['/item'], retainUntilMs: START } as const;

/** As many processes as wanted, on one store. */
function open(): { proposals: Proposals; replica: Proposals; at: { ms: number } } {
  const at = { ms: START };
  const clock = { speed: 1, now: () => new Date(at.ms), sleep: () => Promise.resolve() };
  const store = aCommandStore();
  return { at, proposals: new Proposals({ store, clock }), replica: new Proposals({ store, clock }) };
}

let turns = 0;
function by(person: string, place = 'place'): Ask {
  turns += 1;
  // Nothing else of an ask is read here.
  return { person: { id: person }, place: { id: place }, turnId: `turn ${turns}` } as Ask;
}

it('when the person says yes, then the proposal is taken once', async () => {
  const { proposals } = open();
  const { id } = await proposals.open(by('tanaka'), ASKS);
  expect(await proposals.take(by('tanaka'), id)).toEqual({ kind: 'taken', asks: ASKS });
  expect(await proposals.take(by('tanaka'), id)).toEqual({ kind: 'used' });
});

it('when the yes reaches another replica, or comes after a restart, then it is taken there, once', async () => {
  const { proposals, replica } = open();
  const { id } = await proposals.open(by('tanaka'), ASKS);
  const both = await Promise.all([replica.take(by('tanaka'), id), proposals.take(by('tanaka'), id)]);
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(['taken', 'used']);
});

it('when a turn died after it took the proposal, then the same turn, taken up again, has it still', async () => {
  const { proposals, replica, at } = open();
  await proposals.open(by('tanaka'), ASKS);
  at.ms += 1;
  const { id } = await proposals.open(by('tanaka'), { ...ASKS, itemIds: ['/newest'] });
  const turn = by('tanaka');
  await proposals.take(turn);
  at.ms += 10 * 60_000;
  for (const named of [undefined, id])
    expect(await replica.take(turn, named)).toMatchObject({ kind: 'taken', asks: { itemIds: ['/newest'] } });
});

it('when somebody else says yes, then it stays open for the person', async () => {
  const { proposals } = open();
  const { id } = await proposals.open(by('tanaka'), ASKS);
  expect(await proposals.take(by('sato'), id)).toEqual({ kind: 'notYours' });
  expect(await proposals.take(by('sato'))).toEqual({ kind: 'none' });
  expect(await proposals.take(by('tanaka'), id)).toMatchObject({ kind: 'taken' });
});

it('when five minutes have passed, then it has expired', async () => {
  const { proposals, at } = open();
  const { id } = await proposals.open(by('tanaka'), ASKS);
  at.ms += 5 * 60_000 + 1;
  expect(await proposals.take(by('tanaka'), id)).toEqual({ kind: 'expired' });
});

it('when yes is typed without an id, then the newest open one of that person in that place is meant', async () => {
  const { proposals, at } = open();
  await proposals.open(by('tanaka'), ASKS);
  at.ms += 1;
  await proposals.open(by('tanaka'), { ...ASKS, itemIds: ['/newest'] });
  await proposals.open(by('tanaka', 'elsewhere'), ASKS);
  expect(await proposals.take(by('tanaka'))).toMatchObject({ kind: 'taken', asks: { itemIds: ['/newest'] } });
});

it('when the id is unknown, then it has expired', async () => {
  expect(await open().proposals.take(by('tanaka'), 'gone')).toEqual({ kind: 'expired' });
});
