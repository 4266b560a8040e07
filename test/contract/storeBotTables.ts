import { HOUR_MS } from '../../services/platform/durations';
import type { Tables } from '../../services/store/tables';
import type { StoreUnderTest } from './storeContract';

const NOW = Date.parse('2026-11-22T17:00:00Z');

export function describeActivities(under: StoreUnderTest): void {
  describe('activities seen', () => {
    const key = { tenant: 't', conversation: 'c', activity: '1' };
    const seen = { ...key, body: { text: 'status vm-01' } };
    const claim = (owner: string, { activity = '1', now = NOW } = {}) =>
      under.store.transaction((tables) => tables.activities.claim({ ...seen, activity }, { owner, now }));
    const takeLeft = (owner: string) => under.store.transaction((tables) => tables.activities.takeLeft(owner, 10));
    const ownersDie = () => under.raw('update activities set held_until_real = 0');

    it('when one comes for the first time, then it is mine, and busy for others', async () => {
      expect(await claim('a')).toEqual({ state: 'mine', again: false });
      expect(await claim('b')).toEqual({ state: 'busy' });
      expect(await claim('a')).toEqual({ state: 'mine', again: true });
      expect(await claim('b', { activity: '2' })).toEqual({ state: 'mine', again: false });
    });

    it('when twenty claim at once, then one has it', async () => {
      const claims = await Promise.all(Array.from({ length: 20 }, (_, index) => claim(`owner ${index}`)));
      expect(claims.filter(({ state }) => state === 'mine')).toHaveLength(1);
    });

    it('when it was answered, then every later delivery gets that answer', async () => {
      await claim('a');
      await under.store.transaction((tables) => tables.activities.answered(key, { status: 200 }));
      for (const owner of ['a', 'b'])
        expect(await claim(owner)).toEqual({ state: 'answered', result: { status: 200 } });
      await ownersDie();
      expect(await claim('b')).toMatchObject({ state: 'answered' });
      expect(await takeLeft('b')).toEqual([]);
    });

    it('when it was answered, then what was typed is kept no longer', async () => {
      await claim('a');
      await claim('a', { activity: '2' });
      await under.store.transaction((tables) => tables.activities.answered(key, { status: 200 }));
      await under.raw("update activities set result = null where body = ''");
      await ownersDie();
      // The answered one, made unanswered again by hand, has nothing left to take up; the other has.
      await under.raw("update activities set body = 'null' where body = ''");
      expect(await takeLeft('b')).toEqual(
        expect.arrayContaining([
          { ...seen, body: null, seenMs: NOW },
          { ...seen, activity: '2', seenMs: NOW },
        ]),
      );
    });

    it('when conversations and tenants have an activity of one id, then each is answered by itself', async () => {
      const others = [
        { ...seen, conversation: 'd' },
        { ...seen, tenant: 'u' },
      ];
      await claim('a');
      await under.store.transaction(async ({ activities }) => {
        for (const other of others) await activities.claim(other, { owner: 'a', now: NOW });
        await activities.answered(key, { status: 200 });
      });
      expect(await claim('b')).toMatchObject({ state: 'answered' });
      for (const other of others)
        expect(
          await under.store.transaction(({ activities }) => activities.claim(other, { owner: 'b', now: NOW })),
        ).toEqual({ state: 'busy' });
    });

    it('when it was answered with nothing, then that is an answer too', async () => {
      await claim('a');
      await under.store.transaction((tables) => tables.activities.answered(key, undefined));
      expect(await claim('a')).toEqual({ state: 'answered', result: null });
    });

    it('when its process died before the answer, then another takes it, once', async () => {
      await claim('a');
      await claim('a', { activity: '2', now: NOW - 1 });
      expect(await takeLeft('b')).toEqual([]);
      await ownersDie();
      expect(await takeLeft('a')).toEqual([]);
      const left = await Promise.all([takeLeft('b'), takeLeft('c')]);
      expect(left.flat()).toHaveLength(2);
      expect(left.flat()).toEqual(
        expect.arrayContaining([
          { ...seen, activity: '2', seenMs: NOW - 1 },
          { ...seen, seenMs: NOW },
        ]),
      );
      expect(await takeLeft('d')).toEqual([]);
    });

    it('when its process died and Teams delivers it again, then the one that gets it answers', async () => {
      await claim('a');
      await ownersDie();
      expect(await claim('b')).toEqual({ state: 'mine', again: true });
      expect(await claim('a')).toEqual({ state: 'busy' });
    });

    it('when a day has passed, then it is forgotten, but not while somebody is at it', async () => {
      await claim('a', { now: NOW - 25 * HOUR_MS });
      expect(await under.store.purge(NOW)).toBe(0);
      await ownersDie();
      await claim('a', { activity: '2', now: NOW - 23 * HOUR_MS });
      expect(await under.store.purge(NOW)).toBe(1);
      expect(await claim('b')).toEqual({ state: 'mine', again: false });
      expect(await claim('b', { activity: '2' })).toEqual({ state: 'busy' });
    });

    it('when more are old than one batch holds, then all go', async () => {
      await under.store.transaction(async ({ activities }) => {
        for (let index = 0; index < 1_100; index += 1)
          await activities.claim({ ...seen, activity: String(index) }, { owner: 'a', now: NOW - 25 * HOUR_MS });
      });
      await ownersDie();
      expect(await under.store.purge(NOW)).toBe(1_100);
    });
  });
}

