import { isJobOf } from '../../../services/backup/ids';
import { aJob, anItem, anItemRef, aVm } from '../../support/samples';

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
