import { Proposals } from '../../commands/proposals';
import { anItem } from '../support/samples';

const START = Date.parse('2026-11-22T17:00:00Z');
const ASKS = { kind: 'backup', items: [anItem()], retainUntil: new Date(START) } as const;

function open(): { proposals: Proposals; at: { ms: number } } {
  const at = { ms: START };
  return { at, proposals: new Proposals({ speed: 1, now: () => new Date(at.ms), sleep: () => Promise.resolve() }) };
}

it('when the person says yes, then the proposal is taken once', () => {
  const { proposals } = open();
  const { id } = proposals.open('tanaka', 'place', ASKS);
  expect(proposals.take('tanaka', 'place', id).kind).toBe('taken');
  expect(proposals.take('tanaka', 'place', id).kind).toBe('used');
});

it('when somebody else says yes, then it stays open for the person', () => {
  const { proposals } = open();
  const { id } = proposals.open('tanaka', 'place', ASKS);
  expect(proposals.take('sato', 'place', id).kind).toBe('notYours');
  expect(proposals.take('sato', 'place').kind).toBe('none');
  expect(proposals.take('tanaka', 'place', id).kind).toBe('taken');
});

it('when five minutes have passed, then it has expired', () => {
  const { proposals, at } = open();
  const { id } = proposals.open('tanaka', 'place', ASKS);
  at.ms += 5 * 60_000 + 1;
  expect(proposals.take('tanaka', 'place', id).kind).toBe('expired');
});

it('when yes is typed without an id, then the newest open one of that person in that place is meant', () => {
  const { proposals } = open();
  proposals.open('tanaka', 'place', ASKS);
  const newest = proposals.open('tanaka', 'place', ASKS);
  proposals.open('tanaka', 'elsewhere', ASKS);
  expect(proposals.take('tanaka', 'place')).toMatchObject({ kind: 'taken', proposal: { id: newest.id } });
});

it('when the id is unknown, as after a restart, then it has expired', () => {
  expect(open().proposals.take('tanaka', 'place', 'gone').kind).toBe('expired');
});
