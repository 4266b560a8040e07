import { StateConflict } from '../../services/platform/errors';
import { currentTraceId, untraced } from '../../services/platform/trace';
import type { StateItems } from '../../services/store/tables/dialogState';
import type { StoreUnderTest } from './storeContract';

const NOW = Date.parse('2026-11-22T17:00:00Z');

export function describeConversations(under: StoreUnderTest): void {
  describe('conversations', () => {
    const place = { tenant: 't', conversation: 'c' };

    it('when one is put, then it is known by tenant and conversation, with the newest reference', async () => {
      await under.store.transaction(async ({ conversations }) => {
        await conversations.put(place, { serviceUrl: 'https://old' }, NOW);
        await conversations.put(place, { serviceUrl: 'https://new' }, NOW);
        await conversations.put({ ...place, tenant: 'u' }, { serviceUrl: 'https://other' }, NOW);
        expect(await conversations.get(place)).toEqual({ serviceUrl: 'https://new' });
      });
    });

    it('when only its id is known, then the one that was heard of last is found', async () => {
      await under.store.transaction(async ({ conversations }) => {
        expect(await conversations.keyOf('c')).toBeNull();
        await conversations.put(place, {}, NOW + 1);
        await conversations.put({ ...place, tenant: 'u' }, {}, NOW);
        expect(await conversations.keyOf('c')).toEqual(place);
      });
    });

    it('when a day has its heartbeat, then neither it nor an earlier one is claimed again, by anybody', async () => {
      const claim = (day: string) => under.store.transaction(({ heartbeats }) => heartbeats.claim(place, day));
      const first = await Promise.all(Array.from({ length: 5 }, () => claim('2026-11-28')));
      expect(first.filter(Boolean)).toHaveLength(1);
      expect(await claim('2026-11-27')).toBe(false);
      await under.store.transaction(({ heartbeats }) => heartbeats.told(place, NOW));
      expect([await claim('2026-11-29'), await claim('2026-11-29')]).toEqual([true, false]);
      expect(await under.store.transaction(({ heartbeats }) => heartbeats.toldMs(place))).toBe(NOW);
    });

    it('when works of one commit come from several traces, then each keeps its own', async () => {
      const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
      const seen = ids.map((traceId) =>
        untraced({ name: 'work', kind: 'internal', traceId }, () =>
          under.store.transaction(async ({ conversations }) => {
            await conversations.get(place);
            return currentTraceId();
          }),
        ),
      );
      expect(await Promise.all(seen)).toEqual(ids);
    });

    it('when one is removed, then it is not known', async () => {
      await under.store.transaction(async ({ conversations }) => {
        await conversations.put(place, {}, NOW);
        await conversations.remove(place);
        expect(await conversations.get(place)).toBeNull();
      });
    });

    it('when a setting holds what JSON has no word for, then it is refused', async () => {
      const put = (value: unknown) => under.store.transaction(({ settings }) => settings.put(place, value));
      await expect(put({ at: new Date(0) })).rejects.toThrow(/"at" is a Date/);
      await put({ list: ['😀', 1, null, true], text: 'a\0b' });
      expect(await under.store.transaction(({ settings }) => settings.get(place))).toEqual({
        list: ['😀', 1, null, true],
        text: 'a\0b',
      });
    });
  });

  describe('read-only mode', () => {
    const switched = (id: string) => ({ id, atMs: NOW, by: { id: '29:tanaka', name: 'Tanaka' }, why: null });

    it('when it is switched, then there is one switch, which a starting process finds', async () => {
      const read = () => under.store.transaction(({ readOnly }) => readOnly.get());
      expect(await read()).toBeNull();
      await under.store.transaction(async ({ readOnly }) => {
        await readOnly.put(switched('a'));
        await readOnly.put(switched('b'));
      });
      await under.reopen();
      expect(await read()).toEqual(switched('b'));
      await under.store.transaction(({ readOnly }) => readOnly.put(null));
      expect(await read()).toBeNull();
    });
  });

  describe('dialog state', () => {
    const read = (...keys: string[]) => under.store.transaction(({ dialogState }) => dialogState.read(keys));
    const write = (changes: StateItems) => under.store.transaction(({ dialogState }) => dialogState.write(changes));

    it('when it is read, then only keys that are there come, each with an eTag that every write changes', async () => {
      await write({ a: { step: 1 } });
      const { a, ...others } = await read('a', 'b');
      expect(others).toEqual({});
      expect(a).toEqual({ step: 1, eTag: expect.any(String) });
      await write({ a: { ...a, step: 2 } });
      expect(await read('a')).toEqual({ a: { step: 2, eTag: expect.not.stringMatching(a!.eTag!) } });
    });

    it('when somebody wrote in between, then it rejects and no other key of the batch is written', async () => {
      await write({ b: { step: 1 } });
      const { b } = await read('b');
      await write({ b: { ...b, step: 2 } });
      const late = write({ a: { step: 9 }, b: { ...b, step: 9 }, c: { step: 9 } });
      await expect(late).rejects.toThrow(StateConflict);
      await expect(late).rejects.toThrow(/eTag conflict/);
      expect(await read('a', 'b', 'c')).toMatchObject({ b: { step: 2 } });
      expect(Object.keys(await read('a', 'b', 'c'))).toEqual(['b']);
    });

    it('when twenty write what they read at the same time, then one of them does', async () => {
      await write({ a: { step: 0 } });
      const { a } = await read('a');
      const writes = Array.from({ length: 20 }, (_, index) => write({ a: { ...a, step: index + 1 } }));
      const settled = await Promise.allSettled(writes);
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it.each(['*', '', undefined])('when the eTag is %p, then it overwrites', async (eTag) => {
      await write({ a: { step: 1 } });
      await write({ a: { step: 2, ...(eTag !== undefined && { eTag }) } });
      expect(await read('a')).toMatchObject({ a: { step: 2 } });
    });

    it('when it was deleted in between, then writing what was read is a conflict', async () => {
      await write({ a: { step: 1 }, b: { step: 1 } });
      const { a } = await read('a');
      await under.store.transaction(({ dialogState }) => dialogState.delete(['a', 'x']));
      await expect(write({ a: { ...a, step: 2 } })).rejects.toThrow(StateConflict);
      expect(Object.keys(await read('a', 'b'))).toEqual(['b']);
      await under.store.transaction(({ dialogState }) => dialogState.delete([]));
      expect(await read()).toEqual({});
    });
  });
}

export function describeLeases(under: StoreUnderTest): void {
  describe('leases', () => {
    const claim = (owner: string) => under.store.transaction(({ leases }) => leases.claim('vault', owner));
    const runOut = () => under.raw('update leases set until_real = 0');

    it('when one is held, then its owner may claim it again and nobody else', async () => {
      expect([await claim('a'), await claim('b'), await claim('a')]).toEqual([true, false, true]);
    });

    it('when it runs out, then its owner may claim it again, or the next one has it and the first no more', async () => {
      await claim('a');
      await runOut();
      expect(await claim('a')).toBe(true);
      await runOut();
      expect([await claim('b'), await claim('a')]).toEqual([true, false]);
    });

    it('when several are claimed at once, then those that nobody else holds are taken or renewed', async () => {
      const all = (owner: string, ...names: readonly string[]) =>
        under.store.transaction(({ leases }) => leases.claimAll(names, owner));
      await claim('a');
      expect(await all('b', 'vault', 'read 2', 'read 1')).toEqual(new Set(['read 1', 'read 2']));
      expect(await all('a', 'vault', 'read 1')).toEqual(new Set(['vault']));
      expect(await all('b')).toEqual(new Set());
      await runOut();
      expect(await all('a', 'read 1', 'read 2')).toEqual(new Set(['read 1', 'read 2']));
    });

    it('when leases are looked up by how their names begin, then those that ran out are not there', async () => {
      const named = () => under.store.transaction(({ leases }) => leases.named('replica '));
      await under.store.transaction(({ leases }) => leases.claimAll(['replica 1', 'replica 2', 'replicas'], 'a'));
      expect((await named()).toSorted()).toEqual(['replica 1', 'replica 2']);
      await runOut();
      expect(await named()).toEqual([]);
    });

    it('when it is released, then it is free, but only its owner can do so', async () => {
      await claim('a');
      await under.store.transaction(({ leases }) => leases.release('vault', 'b'));
      expect(await claim('b')).toBe(false);
      await under.store.transaction(({ leases }) => leases.releaseAll('a'));
      expect(await claim('b')).toBe(true);
    });
  });
}
