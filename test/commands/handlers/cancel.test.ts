import { render } from '../../../cards/render';
import type { CommandOutcome } from '../../../commands/handler';
import { runCommand } from '../../../commands/run';
import type { Command } from '../../../protocol/command';
import type { Job } from '../../../services/backup/types';
import { AzureError } from '../../../services/backup/vaults';
import type { Ask } from '../../../services/conversations/ask';
import { Proposals } from '../../../services/conversations/proposals';
import type { Services } from '../../../views/services';
import { CHANGES_ALLOWED } from '../../support/changesAllowed';
import { anAsk, NO_LOG, VAULT_B, viewOf } from '../../support/commandBot';
import { aCommandStore } from '../../support/commandStore';
import { ManualClock } from '../../support/manualClock';
import { aJob, anItem, aReading, at, NOW, tasksOf, VAULT } from '../../support/samples';

type May = Ask['grant']['may'];

const moved = anItem({ protectionState: 'ProtectionStopped' });
const item = anItem({ vault: VAULT_B, vm: moved.vm });
const running = aJob({ id: 'r', tasks: tasksOf('inProgress', 'notStarted') });
const cancel: Command = { kind: 'cancel', target: { vm: 'vm-01' } };

let rows: Job[];
/** Azure's refusal of a cancel; null: it cancels. */
let refusal: AzureError | null;
/** Error of the job's reads after the cancel; null: none. */
let outage: AzureError | null;
let cancelled: readonly string[];
/** Who asked this bot for the job; null: nobody did. */
let askedBy: string | null;
let run: (command: Command, may?: May) => Promise<CommandOutcome>;
beforeEach(() => {
  [rows, refusal, outage, cancelled, askedBy] = [[running], null, null, [], 'Sato'];
  const store = aCommandStore();
  const clock = new ManualClock(at(0).toISOString());
  const inventory = aReading({ items: [item, moved], vaults: [], unread: [] }, at(0));
  const vaults = {
    ...{ inventory: async () => inventory, known: () => inventory },
    jobs: async ({ name }: typeof VAULT) =>
      aReading(
        rows.filter(({ vault }) => vault.name === name).map((job) => ({ ...job, tasks: null })),
        at(-5),
      ),
    job: async (_vault: typeof VAULT, id: string) => {
      if (outage) throw outage;
      return aReading(
        rows.find((job) => job.id === id)!,
        at(-1),
      );
    },
    cancel: async (vault: typeof VAULT, id: string) => {
      if (refusal) throw refusal;
      cancelled = [...cancelled, `${vault.name} ${id}`];
    },
  };
  // Only what these commands touch.
  const services = {
    ...{ clock, store, vaults, log: NO_LOG, readOnly: CHANGES_ALLOWED },
    proposals: new Proposals({ store, clock, log: NO_LOG, wake: () => undefined }),
    triggers: {
      pending: async () => [],
      newest: async () => null,
      requestOf: async () => ({ askedBy, retainUntil: null }),
    },
  } as unknown as Services;
  run = (command, may = () => true) => runCommand(command, anAsk({ role: 'operator', may }), services);
});

describe('a VM that moved to another vault, whose old item has a backup under way', () => {
  it('when it is to be cancelled, then the question is about that backup', async () => {
    expect(viewOf(await run(cancel))).toMatchObject({ kind: 'confirm', asks: { job: { id: 'r' }, item: moved } });
  });

  it('when another of the VM is past what Azure cancels, then the question is about the one that is not', async () => {
    const copying = aJob({ id: 'new', vault: VAULT_B, startedAt: NOW, tasks: tasksOf('completed', 'inProgress') });
    rows = [running, copying];
    expect(viewOf(await run(cancel))).toMatchObject({ kind: 'confirm', asks: { job: { id: 'r' } } });
    rows = [copying];
    expect(viewOf(await run(cancel))).toMatchObject({ key: 'cannotCancel.transfer' });
  });

  it('when the asker may only see the old item, or not even that, then they are refused', async () => {
    const unseen: May = (_role, { ref }) => ref.vault.name === VAULT_B.name;
    const viewerThere: May = (role, { ref }) => role === 'viewer' || ref.vault.name === VAULT_B.name;
    const notPermitted = { reason: 'notPermitted', facts: { role: 'operator', vm: 'vm-01' } };
    await expect(run(cancel, viewerThere)).rejects.toMatchObject(notPermitted);
    await expect(run(cancel, unseen)).rejects.toMatchObject(notPermitted);
    rows = [{ ...running, state: 'completed' }];
    expect(viewOf(await run(cancel, unseen))).toMatchObject({ key: 'cannotCancel.noneRunning' });
  });

  it('when the yes comes, then it is cancelled in its own vault', async () => {
    await run(cancel);
    expect(viewOf(await run({ kind: 'yes' }))).toMatchObject({ key: 'cancelRequested' });
    expect(cancelled).toEqual([`${VAULT.name} r`]);
  });
});

