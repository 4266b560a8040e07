import { HOSTILE } from '../../../../playground/samples/texts';
import type { NoticeView } from '../../../../protocol/noticeViews';
import { LANGUAGES } from '../../../../services/platform/language';
import { ofType, textOf } from '../../../support/cardParts';
import { drawView, sampleView } from '../../../support/drawSample';

function notice(name: string, change: Partial<NoticeView> = {}): NoticeView {
  return { ...sampleView('notice', `notice, ${name}`), ...change };
}

function commandsOf(card: unknown): readonly unknown[] {
  return ofType(card, 'Action.Execute').map(({ data }) => (data as { command: unknown }).command);
}

describe('the go-ahead', () => {
  it('says what is not disturbed and what must still not be done', async () => {
    const en = textOf((await drawView(notice('snapshot done'))).card);
    expect(en).toContain('vm-01: snapshot done 02:10 JST – backup no longer blocks changes');
    expect(en).toContain('Restart, stop/start, resize or patching will not disturb this backup.');
    expect(en).toContain('do not delete or move the VM');
    const ja = textOf((await drawView(notice('snapshot done'), 'ja')).card);
    expect(ja).toContain('vm-01: スナップショット完了 02:10 JST – バックアップによる作業の制限を解除');
    expect(ja).toContain('VM の削除・移動は行わないでください');
  });

  it('told late, names when it ended and when it is told, in the conversation’s zone', async () => {
    const { card, summary } = await drawView(notice('snapshot done, told late'));
    expect(summary).toContain('(ended 01:43 JST, told 02:11 JST)');
    expect(textOf(card)).toContain('(ended 01:43 JST, told 02:11 JST) – backup no longer blocks changes');
    const ja = await drawView(notice('snapshot done, told late'), 'ja');
    expect(ja.summary).toContain('(完了 01:43 JST / 通知 02:11 JST)');
  });

  it.each(LANGUAGES)('where it could not be looked at again, it frees nothing (%s)', async (language) => {
    const { card, summary } = await drawView(
      notice('snapshot done, others could not be checked', { late: false }),
      language,
    );
    const text = `${summary}\n${textOf(card)}`;
    expect(text).toMatch(/treat as wait|作業は待ってください/);
    expect(text).toMatch(/told 02:11 JST|通知 02:11 JST/);
    expect(text).toMatch(/safe vm-01|作業可否 vm-01/);
    expect(commandsOf(card)).toContainEqual(expect.objectContaining({ kind: 'safe' }));
    expect(text).not.toMatch(
      /snapshot done|no longer blocks|will not disturb|スナップショット完了|待ちは解除|影響しません/i,
    );
  });

  it.each(LANGUAGES)('where another snapshot runs by then, it says that and to wait (%s)', async (language) => {
    const { card, summary } = await drawView(notice('another snapshot'), language);
    const text = `${summary}\n${textOf(card)}`;
    expect(text).toMatch(/WAIT – another snapshot of vm-01 is running|待ち – vm-01 の別のスナップショットが実行中です/);
    expect(summary).toMatch(
      /^vm-01: this backup's snapshot is done, but another snapshot of vm-01 is running \(since 02:05 JST\)\. Wait\.$|^vm-01: このバックアップのスナップショットは取得済みですが、vm-01 の別のスナップショットが実行中です \(02:05 JST から\)。お待ちください。$/,
    );
    expect(text).not.toMatch(
      /snapshot done|no longer blocks|will not disturb|スナップショット完了|待ちは解除|影響しません/i,
    );
  });

  it.each(LANGUAGES)('where a start is due, says it in the toast too, after the go-ahead (%s)', async (language) => {
    const { summary } = await drawView(notice('snapshot done, a start is due'), language);
    expect(summary).toMatch(
      /^vm-01: snapshot done .* The 00:21 JST backup has not begun yet and may begin until 02:21 JST\.$|^vm-01: スナップショット完了 .*00:21 JST のバックアップはまだ開始されていません \(02:21 JST までに開始される場合あり\)。$/,
    );
    const other = await drawView(notice('snapshot done'), language);
    expect(other.summary).not.toMatch(/has not begun|開始されていません/);
  });

  it.each(LANGUAGES)('told after the end, says so and no longer that the copy runs (%s)', async (language) => {
    const { card, summary } = await drawView(notice('snapshot done, told after the end'), language);
    expect(summary).toMatch(/snapshot done \(ended 01:43 JST, told 02:11 JST\)|スナップショット完了 \(完了 01:43 JST/);
    expect(`${summary}\n${textOf(card)}`).not.toMatch(/still running|継続中/);
    expect(summary).not.toMatch(/Completed/);
    expect(textOf(card)).toMatch(/its result has a message of its own|結果は別のメッセージでお知らせします/);
  });

  it.each(LANGUAGES)('of a job that failed meanwhile is told as its end (%s)', async (language) => {
    const { card, summary } = await drawView(notice('failed, retry can help', { event: 'snapshotDone' }), language);
    expect(`${summary}\n${textOf(card)}`).not.toMatch(
      /snapshot done|will not disturb|スナップショット完了|影響しません/i,
    );
    expect(summary).toMatch(/Failed|失敗/);
  });
});

describe('the end', () => {
  it.each([
    ['completed', 'Completed', '完了'],
    ['completed with warnings, not transferred', 'Completed with warnings', '警告付き完了'],
    ['completed with warnings, all tasks completed', 'Completed with warnings', '警告付き完了'],
    ['failed, retry can help', 'Failed', '失敗'],
    ['cancelled', 'Cancelled', 'キャンセル済み'],
  ])('%s: names the status, every task with its length, and who asked', async (name, en, ja) => {
    const view = notice(name);
    for (const [language, status] of [
      ['en', en],
      ['ja', ja],
    ] as const) {
      const { card, summary } = await drawView(view, language);
      expect(summary).toContain('vm-01');
      expect(summary).toContain(status);
      expect(textOf(card)).toContain(status);
      for (const task of view.seen?.job.tasks ?? []) expect(textOf(card)).toContain(task.name);
      expect(ofType(card, 'mention')).toHaveLength(1);
      expect(ofType(card, 'FactSet')).toHaveLength(1);
    }
  });

  it.each(LANGUAGES)(
    'with warnings says what is usable, what is missing and what Azure says (%s)',
    async (language) => {
      const notCopied = textOf((await drawView(notice('completed with warnings, not transferred'), language)).card);
      expect(notCopied).toMatch(/\*\*not copied to the vault\*\*|\*\*コンテナーへの転送は未完了\*\*/);
      expect(notCopied).toMatch(/Restorable only while the snapshot is kept|スナップショットの保持期間中のみ/);
      const writers = textOf((await drawView(notice('completed with warnings, all tasks completed'), language)).card);
      expect(writers).toMatch(/All tasks completed; check the consistency|すべてのサブタスクは完了しています/);
      expect(writers).toContain('Snapshot operation failed because VSS writers were in a bad state.');
    },
  );

  it('tells the size, the retention, and an expiry where Azure reports one', async () => {
    const text = textOf((await drawView(notice('completed'))).card);
    expect(text).toContain('4.2 GB (Azure)');
    expect(text).toContain('Cannot be changed later');
    expect(text).not.toContain('Expires');
    const expiring = textOf((await drawView(notice('completed by the schedule, with an expiry'))).card);
    expect(expiring).toContain('Expires');
    expect(expiring).toContain('{{DATE(2026-12-22T17:11:03Z,SHORT)}} (Azure)');
  });

  it('cancelled with a point left, says until when that was to be kept', async () => {
    expect(textOf((await drawView(notice('cancelled, a point remains'))).card)).toContain('Retention requested');
    expect(textOf((await drawView(notice('cancelled'))).card)).not.toContain('Retention requested');
  });

  it('says where the consistency is lower than before', async () => {
    const view = notice('completed, lower than before');
    expect(textOf((await drawView(view)).card)).toContain('**LOWER** than before (was Application-consistent)');
    expect(textOf((await drawView(view, 'ja')).card)).toContain('**低下**しました (前回: アプリケーション整合性)');
  });

  it('offers Retry only where another attempt can help', async () => {
    const retry = expect.objectContaining({ kind: 'backupNow' });
    expect(commandsOf((await drawView(notice('failed, retry can help'))).card)).toContainEqual(retry);
    expect(commandsOf((await drawView(notice('failed, first of a night, backed up since'))).card)).not.toContainEqual(
      retry,
    );
  });

  it('that is the root of a night counts what else happened in it', async () => {
    const view = notice('failed, first of a night, backed up since');
    expect(textOf((await drawView(view)).card)).toContain(
      'Night of 22 Nov: 3 failed, 1 with warnings, 2 failed again as before, 1 backed up since',
    );
    expect(textOf((await drawView(view, 'ja')).card)).toContain('11/22 夜間: 失敗 3 件、警告付き 1 件');
  });
});

describe('the mention', () => {
  it('stands in the card as in its entity, its name without anything that could come alive', async () => {
    const { card } = await drawView(notice('snapshot done', { mention: { id: '29:x', name: HOSTILE } }));
    const [entity] = ofType(card, 'mention');
    const [first] = ofType(card, 'TextBlock');
    expect(first?.['text']).toBe(entity?.['text']);
    expect(entity?.['text']).toMatch(/^<at>[^<>*_[\]()`{}$]+<\/at>$/);
  });

  it('is left out where there is nobody, or a name of nothing but marks', async () => {
    for (const mention of [null, { id: '29:x', name: '***' }, { id: '', name: 'Tanaka' }]) {
      const { card } = await drawView(notice('snapshot done', { mention }));
      expect(ofType(card, 'mention')).toEqual([]);
      expect(textOf(card)).not.toContain('<at>');
    }
  });
});

it('of several failures what did not fit is counted', async () => {
  const view = sampleView('failures', 'failures, a hundred with the longest names');
  const { card, summary } = await drawView(view);
  const shown = ofType(card, 'ColumnSet').length;
  expect(shown).toBeGreaterThan(10);
  expect(textOf(card)).toContain(`${107 - shown} more are not shown.`);
  expect(summary).toContain('and 104 more: Failed (');
});

it('of a job that Azure no longer shows no time is counted on', async () => {
  expect(textOf((await drawView(notice('vanished'))).card)).not.toContain('so far');
});

it('a backup that did not start is offered again', async () => {
  const { card } = await drawView(notice('not started'));
  expect(commandsOf(card)).toContainEqual({ kind: 'backupNow', vms: [notice('not started').item?.id] });
});
