import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseCommand } from '../../commands/parse/parse';
import { findTopic } from '../../commands/topics/findTopic';
import { conceptOf, CONCEPTS, nameOf } from '../../commands/topics/topicNames';
import { usageOf } from '../../commands/usage';
import { WORDS } from '../../commands/words';
import type { Parsed } from '../../protocol/command';
import { LANGUAGES } from '../../services/platform/language';

const KNOWN_VMS = ['vm-01', 'vm-02', 'web-prod', '業務サーバ'];

interface Question {
  readonly typed: string;
  readonly topics: readonly string[];
}

const QUESTIONS: Readonly<Record<'en' | 'ja', readonly Question[]>> = { en: questionsOf('en'), ja: questionsOf('ja') };
const ALL = [...QUESTIONS.en, ...QUESTIONS.ja];

describe('questions about backups, in the words of people', () => {
  it('when they are counted, then there are 50 or more in each language, about topics that exist', () => {
    expect(QUESTIONS.en.length).toBeGreaterThanOrEqual(50);
    expect(QUESTIONS.ja.length).toBeGreaterThanOrEqual(50);
    expect(ALL.flatMap(({ topics }) => topics).filter((topic) => !CONCEPTS.includes(topic))).toEqual([]);
  });

  it.each([
    ['known', KNOWN_VMS],
    ['not known yet', []],
  ])('when VMs are %s, then 95 % or more find the topic that answers them', (_, names) => {
    const wrong = ALL.filter(({ typed, topics }) => !topics.includes(topicOf(parseCommand(typed, names))));

    expect({ few: wrong.length <= ALL.length * 0.05, wrong: wrong.map(({ typed }) => typed) }).toMatchObject({
      few: true,
    });
  });

  it.each(['', 'vm-01', 'web-prod', 'please', 'してください', 'now', '今すぐ', 'yes'])(
    'when "%s" is put beside them, then none runs a change',
    (more) => {
      const lines = ALL.flatMap(({ typed }) => [`${typed} ${more}`, `${more} ${typed}`]);
      expect(lines.filter((line) => changes(line))).toEqual([]);
    },
  );

  it.each(LANGUAGES)('when a topic is named in %s, then the name is understood', (language) => {
    for (const concept of CONCEPTS) expect(conceptOf(nameOf(concept, language))).toBe(concept);
  });
});

/** Questions about backups in general that contain words of commands. */
describe('a general question', () => {
  it.each([
    ['what happens during a backup job?', 'backup'],
    ['backup failed, what should I check first?', 'failure'],
    ['バックアップ失敗した時はまず何を確認すればいいですか', 'failure'],
    ['失敗したらもう一回やってくれる？', 'failure'],
    ['スナップショット取得中にサイズ変えてもいいですか', 'restart'],
    ['22時の設定なのに22時15分に始まった。正常？', 'startWindow'],
    ['3時間かかってるけど異常？', 'howLong'],
    ['is there any ETA for backups', 'howLong'],
    ['what exactly is done while "Take Snapshot" is in progress', 'takeSnapshot'],
    ['will a powered-off VM still be backed up', 'crashConsistent'],
    ['IaaSVmProviderというサービスは何ですか', 'extension'],
  ])('%s', (typed, topic) => {
    for (const names of [KNOWN_VMS, []])
      expect({ names, topic: topicOf(parseCommand(typed, names)) }).toEqual({ names, topic });
  });
});

describe('a question about what is or was here', () => {
  it.each([
    ['can I see the failed jobs?', 'jobs failed'],
    ['are there any failed backups?', 'jobs failed'],
    ['is a snapshot running anywhere?', 'jobs running'],
    ['how many backups failed this week', 'jobs failed this week'],
    ['実行中のジョブを見ることはできますか', 'jobs running'],
    ['昨日失敗したバックアップってある？', 'jobs failed yesterday'],
    ['今日のバックアップって終わった？', 'jobs last 24h'],
    ['エラーになってるVMある？', 'jobs failed'],
  ])('%s => %s', (typed, expected) => {
    const parsed = parseCommand(typed, KNOWN_VMS);

    expect(parsed.kind === 'command' ? usageOf(parsed.command, 'en') : parsed.kind).toBe(expected);
  });

  it.each(['再起動していい？', 'can I restart?', '作業していいですか'])('%s: which VM is asked', (typed) => {
    expect(parseCommand(typed, KNOWN_VMS)).toMatchObject({ kind: 'incomplete', key: 'vmMissing' });
  });
});