it('when somebody who only looks names a VM, then they are refused before anything is said of its jobs', async () => {
  const onlyLooks: May = (role) => role === 'viewer';
  const notPermitted = { reason: 'notPermitted', facts: { role: 'operator', vm: 'vm-01' } };
  for (const jobs of [[], [running]]) {
    rows = jobs;
    await expect(run(cancel, onlyLooks)).rejects.toMatchObject(notPermitted);
  }
});

describe('a yes that comes too late to cancel', () => {
  const says = "The job isn't in a cancelable state.";
  const refused = new AzureError({ kind: 'refused', message: says }, { code: 'UserErrorX', requestId: 'q-1', says });
  const yes = async (change: Partial<Job>): Promise<ReturnType<typeof viewOf>> => {
    await run(cancel);
    refusal = refused;
    rows = [{ ...running, ...change }];
    return viewOf(await run({ kind: 'yes' }));
  };

  it.each<[string, Partial<Job>, string]>([
    ['ended', { state: 'completed' }, 'ended'],
    ['ended with an error', { state: 'failed' }, 'ended'],
    ['came to copy', { tasks: tasksOf('completed', 'inProgress') }, 'transfer'],
    ['was being cancelled by somebody else', { state: 'cancelling' }, 'cancelling'],
    ['stood between its tasks', { tasks: tasksOf('completed', 'notStarted') }, 'state'],
  ])(
    'when the job %s since, then the answer says that, with the job’s button and Azure’s code',
    async (_w, change, why) => {
      const view = await yes(change);
      expect(view).toMatchObject({
        ...{ kind: 'message', tone: 'warning', key: `cannotCancel.${why}`, azure: { code: 'UserErrorX', says: '' } },
        offers: [{ data: { command: { kind: 'job', id: 'r' } } }],
      });
      for (const language of ['en', 'ja'] as const) {
        const { summary, card } = await render(view, { language, timeZone: 'UTC', now: NOW, cardId: 'c' });
        expect(summary).not.toContain(says);
        expect(JSON.stringify(card)).toContain('UserErrorX');
        expect(summary).not.toMatch(/unworded|cannotCancel|Completed|Failed|失敗|完了/);
      }
    },
  );

  it('when the job cannot be read then, then Azure’s words tell that it is none to cancel', async () => {
    await run(cancel);
    [refusal, outage] = [refused, new AzureError({ kind: 'unavailable', status: 503 })];
    expect(viewOf(await run({ kind: 'yes' }))).toMatchObject({ key: 'cannotCancel.state' });
  });

  it('when Azure refuses for another reason, and the job runs on, then its words are told', async () => {
    await run(cancel);
    const other = 'The vault is being moved.';
    refusal = new AzureError({ kind: 'refused', message: other }, { code: 'UserErrorVaultMoving', says: other });
    await expect(run({ kind: 'yes' })).rejects.toBe(refusal);
  });
});

it('when nobody asked this bot for the backup, then an operator cannot cancel it, and an admin can', async () => {
  askedBy = null;
  await expect(run(cancel, (role) => role !== 'admin')).rejects.toMatchObject({ reason: 'cancelNotOurs' });
  expect(viewOf(await run(cancel)).kind).toBe('confirm');
});
