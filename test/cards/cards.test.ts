import { AzureError } from '../../services/backup/vaults';
import { elementsOf, ofType, textOf } from '../support/cardParts';
import { drawView, sampleView } from '../support/drawSample';

describe('the status card', () => {
  it('when the last reading is too old, then it says to treat it as wait and since when', async () => {
    const { card, summary } = await drawView(sampleView('status', 'status, stale reading'));
    expect(textOf(card)).toContain('UNKNOWN – the last successful read is too old');
    expect(textOf(card)).toContain('Treat as wait');
    expect(summary).toContain('Treat as wait');
  });

  it('when the recovery points cannot be read, then it does not say that there are none', async () => {
    const text = textOf((await drawView(sampleView('status', 'status, recovery points unreadable'))).card);
    expect(text).toContain('Recovery points could not be read');
    expect(text).not.toContain('No recovery point yet');
  });

  it('a soft-deleted VM is offered no backup', async () => {
    const { card } = await drawView(sampleView('status', 'status, soft-deleted'));
    expect(ofType(card, 'Action.Execute').map(({ verb }) => verb)).not.toContain('backupNow');
  });
});

describe('lists', () => {
  it.each(['jobs, fifty with the longest names', 'vms, a thousand', 'vms, fifty with the longest names'])(
    '%s: what did not fit is counted, and how to narrow it is said',
    async (name) => {
      const kind = name.startsWith('jobs') ? 'jobs' : 'vms';
      const view = sampleView(kind, name);
      const total = view.kind === 'jobs' ? view.jobs.length : view.rows.length;
      const { card } = await drawView(view);
      const shown = ofType(card, 'ColumnSet').length;
      expect(shown).toBeGreaterThan(15);
      expect(textOf(card)).toContain(`${total - shown} more are not shown.`);
    },
  );

  it('says which vaults were not read', async () => {
    const text = textOf((await drawView(sampleView('vms', 'vms, a thousand'))).card);
    expect(text).toContain('vault-b, vault-c, vault-d and 1 more vault could not be read.');
  });

  it('a VM whose consistency was not read lately has a dash', async () => {
    const view = sampleView('vms', 'vms, few');
    const { card } = await drawView({ ...view, rows: view.rows.slice(2, 3) });
    expect(textOf(card).split('\n')).toContain('–');
  });
});

it('what runs says for how long it has', async () => {
  for (const [kind, name] of [
    ['jobs', 'jobs, five'],
    ['status', 'status, snapshot running'],
    ['job', 'job, running, tasks not read'],
    ['confirm', 'confirm, cancel in the snapshot'],
    ['batch', 'batch, snapshots running'],
  ] as const)
    expect(textOf((await drawView(sampleView(kind, name))).card)).toContain('6 min so far');
});

describe('the pick list', () => {
  it('titles each button by what tells it from the others', async () => {
    const { card } = await drawView(sampleView('choose', 'choose, two'));
    expect(ofType(card, 'Action.Execute').map(({ title }) => title)).toEqual(['rg-prod', 'rg-test']);
  });

  it('puts what is beyond six behind the "…"', async () => {
    const { card } = await drawView(sampleView('choose', 'choose, fifty with the longest names'));
    const modes = ofType(card, 'Action.Execute').map(({ mode }) => mode);
    expect(modes.slice(0, 6).every((mode) => mode === 'primary')).toBe(true);
    expect(modes.slice(6).every((mode) => mode === 'secondary')).toBe(true);
  });
});

describe('the confirmation', () => {
  it('carries only the id of the proposal, and is drawn anew by the answer', async () => {
    const { card } = await drawView(sampleView('confirm', 'confirm, backup of two'));
    const [yes, no] = ofType(card, 'Action.Execute');
    expect(yes?.['data']).toEqual({
      command: { kind: 'yes', proposal: expect.any(String) },
      card: 'card-1',
      update: true,
    });
    expect(no?.['data']).toMatchObject({ command: { kind: 'no' }, update: true });
    expect(textOf(card)).toContain('Cannot be changed later');
  });

  it.each([
    ['in the snapshot', 'Cancel now: no recovery point.'],
    ['after the snapshot', 'a snapshot-only point may remain'],
  ])('of a cancellation %s says what is left', async (when, consequence) => {
    expect(textOf((await drawView(sampleView('confirm', `confirm, cancel ${when}`))).card)).toContain(consequence);
  });
});

