import fc from 'fast-check';

import { parseCommand } from '../../../commands/parse/parse';
import { usageOf } from '../../../commands/usage';
import { WORDS } from '../../../commands/words';
import { type Command, commandSchema, type Parsed } from '../../../protocol/command';
import { NAMED_SPANS } from '../../../services/backup/schedule/calendar';
import { LANGUAGES } from '../../../services/platform/language';
import { WATCH_LEVELS } from '../../../services/subscriptions/watch';

const NAMES = ['vm-01', 'vm-02', 'web', 'web-prod', 'app01', '業務サーバ', 'backup'];
/** Without one of these nothing may be changed. */
const CHANGING =
  /back|バックアップ|取得|cancel|キャンセル|abort|中止|取り消|取消|stop|止め|停止|中断|halt|kill|terminate|ストップ/i;

const WORD = fc.constantFrom(
  ...Object.values(WORDS).flatMap(({ words }) => [...words.en, ...words.ja]),
  ...'please now the of on is did was not never after if keep 14d 30日間 last 24h 失敗 実行中 running failed all tomorrow'.split(
    ' ',
  ),
  ...'の を は が に して ください お願いします ないで した 終わった ？ ? 。 、 明日 restart 再起動 いい できますか restore 復元'.split(
    ' ',
  ),
  ...NAMES,
  'vm-99',
  'xyz',
);
const SENTENCE = fc
  .tuple(fc.array(WORD, { maxLength: 8 }), fc.constantFrom('', ' '))
  .map(([words, blank]) => words.join(blank));

const NAME = fc.stringMatching(/^[a-z]{2,6}-[a-z]{0,4}\d{1,3}$/);
const VM = fc.oneof(
  NAME,
  fc.tuple(NAME, NAME).map(([group, name]) => `${group}/${name}`),
  fc
    .tuple(NAME, NAME)
    .map(
      ([group, name]) =>
        `/subscriptions/0a/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`,
    ),
);
const SCOPE = fc.oneof(
  fc.record({ vm: VM }),
  fc.record({
    vault: fc.oneof(
      NAME,
      fc.tuple(NAME, NAME).map(([group, name]) => `${group}/${name}`),
    ),
  }),
  fc.record({ all: fc.constant(true as const) }),
);
const COMMAND: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('help' as const), topic: fc.constantFrom('status', 'backup now', 'points') }),
  fc.record({ kind: fc.constantFrom('status' as const, 'points' as const), vm: VM }),
  fc.record(
    {
      kind: fc.constant('backupNow' as const),
      vms: fc.uniqueArray(VM, { minLength: 1, maxLength: 5 }),
      keepDays: fc.integer({ min: -10, max: 100_000 }),
    },
    { requiredKeys: ['kind', 'vms'] },
  ),
  fc.record({ kind: fc.constant('job' as const), id: fc.uuid() }),
  fc.constant({ kind: 'readOnly' as const }),
  fc.record(
    {
      kind: fc.constant('readOnly' as const),
      set: fc.constantFrom('on' as const, 'off' as const),
      why: fc.constantFrom('storage migration', 'do not back up vm-01', 'バックアップ障害の調査のため', 'ask Sato'),
    },
    { requiredKeys: ['kind', 'set'] },
  ),
  fc.record(
    {
      kind: fc.constant('jobs' as const),
      vm: VM,
      filter: fc.constantFrom('running' as const, 'failed' as const, 'all' as const),
      lastHours: fc.integer({ min: 1, max: 9_999 }),
    },
    { requiredKeys: ['kind'] },
  ),
  fc.record(
    {
      kind: fc.constant('jobs' as const),
      vm: VM,
      filter: fc.constantFrom('running' as const, 'failed' as const, 'all' as const),
      when: fc.constantFrom(...NAMED_SPANS),
    },
    { requiredKeys: ['kind', 'when'] },
  ),
  fc.record({
    kind: fc.constant('explain' as const),
    topic: fc.constantFrom('how long', '所要時間', 'failure', '原因'),
    vm: VM,
  }),
  fc.record({ kind: fc.constant('vms' as const), text: NAME }, { requiredKeys: ['kind'] }),
  fc.record(
    { kind: fc.constant('safe' as const), vm: VM, restart: fc.constant(true) },
    { requiredKeys: ['kind', 'vm'] },
  ),
  fc.record({
    kind: fc.constant('cancel' as const),
    target: fc.oneof(fc.record({ vm: VM }), fc.record({ job: fc.uuid() })),
  }),
  fc.record({
    kind: fc.constant('explain' as const),
    topic: fc.constantFrom(
      'crash-consistent',
      'Take Snapshot',
      'UserErrorVmNotFoundV2',
      'バックアップ',
      'how vm-01 restarts',
    ),
  }),
  fc.record(
    {
      kind: fc.constant('settings' as const),
      language: fc.constantFrom(...LANGUAGES),
      timeZone: fc.constantFrom('Asia/Tokyo', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+9'),
    },
    { requiredKeys: ['kind'] },
  ),
  fc.record(
    { kind: fc.constant('watch' as const), scope: SCOPE, level: fc.constantFrom(...WATCH_LEVELS) },
    { requiredKeys: ['kind', 'scope'] },
  ),
  fc.record({ kind: fc.constant('unwatch' as const), scope: SCOPE }, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('watches' as const), restore: fc.constant(true) }, { requiredKeys: ['kind'] }),
  fc.record(
    { kind: fc.constant('audit' as const), vm: VM, lastDays: fc.integer({ min: 1, max: 400 }) },
    { requiredKeys: ['kind'] },
  ),
  fc.record({ kind: fc.constantFrom('whoami' as const, 'yes' as const, 'no' as const) }),
);

