import { indexOf } from '../../../services/backup/itemIndex';
import { anItem, VAULT } from '../../support/samples';

describe('the index of items', () => {
  const items = [anItem({ name: 'vm-01' }), anItem({ name: 'vm-02' })];

  it('when an id is asked for, then its item is found whatever the case, and nothing for another', () => {
    const index = indexOf(items);
    expect(index.byId(items[1]!.id.toUpperCase())).toBe(items[1]);
    expect(index.byId('unknown')).toBeNull();
  });

  it('when two items have one id, then the first is found', () => {
    const twice = [items[0]!, { ...items[0]!, softDeleted: true }];
    expect(indexOf(twice).byId(items[0]!.id)).toBe(twice[0]);
  });

  it('when a vault is asked for, then its items come, whatever the case of its name', () => {
    const index = indexOf(items);
    expect(index.ofVault({ ...VAULT, name: VAULT.name.toUpperCase() })).toEqual(items);
    expect(index.ofVault({ ...VAULT, name: 'another' })).toEqual([]);
  });
});
