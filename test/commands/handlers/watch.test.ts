import { render } from '../../../cards/render';
import { answerPress } from '../../../commands/answer';
import type { ProtectedItem } from '../../../services/backup/types';
import { scopeKey, type Watch } from '../../../services/subscriptions/watch';
import { textOf } from '../../support/cardParts';
import { aBot, anAsk, ITEMS, TO, VAULT_B, viewOf } from '../../support/commandBot';
import { anItem, NOW, VAULT } from '../../support/samples';

describe('watch', () => {
  it('when a VM is watched without a level, then the level is failures, and the asker is the owner', async () => {
    const { store, run } = aBot();

    const view = viewOf(await run({ kind: 'watch', scope: { vm: 'VM-01' } }));

    expect(view).toMatchObject({ kind: 'watches', did: 'began', standing: 1, watches: [{ level: 'failures' }] });
    expect(await store.standing(TO)).toEqual([
      {
        to: TO,
        thread: 'root-1',
        scope: { kind: 'vm', itemId: ITEMS[0]?.id, vmName: 'vm-01' },
        level: 'failures',
        owner: { person: anAsk().person, place: anAsk().place },
        language: 'en',
        timeZone: 'Asia/Tokyo',
        createdMs: NOW.getTime(),
      },
    ]);
  });

  it('when the same is watched again, then it takes the new level and stays one', async () => {
    const { store, run } = aBot();
    await run({ kind: 'watch', scope: { all: true }, level: 'all' });
    await run({ kind: 'watch', scope: { all: true }, level: 'progress' });

    expect((await store.standing(TO)).map(({ level }) => level)).toEqual(['progress']);
  });

  it('when a vault is named, with the word or without, then the vault is watched', async () => {
    const { store, say } = aBot();
    await say('watch vault vault-a');
    await say('vault-bを監視して');

    const scopes = (await store.standing(TO)).map(({ scope }) => scope);
    expect(scopes).toEqual([
      { kind: 'vault', vault: VAULT },
      { kind: 'vault', vault: VAULT_B },
    ]);
  });

  it('when a vault or VM is unknown or not visible, then nothing is watched and the nearest visible are offered', async () => {
    const { store, run } = aBot({ hides: 'secret' });

    for (const vault of ['vault-c', 'vault-d']) {
      const view = viewOf(await run({ kind: 'watch', scope: { vault }, level: 'all' }));
      expect(view).toMatchObject({ key: 'unknownVault' });
      expect(offered(view)).toContainEqual({ kind: 'watch', scope: { vault: 'vault-a' }, level: 'all' });
      expect(JSON.stringify(offered(view))).not.toContain('vault-c');
    }
    expect(viewOf(await run({ kind: 'watch', scope: { vm: 'secret' } }))).toMatchObject({ key: 'unknownVm' });
    expect(await store.standing(TO)).toEqual([]);
  });

  it.each([
    ['通知', 'ja', '通知の対象を指定してください: 通知 <vm>|<コンテナー>|すべて。', '[失敗|進捗|すべて]'],
    ['watch', 'en', 'Type it like this: watch <vm>|<vault>|all. What', '[failures|progress|all]'],
  ] as const)(
    'when %s says not what, then the card lists the levels, and its summary names no status',
    async (...row) => {
      const [text, language, sentence, levels] = row;
      const view = viewOf(await aBot().say(text));
      const { card, summary } = await render(view, { language, timeZone: 'UTC', now: NOW, cardId: 'c' });
      expect(summary).toContain(sentence);
      expect(summary).not.toMatch(/失敗|fail/i);
      expect(textOf(card).replaceAll('\\', '')).toContain(levels);
    },
  );

  it('when a name is that of two VMs, then it asks which, with the level kept', async () => {
    const { run } = aBot();

    const outcome = await run({ kind: 'watch', scope: { vm: 'web' }, level: 'progress' });

    expect(outcome.kind).toBe('choose');
    const [first] = outcome.kind === 'choose' ? outcome.candidates.map(outcome.pick) : [];
    expect(first).toEqual({ kind: 'watch', scope: { vm: ITEMS[2]?.id }, level: 'progress' });
  });

  it('when a conversation has 100 watches, then it says so, and one of them may still be changed', async () => {
    const { store, run } = aBot();
    for (let index = 0; index < 99; index += 1) await store.put(aWatch(`vm-${String(index)}`));
    await run({ kind: 'watch', scope: { all: true } });

    await expect(run({ kind: 'watch', scope: { vm: 'vm-02' } })).rejects.toMatchObject({
      reason: 'tooManyWatches',
      facts: { limit: 100 },
    });
    expect(viewOf(await run({ kind: 'watch', scope: { all: true }, level: 'all' }))).toMatchObject({ did: 'began' });
    expect(await store.standing(TO)).toHaveLength(100);
  });

  it('when somebody without a role asks, then nothing is watched or shown', async () => {
    const { run } = aBot({ role: null });

    for (const kind of ['watches', 'unwatch', 'audit'] as const) {
      await expect(run({ kind })).rejects.toMatchObject({ reason: 'noAccess' });
    }
  });
});

