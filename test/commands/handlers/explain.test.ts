import { answerText } from '../../../commands/answer';
import type { VaultRef } from '../../../services/backup/types';
import { NOT_REQUESTED } from '../../../services/onDemand/triggers';
import type { Services } from '../../../views/services';
import { aBot, anAsk, ITEMS, viewOf } from '../../support/commandBot';
import { aJob, aReading, NOW } from '../../support/samples';

const HOUR_MS = 60 * 60_000;
const [ITEM] = ITEMS;

function hoursAgo(hours: number): Date {
  return new Date(NOW.getTime() - hours * HOUR_MS);
}

/** The bot over a vault with these jobs, each of which can be read. */
function aBotWith(jobs: readonly ReturnType<typeof aJob>[]): { say: (text: string) => ReturnType<typeof answerText> } {
  const { services } = aBot();
  const all = {
    ...services,
    vaults: {
      ...services.vaults,
      jobs: async (vault: VaultRef) => aReading(jobs.filter((job) => job.vault.name === vault.name)),
      job: async (_vault: unknown, id: string) => aReading(jobs.find((job) => job.id === id)),
      points: async () => aReading([]),
      policy: async () => aReading(null),
    },
    triggers: { vaultOf: async () => null, requestOf: async () => NOT_REQUESTED },
    log: { warn: () => undefined },
  } as unknown as Services;
  return { say: (text) => answerText(text, anAsk({ role: 'operator', may: () => true }), all) };
}

function ended(id: string, hours: number, change: Partial<ReturnType<typeof aJob>> = {}): ReturnType<typeof aJob> {
  return aJob({
    id,
    state: 'completed',
    startedAt: hoursAgo(hours),
    endedAt: hoursAgo(hours - 1),
    durationMs: HOUR_MS,
    ...change,
  });
}

describe('how long the backups of one VM take', () => {
  it.each(['explain how long vm-01', '所要時間 vm-01', 'how long does a backup of vm-01 take?'])(
    '%s: its own past stands with what holds for all',
    async (typed) => {
      const jobs = Array.from({ length: 6 }, (_, i) => ended(`job-${i}`, 24 * (i + 1)));

      expect(viewOf(await aBotWith(jobs).say(typed))).toMatchObject({
        kind: 'explain',
        topic: { kind: 'concept', key: 'howLong' },
        vmDurations: { item: { id: ITEM?.id }, whole: { from: 'jobList', runs: 6, medianMs: HOUR_MS } },
      });
    },
  );

  it('when too few runs are known, then no duration is shown', async () => {
    expect(viewOf(await aBotWith([ended('job-1', 24)]).say('所要時間 vm-01'))).toMatchObject({
      vmDurations: { whole: null, snapshot: null },
    });
  });

  it('when the name stands for two VMs, then it is asked which', async () => {
    expect((await aBotWith([]).say('explain how long web')).kind).toBe('choose');
  });

  it('when no VM is named, then the topic alone is explained', async () => {
    expect(viewOf(await aBotWith([]).say('所要時間'))).toEqual({
      kind: 'explain',
      topic: { kind: 'concept', key: 'howLong' },
    });
  });
});

describe('why a backup of one VM failed', () => {
  it('when several failed, then the newest is shown, with its cause', async () => {
    const jobs = [
      ended('job-old', 72, { state: 'failed' }),
      ended('job-new', 48, { state: 'failed' }),
      ended('job-good', 24),
    ];

    for (const typed of ['なぜ vm-01', '原因 vm-01', 'explain vm-01', 'why did vm-01 fail?']) {
      expect(viewOf(await aBotWith(jobs).say(typed))).toMatchObject({ kind: 'job', job: { id: 'job-new' } });
    }
  });

  it('when only another operation failed, or another VM, then nothing of this VM is told as failed', async () => {
    const jobs = [
      ended('job-1', 24, { state: 'failed', operation: 'Restore' }),
      ended('job-2', 24, { state: 'failed', vmName: 'vm-02', vmResourceGroup: null }),
      ended('job-3', 24),
    ];

    expect(viewOf(await aBotWith(jobs).say('なぜ vm-01'))).toMatchObject({
      kind: 'message',
      key: 'noTrouble',
      facts: { vm: 'vm-01', days: 30 },
      offers: [{ verb: 'status' }],
    });
  });
});

describe('jobs of a stretch of the calendar', () => {
  it.each([
    ['昨日のジョブ', ['job-8', 'job-20']],
    ['jobs yesterday', ['job-8', 'job-20']],
    ['jobs last night', ['job-1', 'job-8']],
    ['一昨日のジョブ', ['job-40']],
    ['jobs this week', ['job-1']],
    ['先週のジョブ', ['job-8', 'job-20', 'job-40']],
  ])('%s', async (typed, ids) => {
    // In Tokyo it is 02:11 of a Monday: 8 h ago is the evening before.
    const jobs = [1, 8, 20, 40, 24 * 14].map((hours) => ended(`job-${hours}`, hours));
    const view = viewOf(await aBotWith(jobs).say(typed));

    expect(view).toMatchObject({ kind: 'jobs' });
    expect('jobs' in view ? view.jobs.map(({ id }) => id) : []).toEqual(ids);
  });
});

describe('a VM that is typed as a DNS name', () => {
  it.each([
    'status vm-01.contoso.local',
    'safe VM-01.contoso.local.',
    'vm-01.contoso.localの状態',
    'backup now vm-01.contoso.local',
  ])('%s: the VM is offered, nothing is run', async (typed) => {
    const view = viewOf(await aBotWith([]).say(typed));

    expect(view).toMatchObject({ kind: 'message', key: 'unknownVm' });
    expect('offers' in view ? view.offers.map(({ say }) => say) : []).toEqual([expect.stringContaining('vm-01')]);
  });
});
