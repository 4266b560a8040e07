import { SUBSCRIPTION_ID } from '../../playground/azure/names';
import type { Lasting } from '../../playground/azure/plans';
import { buttonsOf, type Demo, type Said, startDemo } from '../support/product';
import { shownCard, wordsOf } from '../support/shownCard';
import type { Json } from '../support/teamsActivities';
import { tempFolder } from '../support/tempFolder';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const JAPANESE = { locale: 'ja-JP' };

/** One VM for each way in which a job may have run for days. */
const LASTING: readonly Lasting[] = [
  { vm: 'vm-01', agoMs: 4 * DAY_MS, snapshot: 'running', lastsMs: 10 * DAY_MS },
  { vm: 'vm-02', agoMs: 20 * DAY_MS, snapshot: 'done', lastsMs: 10 * DAY_MS },
  { vm: 'batch-stopped', agoMs: 25 * HOUR_MS, snapshot: 'running', lastsMs: 10 * DAY_MS },
  { vm: 'files-warning', agoMs: 25 * HOUR_MS, snapshot: 'done', lastsMs: 10 * DAY_MS },
  { vm: 'erp-vss', agoMs: 4 * DAY_MS, snapshot: 'running', cancelling: true, lastsMs: 10 * DAY_MS },
  // Two at once: one copies since days, and another one's snapshot runs.
  { vm: 'ci-changed', agoMs: 4 * DAY_MS, snapshot: 'done', lastsMs: 10 * DAY_MS },
  { vm: 'ci-changed', agoMs: 2 * DAY_MS, snapshot: 'running', lastsMs: 10 * DAY_MS },
];

let bot: Demo;
/** The ids of the running jobs of each VM, oldest first. */
let ids: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  bot = await startDemo({ CLOCK_SPEED: '1' }, tempFolder(), LASTING);
  ids = await runningIn(bot);
});
afterAll(() => bot.stop());

/** As Azure itself lists them, without the bot. */
async function runningIn({ azureUrl }: Demo): Promise<ReadonlyMap<string, readonly string[]>> {
  const vault = `${azureUrl}/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01`;
  const response = await fetch(`${vault}/backupJobs?api-version=2023-06-01`);
  const { value } = (await response.json()) as {
    value: readonly { name: string; properties: { entityFriendlyName: string; status: string } }[];
  };
  const running = value.filter(({ properties }) => ['InProgress', 'Cancelling'].includes(properties.status));
  const found = new Map<string, string[]>();
  for (const { name, properties } of [...running].reverse())
    found.set(properties.entityFriendlyName, [...(found.get(properties.entityFriendlyName) ?? []), name]);
  return found;
}

const words = ({ card }: Said): string => wordsOf(shownCard(card));
const say = (text: string, change?: Json): Promise<Said> => bot.say(text, change);