export function describeProposals(under: StoreUnderTest): void {
  describe('proposals', () => {
    const question = { id: 'p1', by: '田中 😀', asks: { kind: 'backup', vms: [] } };
    const row = { id: 'p1', person: 'tanaka', place: 'c', untilMs: NOW, asks: { itemIds: ['😀'] }, question };
    const inside = <T>(work: (proposals: Tables['proposals']) => Promise<T>): Promise<T> =>
      under.store.transaction((tables) => work(tables.proposals));
    const add = (changes = {}) => inside((proposals) => proposals.add({ ...row, ...changes }));
    const take = (turn: string, id = 'p1') =>
      inside((proposals) => proposals.take(id, turn, { how: 'yes', atMs: NOW - 1 }));
    const replace = (id = 'p1') => inside((proposals) => proposals.replace(id, NOW - 2));
    const newest = (limit = 9) => inside((proposals) => proposals.newest('tanaka', 'c', limit));
    const stands = () => inside((proposals) => proposals.stands('tanaka', 'c'));
    const open = { takenBy: null, ended: null, isInterrupted: false };

    it('when twenty turns take one at once, then one has it, however often it asks', async () => {
      await add();
      const turns = Array.from({ length: 20 }, (_, index) => `turn ${index}`);
      const taken = await Promise.all(turns.map((turn) => take(turn)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await take(turns[taken.indexOf(true)]!)).toBe(true);
      expect(await take('t', 'gone')).toBe(false);
    });

    it('when it is taken and replaced at once, then one of the two ends it', async () => {
      for (let round = 0; round < 10; round += 1) {
        const id = `p${round}`;
        await add({ id });
        const [taken, replaced] = await Promise.all([take('turn', id), replace(id)]);
        expect([taken, replaced].filter(Boolean)).toHaveLength(1);
        const ended = taken ? { how: 'yes', atMs: NOW - 1 } : { how: 'replaced', atMs: NOW - 2 };
        expect(await inside((proposals) => proposals.byId(id))).toMatchObject({ ended });
        expect([await take('another', id), await replace(id)]).toEqual([false, false]);
      }
    });

    it('when its person says something else there, then that is known of what is open there, and of nothing else', async () => {
      await add();
      await add({ id: 'p2', untilMs: NOW + 1 });
      await add({ id: 'p3', person: 'sato' });
      await add({ id: 'p4', place: 'd' });
      await inside((proposals) => proposals.personSpoke('tanaka', 'c', 'p2'));
      const said = async (id: string) => (await inside((proposals) => proposals.byId(id)))?.isInterrupted;
      expect(await Promise.all(['p1', 'p2', 'p3', 'p4'].map(said))).toEqual([true, false, false, false]);
      expect(await stands()).toBe(true);
      await inside((proposals) => proposals.personSpoke('tanaka', 'c', null));
      expect(await said('p2')).toBe(true);
      expect(await stands()).toBe(false);
    });

    it('when a question was asked of that person in that place, then it stands until it is taken or something is said', async () => {
      expect(await stands()).toBe(false);
      await add({ id: 'p3', person: 'sato' });
      await add({ id: 'p4', place: 'd' });
      expect(await stands()).toBe(false);
      await add({ untilMs: NOW - 1 }); // A lapsed one counts too: a bare "yes" is answered that it came too late.
      expect(await stands()).toBe(true);
      await take('turn');
      expect(await stands()).toBe(false);
    });

    it('when the bot tells something unasked there, then that is known of what anybody has open there', async () => {
      await add();
      await add({ id: 'p3', person: 'sato' });
      await add({ id: 'p4', place: 'd' });
      await inside((proposals) => proposals.botSpoke('c'));
      const said = async (id: string) => (await inside((proposals) => proposals.byId(id)))?.isInterrupted;
      expect(await Promise.all(['p1', 'p3', 'p4'].map(said))).toEqual([true, true, false]);
    });

    it('when another version of the bot asked, then it has no question, and can be taken', async () => {
      await under.raw(
        `insert into proposals (id, person, place, until_at, taken_by, asks) values ('p1', 'tanaka', 'c', ${NOW}, null, '{}')`,
      );
      expect(await newest()).toEqual([{ ...row, ...open, asks: {}, question: null }]);
      expect(await take('turn')).toBe(true);
    });

    it('when there are several, then those of that person in that place are found, newest first, with what became of them', async () => {
      await add();
      await add({ id: 'p2', untilMs: NOW + 1 });
      await add({ id: 'p3', untilMs: NOW + 2, person: 'sato' });
      await add({ id: 'p4', untilMs: NOW + 2, place: 'd' });
      expect(await newest(1)).toEqual([{ ...row, ...open, id: 'p2', untilMs: NOW + 1 }]);
      await take('turn', 'p2');
      await replace();
      expect(await newest()).toEqual([
        { ...row, ...open, id: 'p2', untilMs: NOW + 1, takenBy: 'turn', ended: { how: 'yes', atMs: NOW - 1 } },
        { ...row, ...open, ended: { how: 'replaced', atMs: NOW - 2 } },
      ]);
      expect(await inside((proposals) => proposals.byId('p3'))).toMatchObject({ person: 'sato', ...open });
    });

    it('when it has been past its time for a day, then it is forgotten', async () => {
      await add();
      expect(await under.store.purge(NOW + 24 * HOUR_MS)).toBe(0);
      expect(await under.store.purge(NOW + 24 * HOUR_MS + 1)).toBe(1);
      expect(await newest()).toEqual([]);
    });
  });
}
