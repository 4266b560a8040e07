import { BoundedMap } from '../../../services/platform/boundedMap';

it('when it holds as many entries as it may, then the one used longest ago goes', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.get('a');

  expect(map.set('c', 3)).toBe('b');
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
});

describe('with a weight', () => {
  const weighed = (): BoundedMap<string, number> => new BoundedMap(100, { max: 10, of: (_key, value) => value });

  it('when a heavy one comes, then as many of the oldest go as must', () => {
    const map = weighed();
    for (const key of ['a', 'b', 'c']) map.set(key, 3);
    map.set('d', 6);
    expect([map.has('a'), map.has('b'), map.has('c'), map.has('d')]).toEqual([false, false, true, true]);
  });

  it('when one is replaced or deleted, then its weight is gone', () => {
    const map = weighed();
    for (let n = 0; n < 100; n += 1) map.set('a', 9);
    map.delete('a');
    map.set('b', 5);
    map.set('c', 5);
    expect([map.has('b'), map.has('c')]).toEqual([true, true]);
  });

  it('when one is heavier than all may be, then it is not kept', () => {
    const map = weighed();
    map.set('a', 11);
    expect(map.has('a')).toBe(false);
  });
});