describe('a message', () => {
  it('shows the code and the request id of Azure', async () => {
    const azure = new AzureError({ kind: 'unavailable', status: 504 }, { code: 'GatewayTimeout', requestId: 'r-1' });
    const view = { kind: 'message', tone: 'error', key: 'azure.unavailable', facts: {}, offers: [], azure } as const;
    const text = textOf((await drawView(view)).card);
    expect(text).toContain('HTTP 504');
    expect(text).toContain('GatewayTimeout');
    expect(text).toContain('r-1');
  });

  it('names the missing permission, and the file of the role that grants it and no more', async () => {
    const view = sampleView('message', 'message, Azure: not allowed, action named');
    for (const language of ['en', 'ja'] as const) {
      const text = textOf((await drawView(view, language)).card);
      expect(text).toContain('Azure Backup ChatOps canceller');
      expect(text).toContain('infra/roles/canceller.json');
      expect(text).toContain('Microsoft.RecoveryServices/vaults/backupJobs/cancel/action');
      expect(text).not.toMatch(/Backup Contributor|Backup Operator\b/);
    }
  });

  it('when a key has no text, then the card still says something', async () => {
    const { summary } = await drawView(sampleView('message', 'message, aKeyThatHasNoText'));
    expect(summary).toContain('aKeyThatHasNoText');
  });

  it('asks "Did you mean" only where there is something to offer', async () => {
    expect((await drawView(sampleView('message', 'message, unknownVm'))).summary).toContain('Did you mean');
    expect((await drawView(sampleView('message', 'message, unknownVm, none near'))).summary).not.toContain(
      'Did you mean',
    );
  });
});

it('every card that tells a state says as of when', async () => {
  for (const [kind, name] of [
    ['status', 'status, stale reading'],
    ['job', 'job, snapshot'],
    ['started', 'started'],
    ['safe', 'safe, clear'],
    ['jobs', 'jobs, five'],
    ['points', 'points, one'],
    ['vms', 'vms, few'],
    ['batch', 'batch, all started'],
    ['confirm', 'confirm, cancel in the snapshot'],
  ] as const) {
    expect(textOf((await drawView(sampleView(kind, name))).card)).toMatch(/As of \{\{DATE\(/);
    expect(textOf((await drawView(sampleView(kind, name), 'ja')).card)).toMatch(/\)\}\} 時点/);
  }
});

it('asked to restart, it says first that it does not restart VMs', async () => {
  const { card, summary } = await drawView(sampleView('safe', 'safe, asked to restart'));
  const texts = elementsOf(card).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  expect(texts.indexOf('This bot does not restart VMs.')).toBe(2);
  expect(summary).toMatch(/^This bot does not restart VMs\. vm-01:/);
});

describe('the card of several backups', () => {
  it.each(['en', 'ja'] as const)('says of each VM how it stands, and to wait for which (%s)', async (language) => {
    const { card, summary } = await drawView(sampleView('batch', 'batch, snapshots running'), language);
    const text = textOf(card);
    expect(text).toMatch(/WAIT – 2 of 4 are not past their snapshot|待ち – 4 件中 2 件は/);
    expect(text).toMatch(/Take Snapshot is running|Take Snapshot \(スナップショットの取得\) を実行中/);
    expect(text).toMatch(/snapshot done, still running|スナップショット取得済み、継続中/);
    expect(summary).not.toMatch(/snapshot done|Completed|Failed|スナップショット完了|失敗|完了/i);
  });

  it.each(['en', 'ja'] as const)(
    'when one was not started, then it waits for what runs of it, and never has all (%s)',
    async (language) => {
      const wordsOf = async (name: string): Promise<string> => {
        const { card, summary } = await drawView(sampleView('batch', name), language);
        return `${summary} ${textOf(card)}`;
      };
      const waits = await wordsOf('batch, partly started, the other backup in its snapshot');
      expect(waits).toMatch(/WAIT – 1 of 2|待ち – 2 件中 1 件は/);
      expect(waits).toMatch(/Not reported here: vm-03|vm-03 で実行中[^。]*ここには通知されません/);
      for (const name of ['the other past its snapshot', 'the other ended']) {
        const text = await wordsOf(`batch, one of two refused, ${name}`);
        expect(text).toContain('vm-03');
        expect(text).not.toMatch(/Snapshots done|全件|2 backups:|2 backups have|^2 件のバックアップ/);
      }
      expect(await wordsOf('batch, one, snapshot done')).not.toMatch(/1 backups|those VMs/);
    },
  );

  it('is drawn anew in its place while something of it runs', async () => {
    const refresh = async (name: string): Promise<unknown> =>
      ofType((await drawView(sampleView('batch', name))).card, 'Action.Execute').find(
        ({ title }) => title === 'Refresh',
      )?.['data'];
    expect(await refresh('batch, snapshots running')).toMatchObject({ command: { kind: 'jobs' }, update: true });
    expect(await refresh('batch, partly started')).toMatchObject({ update: true });
    expect(await refresh('batch, ended')).toBeUndefined();
  });

  it.each(['en', 'ja'] as const)('past the snapshots, it says as of when and frees nothing (%s)', async (language) => {
    const { card, summary } = await drawView(sampleView('batch', 'batch, snapshots done'), language);
    expect(summary).toMatch(/past their snapshots as of 02:11 JST|02:11 JST 時点でスナップショットは取得済み/);
    expect(`${summary} ${textOf(card)}`).not.toMatch(/no longer blocks|will not disturb|待ちは解除|影響しません/);
  });

  it.each(['en', 'ja'] as const)('when all have ended, then it counts how (%s)', async (language) => {
    const { card, summary } = await drawView(sampleView('batch', 'batch, ended'), language);
    expect(textOf(card)).toMatch(/Failed 1 · Completed 2|失敗 1 件 · 完了 2 件/);
    expect(summary).not.toMatch(/Failed|Completed|失敗|完了/);
  });
});
