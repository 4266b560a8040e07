import { render } from '../../cards/render';
import type { Command } from '../../protocol/command';
import type { VaultRef } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import { anAsk, TO, VAULT_B, viewOf } from '../support/commandBot';
import { JobListHarness, type Who } from '../support/jobListHarness';
import { aJob, anItem, NOW, tasksOf, VAULT } from '../support/samples';

let bot: JobListHarness;
beforeEach(() => {
  bot = new JobListHarness();
});

describe('a VM that moved to another vault, whose old item has a backup under way', () => {
  const moved = anItem({ protectionState: 'ProtectionStopped' });
  const item = anItem({ vault: VAULT_B, vm: moved.vm });
  const running = aJob({ id: 'r', tasks: tasksOf('inProgress', 'notStarted') });
  const unseen: Who = { may: (_role, { ref }) => ref.vault.name === VAULT_B.name };
  const watch = async (vault: VaultRef): Promise<void> => {
    const { person, place } = anAsk();
    const scope = { kind: 'vault', vault } as const;
    const where = { to: TO, thread: null, language: 'en', timeZone: 'UTC', createdMs: 0 } as const;
    await bot.store.put({ ...where, scope, level: 'progress', owner: { person, place } });
  };
  beforeEach(() => {
    bot.items = [item, moved];
    bot.rows = [running];
  });

  it('when its present vault is watched, then that backup sends no messages', async () => {
    await watch(VAULT_B);
    expect(await bot.safe()).toMatchObject({ item, verdict: { kind: 'wait', job: { id: 'r' } }, told: null });
    expect(await bot.status()).toMatchObject({ running: { id: 'r' }, told: null });
  });

  it('when its former vault is watched, then that backup sends messages', async () => {
    await watch(VAULT);
    expect([(await bot.safe()).told, (await bot.status()).told]).toEqual(['watched', 'watched']);
  });

  it('when the asker may not see the old item, then no card names its job, and the verdict counts it', async () => {
    const seen = await bot.safe(unseen);
    const since = running.tasks![0]!.startedAt;
    expect(seen.verdict).toMatchObject({ kind: 'wait', reason: 'snapshotRunning', job: null, since });
    const { verdict, running: shown } = await bot.status(unseen);
    expect([verdict.reason, verdict.job, shown]).toEqual(['snapshotRunning', null, null]);
    for (const view of [seen, await bot.status(unseen)]) {
      const { card } = await render(view, { language: 'en', timeZone: 'UTC', now: NOW, cardId: 'c' });
      expect(JSON.stringify(card)).toContain('Take Snapshot is running (since');
      expect(JSON.stringify(card)).not.toMatch(/"id":"r"|Tell me/);
    }
  });

  it.each([
    { kind: 'refused', message: 'vault-a has no quota' },
    { kind: 'notAllowed', by: 'role', action: 'read', policy: '' },
  ] as const)('when its jobs cannot be read ($kind), then they learn no name of it from Azure', async (problem) => {
    bot.listProblem = new AzureError(problem, { code: 'Oops', says: 'vault-a', requestId: 'about-vault-a' });
    bot.problemIn = VAULT.name;
    const told = await bot.safe(unseen);
    expect(told.problem).toMatchObject({ problem: { kind: problem.kind }, code: 'Oops' });
    expect(JSON.stringify((await bot.safe()).problem)).toContain('vault-a');
    const { card } = await render(told, { language: 'en', timeZone: 'UTC', now: NOW, cardId: 'c' });
    expect(JSON.stringify([told.problem, card])).not.toContain('vault-a');
  });

  it('when its snapshot has not begun, then people who may not see the item learn only that', async () => {
    bot.rows = [{ ...running, tasks: tasksOf('notStarted', 'notStarted') }];
    expect((await bot.safe(unseen)).verdict).toMatchObject({ reason: 'snapshotRunning', job: null, since: null });
  });

  const backUp: Command = { kind: 'backupNow', vms: ['vm-01'] };
  it('when a backup is asked for, then none is started, and the one that runs is named with its vault', async () => {
    const view = viewOf(await bot.run(backUp));
    expect(view).toMatchObject({ key: 'alreadyRunningElsewhere', facts: { vault: VAULT.name } });
    expect(view).toMatchObject({ offers: [{ data: { command: { kind: 'job', id: 'r' } } }] });
    expect(bot.triggered).toBe(0);
  });

  it('when the asker of a backup may not see the old item, then none is started, and its job is not named', async () => {
    const view = viewOf(await bot.run(backUp, unseen));
    expect(view).toMatchObject({ key: 'alreadyRunning', facts: { job: '' }, offers: [{ verb: 'status' }] });
    expect([bot.triggered, JSON.stringify(view).includes('"r"')]).toEqual([0, false]);
  });

  it('when the backup of the old item has ended, then one is started', async () => {
    bot.rows = [{ ...running, state: 'completed' }];
    expect([viewOf(await bot.run(backUp)).kind, bot.triggered]).toEqual(['started', 1]);
  });

  it('when the job’s item is not known, then the card promises no messages', async () => {
    bot.rows = [{ ...running, vmName: '', vault: VAULT_B }];
    await watch(VAULT_B);
    const view = await bot.safe();
    expect([view.verdict.reason, view.told]).toEqual(['stateUnknown', undefined]);
  });
});