describe('the parser', () => {
  it.each(LANGUAGES)('when a command is written out in %s, then it is read as the same command', (language) => {
    fc.assert(
      fc.property(COMMAND, fc.boolean(), (command, isKnown) => {
        const names = isKnown ? vmsOf(command) : [];

        expect(parseCommand(usageOf(command, language), names)).toEqual({ kind: 'command', command });
      }),
      { seed: 17, numRuns: 300 },
    );
  });

  it('when anything at all is typed, then it answers, and a command of its own is a valid one', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 100 }),
      SENTENCE,
    );
    fc.assert(
      fc.property(anything, fc.constantFrom(NAMES, []), (text, names) => {
        const parsed = parseCommand(text, names);

        for (const command of commandsOf(parsed)) expect(commandSchema.safeParse(command).success).toBe(true);
      }),
      { seed: 18, numRuns: 500 },
    );
  });

  it('when no word of a backup or of cancelling is typed, then nothing is changed', () => {
    const harmless = fc
      .oneof(SENTENCE, fc.string({ unit: 'grapheme' }))
      .filter((text) => !CHANGING.test(text.normalize('NFKC')));
    fc.assert(
      fc.property(harmless, (text) => {
        expect(['backupNow', 'cancel']).not.toContain(ran(parseCommand(text, NAMES.slice(0, -1))));
      }),
      { seed: 19, numRuns: 500 },
    );
  });

  it.each([
    "don't",
    'not',
    'never',
    'did',
    'is',
    'why',
    'tomorrow',
    'after',
    'if',
    'should i',
    'how do i',
    'ないで',
    'しなくていい',
    '不要',
    '明日',
    '終わった',
    'した',
    '方法',
    'していい',
  ])('when %s stands beside a change, then it is not run', (word) => {
    for (const change of ['back up vm-01', 'vm-01をバックアップ', 'cancel vm-01', 'backup now vm-01 vm-02 keep 14d']) {
      for (const text of [`${word} ${change}`, `${change} ${word}`]) {
        expect({ text, ran: ran(parseCommand(text, NAMES)) }).not.toEqual({
          text,
          ran: expect.stringMatching(/backupNow|cancel/),
        });
      }
    }
  });

  it('when a VM is called like one of our words, then the word is read as ours where it comes first', () => {
    expect(parseCommand('backup vm-01', NAMES)).toEqual({
      kind: 'command',
      command: { kind: 'backupNow', vms: ['vm-01'] },
    });
    expect(parseCommand('status backup', NAMES)).toEqual({
      kind: 'command',
      command: { kind: 'status', vm: 'backup' },
    });
  });

  it('when a name is that of a vault, then the vault is watched, with or without the word', () => {
    for (const text of ['watch finance', 'watch vault finance', 'financeを監視', 'コンテナー finance を監視して']) {
      expect(parseCommand(text, NAMES, ['Finance'])).toEqual({
        kind: 'command',
        command: { kind: 'watch', scope: { vault: 'finance' } },
      });
    }
  });

  it('when a watch and a backup stand in one line, then neither is run', () => {
    for (const text of [
      'back up vm-01 and notify me',
      'please backup vm-01 and watch it',
      'vm-01をバックアップして通知して',
    ]) {
      expect(parseCommand(text, NAMES)).toMatchObject({ kind: 'unknown' });
    }
  });

  it('when names contain each other, then the longest is meant', () => {
    expect(parseCommand('web-prodの状態', NAMES)).toEqual({
      kind: 'command',
      command: { kind: 'status', vm: 'web-prod' },
    });
  });

  it('when nothing but a mention, blanks or marks was typed, then it is empty', () => {
    for (const text of ['', '  ', '<at>Bot</at>', '<at>Bot</at> &nbsp;', '\u200b', '。', '\u0000']) {
      expect(parseCommand(text, NAMES)).toEqual({ kind: 'empty' });
    }
  });

  it('when more than 1,000 characters were typed, then it is too long, however long', () => {
    expect(parseCommand(`status vm-01${' '.repeat(2_000)}`, NAMES).kind).toBe('command');
    for (const length of [1_001, 10_000, 2_000_000]) {
      expect(parseCommand('a'.repeat(length), NAMES)).toEqual({ kind: 'tooLong', limit: 1_000 });
    }
    expect(parseCommand('<at>'.repeat(20_000), NAMES).kind).toBe('tooLong');
  });

  it('when several commands were pasted in lines, then none is run', () => {
    expect(parseCommand('backup now vm-01\r\nbackup now vm-02', NAMES)).toEqual({ kind: 'several' });
    expect(parseCommand('\n\nbackup now vm-01\n\n', NAMES).kind).toBe('command');
  });

  it('when more VMs are named than one command takes, then it says how many', () => {
    const names = Array.from({ length: 51 }, (_, i) => `vm-${i}`);

    expect(parseCommand(`backup now ${names.join(' ')}`, names)).toMatchObject({
      key: 'tooManyVms',
      facts: { limit: 50 },
    });
  });
});

function vmsOf(command: Command): readonly string[] {
  if ('scope' in command) return command.scope && 'vm' in command.scope ? [short(command.scope.vm)] : [];
  const typed = 'vms' in command ? command.vms : 'vm' in command && command.vm !== undefined ? [command.vm] : [];
  return typed.map(short);
}

function short(vm: string): string {
  return vm.slice(vm.lastIndexOf('/') + 1);
}

function commandsOf(parsed: Parsed): readonly Command[] {
  if (parsed.kind === 'command') return [parsed.command];
  return parsed.kind === 'incomplete' || parsed.kind === 'unknown' ? parsed.offers : [];
}

function ran(parsed: Parsed): string {
  return parsed.kind === 'command' ? parsed.command.kind : parsed.kind;
}