describe('unwatch', () => {
  it('when one is named, then it ends, by the name as it was watched, even if the VM is gone', async () => {
    const { store, run } = aBot();
    await store.put(aWatch('gone-01'));
    await store.put(aWatch('gone-02'));

    const view = viewOf(await run({ kind: 'unwatch', scope: { vm: 'rg-prod/GONE-01' } }));

    expect(view).toMatchObject({ did: 'ended', watches: [{ scope: { vmName: 'gone-01' } }], standing: 1 });
    expect((await store.standing(TO)).map(({ scope }) => 'vmName' in scope && scope.vmName)).toEqual(['gone-02']);
  });

  it('when nothing is named, then all of this conversation end, and no other one', async () => {
    const { store, run } = aBot();
    const elsewhere = { ...TO, conversation: '19:other@thread.tacv2' };
    for (const name of ['vm-01', 'vm-02']) await store.put(aWatch(name));
    await store.put({ ...aWatch('vm-01'), to: elsewhere });

    expect(viewOf(await run({ kind: 'unwatch' }))).toMatchObject({ did: 'ended', standing: 0 });
    expect(await store.standing(TO)).toEqual([]);
    expect(await store.standing(elsewhere)).toHaveLength(1);
  });

  it('when all is named, then the watch on all ends; where there is none, every one', async () => {
    const { store, run } = aBot();
    await run({ kind: 'watch', scope: { all: true } });
    await store.put(aWatch('vm-01'));

    expect(viewOf(await run({ kind: 'unwatch', scope: { all: true } }))).toMatchObject({ standing: 1 });
    expect(viewOf(await run({ kind: 'unwatch', scope: { all: true } }))).toMatchObject({ standing: 0 });
    expect(viewOf(await run({ kind: 'unwatch', scope: { all: true } }))).toMatchObject({ key: 'nothingWatched' });
  });

  it('when what is named is not watched, then what is watched is offered', async () => {
    const { store, run } = aBot();
    await store.put(aWatch('vm-01'));

    const view = viewOf(await run({ kind: 'unwatch', scope: { vm: 'vm-02' } }));

    expect(view).toMatchObject({ key: 'notWatched' });
    expect(offered(view)).toEqual([{ kind: 'unwatch', scope: { vm: 'rg-prod/vm-01' } }]);
  });
});

