import { type Demo, type Said, startDemo, tempFolder } from '../support/product';
import { shownCard, wordsOf } from '../support/shownCard';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONG_MS = 10 * DAY_MS;

let bot: Demo;
let idOf: ReadonlyMap<string, string>;

beforeAll(async () => {
  bot = await startDemo({}, tempFolder(), [
    { vm: 'vm-01', agoMs: 4 * DAY_MS, snapshot: 'running', lastsMs: LONG_MS },
    { vm: 'vm-02', agoMs: 20 * DAY_MS, snapshot: 'done', lastsMs: LONG_MS },
    { vm: 'batch-stopped', agoMs: 25 * HOUR_MS, snapshot: 'running', lastsMs: LONG_MS },
    { vm: 'erp-vss', agoMs: 4 * DAY_MS, snapshot: 'running', cancelling: true, lastsMs: LONG_MS },
    { vm: 'files-warning', agoMs: 25 * HOUR_MS, snapshot: 'done', lastsMs: LONG_MS },
  ]);
  const { jobs } = await bot.happened();
  const lasting = jobs.filter(({ status }) => status === 'InProgress' || status === 'Cancelling');
  idOf = new Map(lasting.map(({ vm, id }) => [vm, id]));
});
afterAll(() => bot.stop());

const words = ({ card }: Said): string => wordsOf(shownCard(card));

it('dumps', async () => {
  const out: string[] = [JSON.stringify([...idOf])];
  for (const text of [
    'safe vm-01',
    'status vm-01',
    'safe vm-02',
    'status vm-02',
    'safe erp-vss',
    'status erp-vss',
    'safe batch-stopped',
    'jobs running',
    'jobs vm-02',
    `job ${idOf.get('vm-01')}`,
    `job ${idOf.get('vm-02')}`,
    'backup now vm-02',
    'cancel vm-01',
    'cancel vm-02',
    'cancel erp-vss',
  ]) {
    const said = await bot.say(text);
    out.push(`== ${text}\n${said.summary}\n--\n${words(said)}`);
  }
  for (const text of ['作業可否 vm-01', '作業可否 vm-02', '状態 vm-02', 'ジョブ 実行中', 'バックアップ vm-02', 'キャンセル vm-02']) {
    const said = await bot.say(text, { locale: 'ja-JP' });
    out.push(`== ${text}\n${said.summary}\n--\n${words(said)}`);
  }
  require('fs').writeFileSync('/tmp/dump.txt', out.join('\n'));
});
