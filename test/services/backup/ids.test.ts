import { idKey, isJobOf, itemIdOf, jobKey, mentionsId, vaultKey } from '../../../services/backup/ids';
import { aJob, anItem, anItemRef, aVm, VAULT } from '../../support/samples';

describe('keys', () => {
  const shouted = {
    subscription: VAULT.subscription.toUpperCase(),
    resourceGroup: VAULT.resourceGroup.toUpperCase(),
    name: VAULT.name.toUpperCase(),
  };

  it('are the same for an id in any case', () => {
    expect(vaultKey(shouted)).toBe(vaultKey(VAULT));
    expect(jobKey(shouted, 'ABC-1')).toBe(jobKey(VAULT, 'abc-1'));
    expect(itemIdOf(anItem().id.toUpperCase())).toBe(itemIdOf(anItem().id));
    expect(idKey('VM-01')).toBe(idKey('vm-01'));
  });

  it('differ for two vaults, for two jobs of a vault, and for jobs of one id in two vaults', () => {
    const other = { ...VAULT, resourceGroup: 'rg-other' };
    const keys = [jobKey(VAULT, 'a'), jobKey(VAULT, 'b'), jobKey(other, 'a')];
    expect(new Set(keys).size).toBe(3);
    expect(vaultKey(other)).not.toBe(vaultKey(VAULT));
  });
});

describe('whether a JSON text mentions an id', () => {
  const json = JSON.stringify({ open: [{ itemId: '/Items/VM-01' }] });

  it.each([
    ['in another case', '/items/vm-01', true],
    ['as the beginning of a longer one', '/items/vm-0', false],
    ['not at all', '/items/vm-02', false],
  ])('when it holds it %s', (_, id, expected) => {
    expect(mentionsId(json, id)).toBe(expected);
  });
});

describe('whether a job is about an item', () => {
  it('when vault, name and resource group agree but for their case, then it is', () => {
    expect(isJobOf(aJob({ vmName: 'VM-01', vmResourceGroup: 'RG-Prod' }), anItem())).toBe(true);
  });

  it('when the VM has the same name in another resource group, then it is not', () => {
    expect(isJobOf(aJob({ vmResourceGroup: 'rg-test' }), anItem())).toBe(false);
  });

  it('when the job names no resource group, then name and vault decide', () => {
    expect(isJobOf(aJob({ vmResourceGroup: null }), anItem())).toBe(true);
  });

  it("when the VM's id names another resource group than its container, then a job of that container still is", () => {
    const item = anItem({ ref: anItemRef(aVm({ resourceGroup: 'rg-before' })) });

    expect(isJobOf(aJob({ vmResourceGroup: 'rg-before' }), item)).toBe(true);
    expect(isJobOf(aJob({ vmResourceGroup: 'rg-prod' }), item)).toBe(true);
  });
});