describe('watches', () => {
  it('when the bot was removed and comes back, then the list says what ended, and only brings it back when asked', async () => {
    const { store, run } = aBot();
    await store.put({ ...aWatch('vm-01'), level: 'all' });
    await store.end(TO);

    expect(viewOf(await run({ kind: 'watches' }))).toMatchObject({ did: 'listed', watches: [], standing: 0, ended: 1 });
    expect(await store.standing(TO)).toEqual([]);
    expect(viewOf(await run({ kind: 'watches', restore: true }))).toMatchObject({
      did: 'restored',
      standing: 1,
      ended: 0,
    });
    expect(await store.standing(TO)).toMatchObject([{ level: 'all', owner: { person: { id: '29:me' } } }]);
    expect(viewOf(await run({ kind: 'watches', restore: true }))).toMatchObject({ key: 'nothingEnded' });
  });

  it('when some are of VMs that the asker may not see, then those are counted, neither shown nor ended nor named', async () => {
    const { store, run } = aBot({ hides: 'secret' });
    await store.put(aWatch('secret'));
    await store.put({ ...aWatch('x'), scope: { kind: 'vault', vault: { ...VAULT, name: 'vault-c' } } });

    for (const kind of ['watches', 'unwatch'] as const)
      expect(viewOf(await run({ kind }))).toMatchObject({ did: 'listed', watches: [], standing: 0, hidden: 2 });
    await store.put(aWatch('vm-01'));
    expect(viewOf(await run({ kind: 'watches' }))).toMatchObject({ standing: 1, hidden: 2 });
    const missed = viewOf(await run({ kind: 'unwatch', scope: { vm: 'secret' } }));
    expect([missed, JSON.stringify(offered(missed))]).toEqual([
      expect.objectContaining({ key: 'notWatched' }),
      expect.not.stringContaining('secret'),
    ]);
    expect(viewOf(await run({ kind: 'unwatch' }))).toMatchObject({ did: 'ended', standing: 0, hidden: 2 });
    expect(await store.standing(TO)).toHaveLength(2);
    await store.end(TO);
    expect(viewOf(await run({ kind: 'watches', restore: true }))).toMatchObject({ key: 'nothingEnded' });
  });

  it('when one is their own, then it is shown and can be ended though they may no longer see what it is about', async () => {
    const { store, run } = aBot({ hides: 'secret' });
    const own = { ...aWatch('secret'), owner: anAsk() };
    await store.put(own);

    expect(viewOf(await run({ kind: 'watches' }))).toMatchObject({ standing: 1, resting: [scopeKey(own.scope)] });
    expect(viewOf(await run({ kind: 'unwatch' }))).toMatchObject({ did: 'ended', hidden: 0 });
  });

  it("when an owner's access has ended, then the list says that their watches send no messages, of every scope", async () => {
    const { store, run } = aBot({ left: '29:other' });
    const scopes = [{ kind: 'all' }, { kind: 'vault', vault: VAULT }, aWatch('vm-01').scope] as const;
    for (const scope of scopes) await store.put({ ...aWatch('vm-01'), scope });
    await store.put({ ...aWatch('vm-02'), owner: anAsk() });

    const view = viewOf(await run({ kind: 'watches' }));

    expect(view).toMatchObject({ standing: 4, resting: scopes.map(scopeKey) });
  });

  it('when a button of the list is pressed, then that watch ends', async () => {
    const { store, services } = aBot();
    await store.put(aWatch('vm-01'));
    const command = { kind: 'unwatch', scope: { vm: 'rg-prod/vm-01' } };

    const { outcome, effect } = await answerPress({ command }, anAsk(), services);

    expect(effect).toBe('keeps');
    expect(viewOf(outcome)).toMatchObject({ did: 'ended' });
    expect(await store.standing(TO)).toEqual([]);
  });
});

function aWatch(name: string): Watch {
  const item: ProtectedItem = anItem({ name });
  const { person, place } = anAsk();
  return {
    to: TO,
    thread: null,
    scope: { kind: 'vm', itemId: item.id, vmName: name },
    level: 'failures',
    owner: { person: { ...person, id: '29:other' }, place },
    language: 'ja',
    timeZone: 'UTC',
    createdMs: NOW.getTime() - 1_000,
  };
}

function offered(view: ReturnType<typeof viewOf>): readonly unknown[] {
  return view.kind === 'message' ? view.offers.map(({ data }) => data['command']) : [];
}
