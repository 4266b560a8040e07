import type { AuditedEntry } from '../../services/access/audit';
import { AzureError } from '../../services/backup/vaults';
import type { Replica } from '../support/askingReplica';
import { SecondPersonHarness } from '../support/secondPersonHarness';
import { type Json, SATO, TANAKA } from '../support/teamsActivities';

/** What a rule asks for beyond a role. */
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let two: SecondPersonHarness;
let bot: Replica;
beforeEach(async () => {
  two = await SecondPersonHarness.start();
  bot = two.replica();
});
afterEach(() => two.host.end());

const ask = (text: string, change: Json = {}): Promise<string> => two.ask(bot, text, change);
const bySato = { from: SATO };
/** Oldest first. */
const audited = async (): Promise<readonly AuditedEntry[]> =>
  (await two.host.store.transaction(({ audit }) => audit.find({ item: null, since: 0, limit: 9 }))).toReversed();
/** The rule by which an operator acts, not the one by which everybody looks. */
const ruleOf = ({ aadObjectId }: { readonly aadObjectId: string }): unknown =>
  expect.stringContaining(`user:${aadObjectId}`);
const started = (): readonly string[] => two.host.azure.started;

describe('a change that a second person must approve', () => {
  it('when somebody else with the role approves, then it runs in the name of the asker, and both are told', async () => {
    expect(await ask('backup now vm-02')).toMatch(/^Back up vm-02 now\? Tanaka asked; a second person must approve/);
    expect(started()).toEqual([]);
    const yes = two.button('yes');
    await two.press(bot, yes, SATO);
    expect(started()).toEqual(['vm-02']);
    expect(await audited()).toMatchObject([
      { kind: 'proposal', by: { name: 'Tanaka' }, rule: ruleOf(TANAKA), outcome: { result: 'asked' } },
      { kind: 'approval', by: { name: 'Sato' }, rule: ruleOf(SATO), outcome: { result: 'approved' } },
      { kind: 'trigger', by: { name: 'Tanaka' }, approvedBy: { name: 'Sato' }, outcome: { result: 'started' } },
    ]);
    const id = String((yes['command'] as Json)['proposal']);
    const kept = await two.host.store.transaction(({ proposals }) => proposals.byId(id));
    expect(kept?.ended).toMatchObject({ how: 'yes', by: 'Sato' });
  });

  it('when it is declined, or refused to somebody, then the audit log says by whom and why', async () => {
    await ask('backup now vm-02');
    const [yes, no] = [two.button('yes'), two.button('no')];
    await two.press(bot, yes, TANAKA);
    await two.deliver(bot, no, SATO);
    expect((await audited()).slice(1)).toMatchObject([
      { kind: 'refusal', by: { name: 'Tanaka' }, outcome: { code: 'ownApproval' } },
      { kind: 'approval', by: { name: 'Sato' }, rule: ruleOf(SATO), outcome: { result: 'rejected' } },
    ]);
  });

  it('when anybody types yes, then nothing runs: only its button approves it', async () => {
    await ask('backup now vm-02');
    await ask('yes');
    await ask('yes', bySato);
    expect(started()).toEqual([]);
  });

  it('when it is asked in a personal chat, then it is refused: there is no second person', async () => {
    expect(await bot.say('backup now vm-02')).toMatch(/^This needs a second person's approval/);
  });

  it('when a rule comes to ask for it between question and yes, then the plain yes runs nothing', async () => {
    two.needs({ confirm: true });
    await ask('backup now vm-02');
    const yes = two.button('yes');
    two.needs({ approve: 'other' });
    expect(await two.press(bot, yes, TANAKA)).toMatch(/^This now needs a second person's approval/);
    expect(started()).toEqual([]);
  });
});

describe('conditions of a rule', () => {
  it('confirm: even one VM is asked about first', async () => {
    two.needs({ confirm: true });
    expect(await ask('backup now vm-02')).toMatch(/^Back up vm-02 now\? Nothing happens/);
    expect(started()).toEqual([]);
    await ask('yes');
    expect(started()).toEqual(['vm-02']);
  });

  it('confirm in the ceiling: every rule asks', async () => {
    two.needs({}, { ceiling: { confirm: true } });
    expect(await ask('backup now vm-02')).toMatch(/^Back up vm-02 now\?/);
    expect(started()).toEqual([]);
  });

  it('whoami shows the ceiling', async () => {
    const ceiling = { role: 'operator', vms: ['vm-*'], approve: 'other', maxKeepDays: 30 };
    two.needs({ role: 'admin' }, { ceiling });
    expect(await ask('whoami')).toMatch(/your role here is operator/);
    expect(JSON.stringify(two.card().card)).toMatch(
      /at most operator.*only VMs that fit vm-.*a second person approves each change.*kept for 30 days at most/,
    );
    two.needs({ role: 'admin' });
    await ask('whoami');
    expect(JSON.stringify(two.card().card)).not.toMatch(/Ceiling/);
  });

  it('maxKeepDays: more is refused, and it is said who can allow more', async () => {
    two.needs({ maxKeepDays: 14 }, { contact: 'The backup team' });
    expect(await ask('backup now vm-02 keep 15d')).toMatch(/for 14 days at most here, not for 15.*The backup team can/);
    await ask('backup now vm-02 keep 14d');
    expect(started()).toEqual(['vm-02']);
  });

  it('maxKeepDays: 99 unless the rule says otherwise, and never more than the ceiling', async () => {
    two.needs({});
    expect(await ask('backup now vm-02 keep 100d')).toMatch(/for 99 days at most/);
    two.needs({ maxKeepDays: 400 });
    expect(await ask('backup now vm-02 keep 100d')).toMatch(/^Back up vm-02 now, kept until/);
    two.needs({ maxKeepDays: 400 }, { ceiling: { maxKeepDays: 50 } });
    expect(await ask('backup now vm-02 keep 51d')).toMatch(/for 50 days at most/);
  });

  it('more than 30 days asks first, since it cannot be changed later', async () => {
    two.needs({});
    expect(await ask('backup now vm-02 keep 31d')).toMatch(/^Back up vm-02 now, kept until .*Nothing happens until/);
    expect(JSON.stringify(two.card().card)).toMatch(/This cannot be changed later/);
    expect(started()).toEqual([]);
    await ask('backup now vm-02 keep 30d');
    expect(started()).toEqual(['vm-02']);
  });
});

describe('limits', () => {
  it('per person and hour: one more is refused, also by another replica and after a restart; others are not', async () => {
    two.needs({}, { triggers: { perPersonAndHour: 1 } });
    const refused = /^You have reached the limit of backups that one person may start in an hour \(1\)/;
    await ask('backup now vm-02');
    expect(await ask('backup now web-01')).toMatch(refused);
    expect(await audited()).toMatchObject([
      { kind: 'trigger', outcome: { result: 'started' } },
      { kind: 'refusal', by: { name: 'Tanaka' }, outcome: { code: 'triggersPerPerson' } },
    ]);
    expect(await two.ask(two.replica(), 'backup now web-01')).toMatch(refused);
    bot = await two.restart();
    expect(await ask('backup now web-01')).toMatch(refused);
    await ask('backup now web-02', bySato);
    expect(started()).toEqual(['vm-02', 'web-02']);
    await two.host.clock.advance(HOUR_MS + MINUTE_MS);
    await ask('backup now web-01');
    expect(started()).toEqual(['vm-02', 'web-02', 'web-01']);
  });

  it('per person and hour: two replicas at once start no more than allowed', async () => {
    two.needs({}, { triggers: { perPersonAndHour: 1 } });
    await Promise.all([ask('backup now vm-02'), two.ask(two.replica(), 'backup now web-01')]);
    expect(started()).toHaveLength(1);
  });

  it('per vault and day: one more is refused to anybody', async () => {
    two.needs({}, { triggers: { perVaultAndDay: 1 } });
    await ask('backup now vm-02');
    expect(await ask('backup now web-01', bySato)).toMatch(
      /^This bot has started as many backups in the vault of web-01 as it may in 24 hours \(1\)/,
    );
    expect(started()).toEqual(['vm-02']);
  });

  it('when Azure refused a backup, then it does not count', async () => {
    two.needs({}, { triggers: { perPersonAndHour: 1 } });
    two.host.azure.fails = new AzureError({ kind: 'refused', message: 'no' });
    await ask('backup now vm-02');
    two.host.azure.fails = null;
    await ask('backup now web-01');
    expect(started()).toEqual(['web-01']);
  });
});
