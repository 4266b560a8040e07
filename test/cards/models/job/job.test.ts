import type { JobView } from '../../../../protocol/jobViews';
import { ofType, textOf } from '../../../support/cardParts';
import { drawView, sampleView } from '../../../support/drawSample';

function job(name: string, change: Partial<JobView> = {}): JobView {
  return { ...sampleView('job', `job, ${name}`), ...change };
}

async function buttonsOf(view: JobView): Promise<readonly unknown[]> {
  const { card } = await drawView(view);
  return ofType(card, 'Action.Execute').map(({ data }) => (data as { command: unknown }).command);
}

describe('the job card', () => {
  it('shows every task that Azure reports by its name and in its order, each with its state in words and as a picture', async () => {
    const { card } = await drawView(job('three tasks, validating'));
    const text = textOf(card);
    const places = ['Take Snapshot', 'Transfer data to vault', 'Validate Backup\n'].map((name) =>
      text.lastIndexOf(name),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(ofType(card, 'Image').map(({ altText }) => altText)).toEqual(['completed', 'completed', 'in progress']);
  });

  it('in Japanese, keeps the names of Azure and adds what they mean', async () => {
    const text = textOf((await drawView(job('three tasks, validating'), 'ja')).card);
    expect(text).toContain('Take Snapshot (スナップショットの取得)');
    expect(text).toContain('Transfer data to vault (コンテナーへのデータ転送)');
    expect(text).toContain('Validate Backup (バックアップの検証)');
  });

  it.each(['queued', 'snapshot'])('while the snapshot is not done (%s), it says to hold', async (name) => {
    expect(textOf((await drawView(job(name))).card)).toContain('Until I post "snapshot done" here: no restart');
    expect(textOf((await drawView(job(name), 'ja')).card)).toContain('スナップショット完了をお知らせするまで');
  });

  it('when the snapshot is done, then it says so, and what must still not be done', async () => {
    const text = textOf((await drawView(job('transfer'))).card);
    expect(text).toContain('SNAPSHOT DONE – copying to the vault');
    expect(text).toContain('do not delete or move the VM');
    expect(text).not.toContain('Until I post');
  });

  it('when the reading is not fresh, then it does not say that changes are free', async () => {
    const { card, summary } = await drawView(job('transfer, stale reading'));
    expect(textOf(card)).not.toContain('will not disturb');
    expect(textOf(card)).toContain('Treat as wait');
    expect(textOf(card)).toContain('Not fresh: Azure takes no more requests');
    expect(summary).toContain('treat as wait');
  });

  it.each(['running, tasks not read', 'a state Azure added later'])(
    'when it is %s, then it says to treat it as wait',
    async (name) => {
      const { card, summary } = await drawView(job(name));
      expect(textOf(card)).toContain('UNKNOWN – treat as wait');
      expect(summary).toContain('Treat as wait');
    },
  );

  it('a transfer that runs beside a snapshot that is not completed is no go-ahead', async () => {
    const running = job('transfer').job;
    const tasks = (running.tasks ?? []).map((task, index) =>
      index === 0 ? { ...task, state: 'unknown' as const } : task,
    );
    const { card } = await drawView(job('transfer', { job: { ...running, tasks } }));
    expect(textOf(card)).not.toMatch(/SNAPSHOT DONE|will not disturb/);
  });

  it('when it failed and another attempt can help, then it offers Retry', async () => {
    const view = job('failed, retry can help');
    expect(await buttonsOf(view)).toContainEqual({ kind: 'backupNow', vms: [view.item?.id] });
  });

  it.each(['failed, fix first', 'failed, unknown code'])('when it %s, then it offers no Retry', async (name) => {
    expect(await buttonsOf(job(name))).not.toContainEqual(expect.objectContaining({ kind: 'backupNow' }));
  });

  it('when it failed, then it tells code, cause, what to do first, and the last good point', async () => {
    const text = textOf((await drawView(job('failed, fix first'))).card);
    for (const part of [
      'UserErrorGuestAgentStatusUnavailable',
      '**Cause:**',
      '**Do this first:**',
      'You can still go back to',
      '3 h 54 min old',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('offers nothing that changes anything to somebody who may only look', async () => {
    for (const name of ['failed, retry can help', 'snapshot']) {
      const commands = await buttonsOf(job(name, { mayOperate: false }));
      expect(commands).not.toContainEqual(expect.objectContaining({ kind: expect.stringMatching(/backupNow|cancel/) }));
    }
  });

  it('offers Cancel only while Azure may still do it', async () => {
    const cancel = expect.objectContaining({ kind: 'cancel' });
    expect(await buttonsOf(job('snapshot'))).toContainEqual(cancel);
    expect(await buttonsOf(job('between'))).toContainEqual(cancel);
    for (const name of ['transfer', 'three tasks, validating', 'cancelling', 'cancelled']) {
      expect(await buttonsOf(job(name))).not.toContainEqual(cancel);
    }
  });

  it('is drawn anew in place by Refresh', async () => {
    const { card } = await drawView(job('snapshot'));
    const [refresh] = ofType(card, 'Action.Execute');
    expect(refresh?.['data']).toMatchObject({ command: { kind: 'job' }, update: true, card: 'card-1' });
  });

  it.each([
    ['completed, application-consistent', 'vm-01: Completed –', 'vm-01: 完了'],
    ['completed with warnings, not transferred', 'vm-01: Completed with warnings –', 'vm-01: 警告付き完了'],
    ['failed, fix first', 'vm-01: Failed in Take Snapshot –', 'で失敗'],
    ['cancelled', 'vm-01: Cancelled –', 'vm-01: キャンセル済み'],
  ])('when it ended (%s), then the summary names the VM and the final status', async (name, en, ja) => {
    expect((await drawView(job(name))).summary).toContain(en);
    expect((await drawView(job(name), 'ja')).summary).toContain(ja);
  });
});

describe('what is usual', () => {
  it.each([
    ['en', 'usually 8 min, from its last 12 runs (watched by this bot)'],
    ['ja', '通常 8 分 (このボットが記録した直近 12 回の実績)'],
  ] as const)(
    'stands beside a snapshot that is awaited, and says what it is taken from (%s)',
    async (language, usual) => {
      for (const view of [
        job('snapshot'),
        job('queued'),
        sampleView('status', 'status, snapshot running'),
        sampleView('safe', 'safe, wait, snapshot running'),
        sampleView('started', 'started'),
        sampleView('notice', 'notice, snapshot slow'),
      ])
        expect(textOf((await drawView(view, language)).card)).toContain(usual);
    },
  );

  it('stands not beside a snapshot that is done, nor where nothing is known', async () => {
    const { pastSnapshots } = job('snapshot');
    expect(textOf((await drawView(job('transfer', { pastSnapshots: pastSnapshots ?? null }))).card)).not.toContain(
      'usually',
    );
    expect(textOf((await drawView(job('snapshot', { pastSnapshots: null }))).card)).not.toContain('usually');
  });

  it('of whole jobs says whether they are those of the list or those that the bot watched', async () => {
    expect(textOf((await drawView(job('snapshot'))).card)).toContain(
      'Whole job, its last 12 runs: 42 min to 1 h 10 min',
    );
    expect(textOf((await drawView(job('queued'))).card)).toContain(
      'Whole job, the last 12 runs that this bot watched: 42',
    );
  });
});