describe('a job that began days ago', () => {
  it.each([
    ['vm-01', 'WAIT – Take Snapshot is running', '待ち – Take Snapshot'],
    ['batch-stopped', 'WAIT – Take Snapshot is running', '待ち – Take Snapshot'],
    ['erp-vss', 'WAIT – the backup is being cancelled', '待ち – バックアップをキャンセル中'],
    ['ci-changed', 'WAIT – Take Snapshot is running', '待ち – Take Snapshot'],
    [
      'vm-02',
      'CLEAR – the snapshot of vm-02 is done',
      'バックアップによる制限なし – vm-02 のスナップショットは取得済み',
    ],
    ['files-warning', 'CLEAR – the snapshot of files-warning is done', 'バックアップによる制限なし – files-warning の'],
  ])('when `safe %s` and `status` are asked, then the verdict rests on it, in both languages', async (vm, en, ja) => {
    const isClear = en.startsWith('CLEAR');
    for (const command of ['safe', 'status']) {
      const said = words(await say(`${command} ${vm}`));
      expect(said).toContain(en);
      expect(said.includes('Do not delete or move the VM until the copy')).toBe(isClear);
    }
    for (const command of ['作業可否', '状態']) {
      const said = words(await say(`${command} ${vm}`, JAPANESE));
      expect(said).toContain(ja);
      expect(said.includes('転送が終わるまで、VM の削除・移動は行わないでください')).toBe(isClear);
    }
  });

  it.each([
    ['vm-01', '4 d so far'],
    ['vm-02', '20 d so far'],
    ['files-warning', '25 h'],
  ])('when `status %s` is asked, then it says that the backup runs, and for how long', async (vm, long) => {
    const said = await say(`status ${vm}`);
    expect(words(said)).toContain('Running: backup');
    expect(words(said)).toContain(long);
    expect(buttonsOf(said, 'backupNow')).toEqual([]);
  });

  it.each([
    ['jobs running', {}],
    ['jobs running last 1h', {}],
    ['ジョブ 実行中', JAPANESE],
  ])('when `%s` is asked, then all of them are listed', async (text, change) => {
    const { summary, card } = await say(text, change);
    const [, count, running] = /(\d+) (?:jobs match, |件、うち実行中 )(\d+)/.exec(summary) ?? [];
    expect([count, Number(count) >= LASTING.length]).toEqual([running, true]);
    const shown = JSON.stringify(card);
    for (const id of LASTING.flatMap(({ vm }) => ids.get(vm) ?? [])) expect(shown).toContain(id);
  });

  it('when more of them run than are read again for one answer, then the list says so', async () => {
    expect(words(await say('jobs running'))).toContain(
      '2 jobs that began over a day ago were not read again. They may have ended.',
    );
    expect(words(await say('ジョブ 実行中', JAPANESE))).toContain('2 件は再取得していません');
    expect(words(await say('jobs vm-01 running'))).not.toContain('read again');
  });

  it('when the jobs of its VM are listed, then it stands among them', async () => {
    expect(JSON.stringify((await say('jobs vm-02')).card)).toContain(ids.get('vm-02')![0]);
  });

  it.each(['vm-01', 'vm-02', 'batch-stopped', 'erp-vss'])(
    'when `job` is asked with the id of that of %s, then it is found',
    async (vm) => {
      const { summary } = await say(`job ${ids.get(vm)![0]}`);
      expect(summary).toMatch(
        { 'vm-02': /no longer blocks changes; .*do not delete or move/, 'erp-vss': /Azure is cancelling/ }[vm] ??
          /wait, Take Snapshot is running/,
      );
    },
  );

  it('when one of two is past its snapshot, then its card does not free changes', async () => {
    const [copying] = ids.get('ci-changed')!;
    const said = await say(`job ${copying}`);
    expect(said.summary).toBe('ci-changed: wait, another backup or restore of it stands against changes.');
    expect(words(said)).toContain('WAIT – another backup or restore of ci-changed is running');
    const { summary } = await say(`ジョブ ${copying}`, JAPANESE);
    expect(summary).toBe('ci-changed: 別のバックアップまたは復元が終わっていません。作業は待ってください。');
  });

  it.each([
    ['backup now vm-02', {}, 'a backup is already running, no second one was started'],
    ['バックアップ vm-02', JAPANESE, 'バックアップはすでに実行中です'],
    ['backup now erp-vss', {}, 'a backup is already running'],
    ['cancel vm-02', {}, 'does not cancel a backup while its data is transferred'],
    ['cancel erp-vss', {}, 'is already cancelling this job'],
    ['cancel vm-01', {}, 'Cancel the backup of vm-01?'],
    ['キャンセル vm-01', JAPANESE, 'vm-01'],
  ])('when `%s` is asked, then it is seen: %s %s', async (text, change, expected) => {
    expect((await say(text, change)).summary).toContain(expected);
    // Nothing was started, and nothing was cancelled.
    expect((await runningIn(bot)).get('vm-02')).toEqual(ids.get('vm-02'));
  });
});