describe('a question that speaks of a change without asking for it', () => {
  it.each([
    'バックアップを有効にするには?',
    'how do I back up a VM?',
    'can I cancel a backup?',
    'how do I cancel the backup of vm-01?',
    'vm-01のバックアップを有効にするには？',
    'vm-01のバックアップをキャンセルするとどうなりますか',
    'enable backup vm-01',
    'enable backup on vm-01 please',
    'vm-01のバックアップを有効化してください',
    'バックアップを有効にして',
    'what happens when I cancel vm-01',
    'if I back up vm-01 now, how long does it take?',
    'vm-01を今バックアップすると何分かかりますか',
    'vm-01 backup duration',
    'is it a good time to back up vm-01 now?',
    'why can I not cancel vm-01?',
    'backup vm-01 — how?',
    'バックアップ vm-01 所要時間',
    'キャンセル vm-01 できますか',
    'vm-01のバックアップを取得する時間帯は',
    'do I need to back up vm-01 before patching?',
    'when should I back up vm-01?',
    'すべてのVMをバックアップするにはどうすれば',
    'vm-01 disable backup',
    'vm-01のバックアップはなぜ失敗したの',
    'explain backup vm-01',
    '説明 バックアップ vm-01',
    'does "backup now vm-01" enable backup?',
  ])('%s', (typed) => {
    for (const names of [KNOWN_VMS, []])
      expect({ names, changes: changes(typed, names) }).toEqual({ names, changes: false });
  });
});

describe('a question that is not understood', () => {
  it.each([
    'how do I frobnicate the backup?',
    'バックアップをふにゃふにゃするには？',
    'can the snapshot sing?',
    'is backup colourful',
    'where does the backup live?',
  ])('%s: the three nearest topics are offered, and nothing about a VM', (typed) => {
    for (const names of [KNOWN_VMS, []]) {
      const parsed = parseCommand(typed, names);
      if (parsed.kind === 'command') expect(parsed.command.kind).toBe('explain');
      else
        expect(offersOf(parsed)).toEqual([
          expect.stringMatching(/^explain/),
          expect.stringMatching(/^explain/),
          expect.stringMatching(/^explain/),
        ]);
    }
  });

  it.each([
    'how do I enable it?',
    'can we activate that',
    'who configures this?',
    'is enabling hard?',
    'what performance?',
  ])('%s: a word of a topic is no VM', (typed) => {
    for (const names of [KNOWN_VMS, []]) {
      const parsed = parseCommand(typed, names);
      expect(JSON.stringify(parsed)).not.toMatch(/"vm":/);
      expect(parsed.kind).not.toBe('incomplete');
    }
  });

  it('when a VM has the name of such a word, then the VM is meant', () => {
    expect(parseCommand('status load', ['load'])).toEqual({ kind: 'command', command: { kind: 'status', vm: 'load' } });
    expect(parseCommand('is duration backed up?', ['duration'])).toEqual({
      kind: 'command',
      command: { kind: 'status', vm: 'duration' },
    });
  });
});

describe('what is asked of one VM', () => {
  it.each([
    ['explain how long vm-01', 'howLong'],
    ['所要時間 vm-01', 'howLong'],
    ['vm-01の所要時間', 'howLong'],
    ['how long does a backup of vm-01 take?', 'howLong'],
    ['vm-01のバックアップはどのくらいかかりますか', 'howLong'],
    ['なぜ vm-01', 'failure'],
    ['原因 vm-01', 'failure'],
    ['vm-01の対処方法', 'failure'],
    ['対処 vm-01', 'failure'],
    ['説明 vm-01', 'failure'],
    ['explain vm-01', 'failure'],
    ['why did vm-01 fail?', 'failure'],
    ['vm-01はなぜ失敗したの？', 'failure'],
    ['vm-01 のバックアップが失敗した原因は', 'failure'],
  ])('%s', (typed, topic) => {
    const parsed = parseCommand(typed, KNOWN_VMS);

    expect(topicOf(parsed)).toBe(topic);
    expect(parsed).toMatchObject({ command: { kind: 'explain', vm: 'vm-01' } });
  });

  it.each([
    'vm-01いつ終わる？',
    'how long has vm-01 been running?',
    'vm-01のバックアップは有効ですか？',
    'what is vm-01?',
    'vm-01の整合性は？',
  ])('%s: its status', (typed) => {
    expect(parseCommand(typed, KNOWN_VMS)).toEqual({ kind: 'command', command: { kind: 'status', vm: 'vm-01' } });
  });
});

function questionsOf(language: 'en' | 'ja'): readonly Question[] {
  return readFileSync(join(__dirname, 'corpus', `questions.${language}.txt`), 'utf8')
    .split('\n')
    .filter((line) => line.includes(' => ') && !line.startsWith('#'))
    .map((line) => {
      const [typed = '', topics = ''] = line.split(' => ');
      return { typed, topics: topics.split('|') };
    });
}

function topicOf(parsed: Parsed): string {
  if (parsed.kind !== 'command' || parsed.command.kind !== 'explain') return '';
  const topic = findTopic(parsed.command.topic);
  return topic.kind === 'concept' ? topic.key : '';
}

function changes(typed: string, names: readonly string[] = KNOWN_VMS): boolean {
  const parsed = parseCommand(typed, names);
  if (parsed.kind !== 'command') return false;
  return WORDS[parsed.command.kind].effect === 'changes' || parsed.command.kind === 'yes';
}

function offersOf(parsed: Parsed): readonly string[] {
  return parsed.kind === 'unknown' ? parsed.offers.map((offer) => usageOf(offer, 'en')) : [parsed.kind];
}
