import { matchChoice } from '../../dialogs/matchChoice';
import { anItem, VAULT } from '../support/samples';

const ITEMS = [
  anItem({ name: 'vm-07', resourceGroup: 'rg-east' }),
  anItem({ name: 'vm-07', resourceGroup: 'rg-west' }),
  anItem({ name: 'vm-08', resourceGroup: 'rg-west' }),
];

it.each([
  ['1', { index: 0 }],
  ['２', { index: 1 }],
  ['3.', { index: 2 }],
  ['2番', { index: 1 }],
  ['rg-east', { index: 0 }],
  ['RG-EAST', { index: 0 }],
  ['rg−east', { index: 0 }],
  ['rg-west/vm-07', { index: 1 }],
  ['vm-08', { index: 2 }],
  [ITEMS[1]!.id, { index: 1 }],
  [ITEMS[2]!.vm.id.toUpperCase(), { index: 2 }],
  ['vm-07', 'several'],
  ['rg-west', 'several'],
  ['0', null],
  ['4', null],
  ['', null],
  ['status vm-08', null],
  ['yes', null],
] as const)('when %j is typed, then it means %j', (typed, meant) => {
  expect(matchChoice(typed, ITEMS)).toEqual(meant);
});

it('when a resource group is called like a number, then the group is meant', () => {
  const items = [anItem({ resourceGroup: 'rg' }), anItem({ resourceGroup: '1' })];

  expect(matchChoice('1', items)).toEqual({ index: 1 });
});

it('when a word fits the item that is backed up and one that was left behind, then the first is meant', () => {
  const left = anItem({ vault: { ...VAULT, name: 'vault-old' }, protectionState: 'ProtectionStopped' });
  const items = [anItem({ resourceGroup: 'rg-test' }), left, anItem()];

  expect(matchChoice('rg-prod', items)).toEqual({ index: 2 });
  expect(matchChoice('2', items)).toEqual({ index: 1 });
  expect(matchChoice(left.id, items)).toEqual({ index: 1 });
  expect(matchChoice('vm-01', items)).toBe('several');
});
