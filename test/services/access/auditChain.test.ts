import fc from 'fast-check';

import { CHAIN_START, ChainCheck, chained, type ChainedRow, type ChainLink } from '../../../services/access/auditChain';

const text = fc.oneof(fc.constant(null), fc.string({ unit: 'binary', maxLength: 20 }));
const fields = fc.record({
  at: fc.nat(),
  vm: fc.string({ maxLength: 5 }),
  attempt: fc.oneof(fc.constant(null), fc.nat()),
  entry: text,
  outcome: text,
});
const chain = fc.array(fields, { minLength: 3, maxLength: 12 }).map((all) => {
  const rows: ChainedRow[] = [];
  for (const one of all) rows.push(chained(rows.at(-1) ?? CHAIN_START, one));
  return rows;
});
const place = fc.nat();

function faultsOf(rows: readonly ChainedRow[], head: ChainLink | undefined, from = CHAIN_START): readonly string[] {
  const check = new ChainCheck(from);
  for (const row of rows) check.next(row);
  check.end(head ?? from);
  return check.faults.map(({ seq, fault }) => `${seq} ${fault}`);
}

it('when nothing was touched, then the chain holds, from any checkpoint on', () => {
  fc.assert(
    fc.property(chain, place, (rows, at) => {
      const from = at % (rows.length + 1);
      expect(faultsOf(rows.slice(from), rows.at(-1), rows[from - 1] ?? CHAIN_START)).toEqual([]);
    }),
    { seed: 41 },
  );
});

it('when any field of any row is changed, then it is found, also where the row got a fitting hash', () => {
  const change = fc.constantFrom('at', 'vm', 'attempt', 'entry', 'outcome', 'previous', 'hash', 'seq');
  fc.assert(
    fc.property(fc.tuple(chain, place, change, fc.boolean()), ([rows, at, field, isHashed]) => {
      const index = at % rows.length;
      const row = rows[index]!;
      const was = row[field];
      const value = typeof was === 'number' ? was + 1 : `${was ?? ''}x`;
      const changed = { ...row, [field]: field === 'attempt' && row.attempt === null ? 1 : value };
      const before = { seq: changed.seq - 1, hash: changed.previous };
      const forged = isHashed && field !== 'hash' ? chained(before, changed) : changed;
      expect(faultsOf(rows.with(index, forged), rows.at(-1))).not.toEqual([]);
    }),
    { seed: 42 },
  );
});

it('when a row is removed, at the ends too, then it is found, also where the rest is numbered anew', () => {
  fc.assert(
    fc.property(chain, place, fc.boolean(), (rows, at, isRenumbered) => {
      const left = rows.toSpliced(at % rows.length, 1);
      const forged = isRenumbered ? left.map((row, index) => ({ ...row, seq: index + 1 })) : left;
      expect(faultsOf(forged, rows.at(-1))).not.toEqual([]);
    }),
    { seed: 43 },
  );
});

it('when two rows change places, then it is found', () => {
  fc.assert(
    fc.property(fc.tuple(chain, place, place, fc.boolean()), ([rows, a, b, isRenumbered]) => {
      const [first, second] = [a % rows.length, b % rows.length];
      fc.pre(first !== second);
      const swapped = rows.with(first, rows[second]!).with(second, rows[first]!);
      const forged = isRenumbered ? swapped.map((row, index) => ({ ...row, seq: index + 1 })) : swapped;
      expect(faultsOf(forged, rows.at(-1))).not.toEqual([]);
    }),
    { seed: 44 },
  );
});

it('when a row is inserted, with a fitting hash, then it is found', () => {
  fc.assert(
    fc.property(fc.tuple(chain, place, fields, fc.boolean()), ([rows, at, more, isRenumbered]) => {
      const index = at % (rows.length + 1);
      const inserted = chained(rows[index - 1] ?? CHAIN_START, more);
      const all = rows.toSpliced(index, 0, inserted);
      const forged = isRenumbered ? all.map((row, place) => ({ ...row, seq: place + 1 })) : all;
      expect(faultsOf(forged, rows.at(-1))).not.toEqual([]);
    }),
    { seed: 45 },
  );
});

it('when many rows are wrong, then the first hundred faults are told', () => {
  const check = new ChainCheck(CHAIN_START);
  for (let seq = 5; seq < 300; seq += 2)
    check.next({ seq, at: 0, vm: '', attempt: null, entry: null, outcome: null, previous: '', hash: '' });
  expect(check.faults).toHaveLength(100);
  expect(check.rows).toBe(148);
});
