import * as fc from 'fast-check';

import { findItems, nearest } from '../../../services/backup/vmNames';
import * as any from '../../support/arbitraries';
import { anItem } from '../../support/samples';

const PROD = anItem();
const TEST = anItem({ resourceGroup: 'rg-test' });
const JAPANESE = anItem({ name: 'db-01', resourceGroup: '本番サーバー' });
const ITEMS = [PROD, TEST, JAPANESE];

describe('findItems', () => {
  it.each([
    ['a name that stands in two resource groups', 'vm-01', [PROD, TEST]],
    ['a name in another case, with blanks', ' VM-01 ', [PROD, TEST]],
    ['a name in full width', 'ｖｍ－０１', [PROD, TEST]],
    ['resource group and name', 'RG-Test/vm-01', [TEST]],
    ['a Japanese resource group', '本番サーバー/DB-01', [JAPANESE]],
    ['the id of the VM', PROD.vm.id.toUpperCase(), [PROD]],
    ['the id of the item', TEST.id, [TEST]],
    ['the id of the item as it stands in an URL', TEST.id.replaceAll(';', '%3B'), [TEST]],
    ['a part of a name', 'vm', []],
    ['nothing', ' ', []],
    ['a slash', '/', []],
  ])('finds by %s', (_, typed, found) => {
    expect(findItems(typed, ITEMS)).toEqual(found);
  });

  it('when a live one has the name, then soft-deleted ones are left out', () => {
    const deleted = anItem({ resourceGroup: 'rg-old', softDeleted: true });

    expect(findItems('vm-01', [deleted, PROD])).toEqual([PROD]);
    expect(findItems('vm-01', [deleted])).toEqual([deleted]);
    expect(findItems('rg-old/vm-01', [deleted, PROD])).toEqual([deleted]);
  });

  it('every item is found by its own ids and names', () => {
    const property = fc.property(fc.array(any.items, { minLength: 1, maxLength: 8 }), (items) =>
      items.every((item) =>
        [item.vm.id, item.id, `${item.vm.resourceGroup}/${item.vm.name}`].every(
          (typed) => item.softDeleted || findItems(typed, items).includes(item),
        ),
      ),
    );

    fc.assert(property, { seed: 9 });
  });
});

describe('nearest', () => {
  const NAMES = ['vm-01', 'vm-02', 'vm-11', 'web-prod-01', 'web-prod-02', 'sql-primary', 'db'];

  it.each([
    ['swapped digits', 'vm-10', 'vm-01'],
    ['a letter too many', 'vmm-02', 'vm-02'],
    ['a letter too few', 'web-prd-02', 'web-prod-02'],
    ['swapped letters', 'slq-primary', 'sql-primary'],
    ['another case', 'SQL-PRIMRY', 'sql-primary'],
    ['its beginning', 'sql', 'sql-primary'],
    ['its middle', 'primary', 'sql-primary'],
    ['a resource group before it', 'rg-prod/vm-10', 'vm-01'],
    ['its DNS name', 'vm-11.contoso.local', 'vm-11'],
    ['its DNS name in another case, as a root', 'DB.Contoso.com.', 'db'],
    ['its DNS name in a resource group', 'rg-prod/sql-primary.internal.cloudapp.net', 'sql-primary'],
  ])('when a name is mistyped by %s, then it is offered first', (_, typed, name) => {
    expect(nearest(typed, NAMES, 3)[0]).toBe(name);
  });

  it('when nothing is near, then nothing is offered', () => {
    expect(nearest('zzzzzzzz', NAMES, 3)).toEqual([]);
    expect(nearest('', NAMES, 3)).toEqual([]);
  });

  it('never offers more than asked, nor a name twice', () => {
    expect(nearest('vm-0', NAMES, 2)).toHaveLength(2);
    expect(nearest('vm-01', ['vm-01', 'VM-01'], 5)).toHaveLength(1);
    expect(nearest('vm-01', NAMES, 0)).toEqual([]);
  });

  it('when the fleet is large or the text long, then the work stays small', () => {
    const fleet = Array.from({ length: 10_000 }, (_, index) => `vm-${String(index).padStart(60, '0')}`);

    expect(nearest(`vm-${'0'.repeat(55)}12435`, fleet, 3)).toHaveLength(3);
    expect(nearest('x'.repeat(10_000), fleet, 3)).toEqual([]);
  });

  it('when one of a few names is typed with one mistake, or as a DNS name, then it is offered', () => {
    const mistakes: Readonly<Record<string, (name: string, at: number) => string>> = {
      swapped: (name, at) => name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2),
      missing: (name, at) => name.slice(0, at) + name.slice(at + 1),
      added: (name, at) => `${name.slice(0, at)}x${name.slice(at)}`,
      mistaken: (name, at) => `${name.slice(0, at)}x${name.slice(at + 1)}`,
      dns: (name) => `${name}.contoso.local`,
    };
    const property = fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-w]{3,8}-[0-9]{2}$/), { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.constantFrom(...Object.values(mistakes)),
      (names, random, mistake) => {
        const [name = ''] = names;
        expect(nearest(mistake(name, random % name.length), names, 3)).toContain(name);
      },
    );

    fc.assert(property, { seed: 11, numRuns: 500 });
  });

  it('when something else is typed, then nothing is offered, or what resembles it', () => {
    let offered = 0;
    const property = fc.property(
      fc.stringMatching(/^[ab]{2,4}-?[0-3]{2}$/),
      fc.array(fc.stringMatching(/^[ab]{2,4}-[0-3]{2}$/), { minLength: 1, maxLength: 8 }),
      (typed, names) => {
        const near = nearest(typed, names, 3);
        offered += near.length > 0 ? 1 : 0;
        expect(near.length).toBeLessThanOrEqual(3);
        expect(new Set(near).size).toBe(near.length);
        for (const name of near) expect(names).toContain(name);
      },
    );

    fc.assert(property, { seed: 12, numRuns: 300 });
    // The property would prove nothing if no name were ever suggested.
    expect(offered).toBeGreaterThan(75);
    expect(offered).toBeLessThan(300);
  });

  it('whatever is typed, then only known names are offered, none twice, and the name itself first', () => {
    const offered = { some: 0, itself: 0 };
    const property = fc.property(any.mistyped, ({ typed, names }) => {
      const found = nearest(typed, names, 3);
      if (found.length > 0) offered.some += 1;
      const itself = names.find((name) => name.toLowerCase() === typed.toLowerCase());
      if (itself !== undefined) {
        offered.itself += 1;
        if (found[0]?.toLowerCase() !== itself.toLowerCase()) return false;
      }
      return found.every((name) => names.includes(name)) && new Set(found).size === found.length && found.length <= 3;
    });

    fc.assert(property, { seed: 10, numRuns: 500 });
    expect(offered.some).toBeGreaterThan(250);
    expect(offered.itself).toBeGreaterThan(25);
  });
});
