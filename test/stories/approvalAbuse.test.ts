import type { Replica } from '../support/askingReplica';
import { CHANNEL, SecondPersonHarness, SUZUKI } from '../support/secondPersonHarness';
import { type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';

/** Ways to start a change that needs a second person without one. */
const MINUTE_MS = 60_000;
const ELSEWHERE = { id: '19:other@thread.tacv2', conversationType: 'channel', isGroup: true, tenantId: TENANT };

let two: SecondPersonHarness;
let bot: Replica;
beforeEach(async () => {
  two = await SecondPersonHarness.start();
  bot = two.replica();
});
afterEach(() => two.host.end());

async function asked(text = 'backup now vm-02'): Promise<{ readonly yes: Json; readonly no: Json }> {
  await two.ask(bot, text);
  return { yes: two.button('yes'), no: two.button('no') };
}
const started = (): readonly string[] => two.host.azure.started;
const ruleOf = ({ aadObjectId }: typeof SATO, change: Json = {}): Json => ({
  who: `user:${aadObjectId}`,
  role: 'operator',
  ...change,
});

describe('the asker', () => {
  it.each(['operator', 'admin'])('when an asker who is %s approves, then nothing runs', async (role) => {
    two.needs({ role, approve: 'other' });
    const { yes } = await asked();
    for (const from of [TANAKA, { ...TANAKA, id: '29:another-id' }])
      expect(await two.press(bot, yes, from)).toMatch(/^You asked for this yourself/);
    expect(started()).toEqual([]);
  });

  it('when the asker approves in another conversation, then nothing runs', async () => {
    const { yes } = await asked();
    expect(await bot.press(yes, { from: TANAKA, conversation: ELSEWHERE })).toMatch(/in another conversation/);
    expect(await bot.press(yes, { from: TANAKA })).toMatch(/in another conversation/);
    expect(started()).toEqual([]);
  });

  it('when a free rule is added to one that needs approval, then the stricter of the two counts', async () => {
    for (const role of ['operator', 'admin']) {
      two.needs({ approve: 'other', vms: ['vm-02'] }, { rules: [ruleOf(TANAKA, { role })] });
      expect(await two.ask(bot, 'backup now vm-02')).toMatch(/a second person must approve/);
    }
    expect(started()).toEqual([]);
    await two.ask(bot, 'backup now web-01');
    expect(started()).toEqual(['web-01']);
    two.needs({}, { ceiling: { approve: 'other' } });
    expect(await two.ask(bot, 'backup now web-02')).toMatch(/a second person must approve/);
    expect(started()).toEqual(['web-01']);
  });

  it.each([{ vms: ['web-*'] }, { role: 'viewer' }, { in: [ELSEWHERE.id] }])(
    'when the asker has lost the role since (%j), then the approval starts nothing, is told, and waits',
    async (lost) => {
      const { yes } = await asked();
      two.needs({ approve: 'other', ...lost });
      expect(await two.press(bot, yes, SATO)).toMatch(/^Tanaka, who asked for this, no longer has the role/);
      expect(started()).toEqual([]);
      two.needs({ approve: 'other' });
      await two.press(bot, yes, SATO);
      expect(started()).toEqual(['vm-02']);
    },
  );

  describe('in teams mode', () => {
    const listed = (person: typeof TANAKA, change: Json = {}): void => {
      two.host.connector.roster.set(person.id, { ...person, tenantId: TENANT, userRole: 'user', ...change });
    };
    beforeEach(() => {
      bot = two.replica({ asksRoster: true });
      listed(TANAKA);
      listed(SATO);
    });
    const sent = (): Json => ({ timestamp: two.host.clock.now().toISOString() });
    const press = (data: Json): Promise<string> => bot.press(data, { conversation: CHANNEL, from: SATO, ...sent() });

    it.each([
      [
        'left',
        () => void two.host.connector.roster.delete(TANAKA.id),
        /^Tanaka, who asked for this, no longer has the role/,
      ],
      [
        'became a guest',
        () => {
          listed(TANAKA, { userRole: 'guest' });
        },
        /^Tanaka, who asked for this, no longer/,
      ],
      [
        'cannot be looked up',
        () => {
          two.host.connector.refusing = ({ method }) => (method === 'GET' ? { status: 503 } : null);
        },
        /^I could not check what Tanaka, who asked for this, may do now/,
      ],
    ])('when the asker %s, then the approval starts nothing, and is told', async (_what, change, tells) => {
      await two.ask(bot, 'backup now vm-02', sent());
      const yes = two.button('yes');
      await two.ask(bot, 'whoami', { from: SATO, ...sent() });
      // A process that has looked up the approver only.
      bot = two.replica({ asksRoster: true });
      await two.ask(bot, 'whoami', { from: SATO, ...sent() });
      change();
      expect(await press(yes)).toMatch(tells);
      expect(started()).toEqual([]);
    });

    it('when both are members, then it runs', async () => {
      await two.ask(bot, 'backup now vm-02', sent());
      await press(two.button('yes'));
      expect(started()).toEqual(['vm-02']);
    });

    it("when the approver's membership is lost or unknown, then nothing runs", async () => {
      await two.ask(bot, 'backup now vm-02', sent());
      const yes = two.button('yes');
      two.host.connector.roster.delete(SATO.id);
      expect(await press(yes)).toMatch(/^I could not check who you are|^You are not/);
      expect(started()).toEqual([]);
    });
  });

  it('when the asker may keep it for fewer days by now, then the approval starts nothing', async () => {
    const { yes } = await asked('backup now vm-02 keep 40d');
    two.needs({ approve: 'other', maxKeepDays: 30 });
    expect(await two.press(bot, yes, SATO)).toMatch(/for 30 days at most here, not for 40/);
    expect(started()).toEqual([]);
  });
});

describe('the second person', () => {
  it.each([
    ['a viewer', { role: 'viewer' }],
    ['an operator of other VMs', { vms: ['web-*'] }],
    ['an operator of other vaults', { vaults: ['rg/other'] }],
    ['an operator elsewhere', { in: [ELSEWHERE.id] }],
  ])('when %s approves or declines, then nothing runs, and it stays open', async (_who, change) => {
    two.needs({ approve: 'other' }, { rules: [ruleOf(SATO, change), ruleOf(SUZUKI)] });
    const { yes, no } = await asked();
    for (const data of [yes, no])
      expect(JSON.stringify(await two.deliver(bot, data, SATO))).toMatch(/needs the role operator/);
    expect(started()).toEqual([]);
    await two.press(bot, yes, SUZUKI);
    expect(started()).toEqual(['vm-02']);
  });

  it.each([
    ['no tenant of the file', { tenantId: 'ffffffff-0000-4000-8000-000000000000' }],
    ['a guest', { userRole: 'guest' }],
  ])('when somebody of %s approves, then nothing runs', async (_who, claim) => {
    const { yes } = await asked();
    await two.press(bot, yes, { ...SATO, ...claim });
    expect(started()).toEqual([]);
  });

  it('when one of several VMs is out of reach of the approver, then none is backed up', async () => {
    two.needs({ approve: 'other' }, { rules: [ruleOf(SATO, { vms: ['vm-*'] })] });
    const { yes } = await asked('backup now vm-02 web-01');
    expect(await two.press(bot, yes, SATO)).toMatch(/For web-01 this needs the role operator/);
    expect(started()).toEqual([]);
  });

  it('when two approve at once, in two replicas, then it is started once', async () => {
    const other = two.replica();
    const { yes } = await asked();
    const said = await Promise.all([two.press(bot, yes, SATO), two.press(other, yes, SUZUKI)]);
    expect(started()).toEqual(['vm-02']);
    expect(said.filter((text) => text.startsWith('This question was already answered'))).toHaveLength(1);
  });

  it('when the asker asks again, then only the newest question starts it, and other changes stay open', async () => {
    const first = await asked('backup now vm-02 web-01');
    const others = await asked('backup now web-02');
    const second = await asked('backup now web-01 vm-02 keep 14d');
    expect(await two.press(bot, first.yes, SATO)).toMatch(/^This question was replaced by a newer one/);
    expect(started()).toEqual([]);
    await two.press(bot, second.yes, SATO);
    expect([...started()].sort()).toEqual(['vm-02', 'web-01']);
    await two.press(bot, others.yes, SATO);
    expect([...started()].sort()).toEqual(['vm-02', 'web-01', 'web-02']);
  });

  it.each(['another replica', 'a restart'])('when it is approved after %s, then it runs once', async (what) => {
    const { yes } = await asked();
    const later = what === 'a restart' ? await two.restart() : two.replica();
    await two.press(later, yes, SATO);
    expect(await two.press(later, yes, SUZUKI)).toMatch(/^This question was already answered/);
    expect(started()).toEqual(['vm-02']);
  });

  it('when it is approved after half an hour, then nothing runs, and the card says that it lapsed', async () => {
    const { yes } = await asked();
    await two.host.clock.advance(31 * MINUTE_MS);
    expect(await two.press(bot, yes, SATO)).toMatch(/^This question has expired/);
    expect(started()).toEqual([]);
    expect(JSON.stringify((await two.closed()).card)).toMatch(/Lapsed unanswered/);
  });

  it('when an admin must cancel, then an operator cannot approve it', async () => {
    await two.host.end();
    two = await SecondPersonHarness.start(['vm-01']);
    bot = two.replica();
    two.needs({ role: 'admin', approve: 'other' }, { rules: [ruleOf(SATO), ruleOf(SUZUKI, { role: 'admin' })] });
    const { yes } = await asked('cancel vm-01');
    expect(await two.press(bot, yes, SATO)).toMatch(
      /was not started through this bot\. Cancelling it needs the role admin/,
    );
    expect(two.host.azure.cancelled).toEqual([]);
    await two.press(bot, yes, SUZUKI);
    expect(two.host.azure.cancelled).toEqual(['job-vm-01']);
  });
});

describe('a cancel by an operator', () => {
  it("when Azure's schedule or the portal started the backup, then it is refused and says why", async () => {
    await two.host.end();
    two = await SecondPersonHarness.start(['vm-01']);
    bot = two.replica();
    two.needs({}, { contact: 'The backup team' });
    expect(await two.ask(bot, 'cancel vm-01')).toMatch(
      /^The backup of vm-01 was not started through this bot\. Cancelling it needs the role admin\. The backup team can grant it/,
    );
    expect(two.host.azure.cancelled).toEqual([]);
  });
});
