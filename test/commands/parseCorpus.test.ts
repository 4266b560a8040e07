import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseCommand } from '../../commands/parse/parse';
import { usageOf } from '../../commands/usage';
import { WORDS } from '../../commands/words';
import type { Parsed } from '../../protocol/command';

const KNOWN_VMS = ['vm-01', 'vm-02', 'web-prod', 'db', '業務サーバ'];
const VAULTS = ['vault-01', 'prod'];

/** Lines whose name looks like a word or is a vault's: they are understood only with an inventory. */
const NEED_NAMES = [
  'status db',
  'backup now db',
  'watch vault-01',
  'watch vault-01 all',
  'vault-01を通知して',
  '業務サーバの状態',
  '業務サーバをバックアップして',
  '業務サーバを監視して',
];

interface Line {
  readonly typed: string;
  readonly expected: string;
}

const LINES: Readonly<Record<'en' | 'ja', readonly Line[]>> = { en: linesOf('en'), ja: linesOf('ja') };
const ALL = [...LINES.en, ...LINES.ja];

describe('the corpus: lines as people type them', () => {
  it('when it is counted, then it holds 340 lines or more, 160 of them Japanese', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(340);
    expect(LINES.ja.length).toBeGreaterThanOrEqual(160);
  });

  it('when VMs are known, then every line is understood', () => {
    const misses = ALL.filter(({ typed, expected }) => !agrees(parseCommand(typed, KNOWN_VMS, VAULTS), expected));

    expect(misses.map(told)).toEqual([]);
  });

  it('when no inventory was read yet, then every line is understood but for the names that need one', () => {
    const misses = ALL.filter(({ typed, expected }) => !agrees(asKnown(parseCommand(typed, [])), expected));

    expect(misses.map(({ typed }) => typed).toSorted()).toEqual([...NEED_NAMES].toSorted());
  });

  it('when a name needs an inventory, then nothing is run before it is read', () => {
    for (const typed of NEED_NAMES.filter((line) => !/watch|通知/.test(line))) {
      expect({ typed, kind: parseCommand(typed, []).kind }).toEqual({
        typed,
        kind: expect.stringMatching(/^(?:incomplete|unknown)$/),
      });
    }
  });

  it.each([
    ['known', KNOWN_VMS],
    ['not known yet', []],
  ])('when VMs are %s, then no line runs a change that was not asked for', (_, names) => {
    const wrong = ALL.filter(({ typed, expected }) => {
      const parsed = parseCommand(typed, names, VAULTS);
      return isChange(parsed) && meaningOf(parsed).toLowerCase() !== expected;
    });

    expect(wrong.map(told)).toEqual([]);
  });
});

function linesOf(language: 'en' | 'ja'): readonly Line[] {
  return readFileSync(join(__dirname, 'corpus', `${language}.txt`), 'utf8')
    .split('\n')
    .filter((line) => line.includes(' => ') && !line.startsWith('#'))
    .map((line) => {
      const [typed = '', expected = ''] = line.split(' => ');
      return { typed: typed.replaceAll('\\n', '\n'), expected };
    });
}

function isChange(parsed: Parsed): boolean {
  return (
    parsed.kind === 'command' && (WORDS[parsed.command.kind].effect === 'changes' || parsed.command.kind === 'yes')
  );
}

/** `? x`: x must be among the offers. */
function agrees(parsed: Parsed, expected: string): boolean {
  if (parsed.kind !== 'unknown' || !expected.startsWith('? ')) return meaningOf(parsed) === expected;
  return parsed.offers.some((offer) => usageOf(offer, 'en') === expected.slice(2));
}

/** An unknown VM is passed on as typed; the corpus spells it as the inventory does. */
function asKnown(parsed: Parsed): Parsed {
  return JSON.parse(JSON.stringify(parsed).replaceAll('"VM-01"', '"vm-01"')) as Parsed;
}

function meaningOf(parsed: Parsed): string {
  switch (parsed.kind) {
    case 'command':
      return usageOf(parsed.command, 'en');
    case 'incomplete':
      return `!${parsed.key}`;
    case 'unknown':
      return parsed.offers.length === 0 ? '?' : `? ${parsed.offers.map((offer) => usageOf(offer, 'en')).join(' | ')}`;
    case 'empty':
    case 'several':
    case 'tooLong':
      return parsed.kind;
  }
}

function told({ typed, expected }: Line): string {
  return `${typed} => ${meaningOf(parseCommand(typed, KNOWN_VMS, VAULTS))}, expected ${expected}`;
}
