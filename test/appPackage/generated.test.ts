import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { typedText } from '../../bots/turn/typedText';
import { parseCommand } from '../../commands/parse/parse';
import { WORDS } from '../../commands/words';
import type { CommandKind, Parsed } from '../../protocol/command';
import { type Language, LANGUAGES } from '../../services/platform/language';
import { menuOf } from '../../tools/appPackage/appMenu';
import { commandsPage } from '../../tools/appPackage/commandsPage';
import { EXAMPLES } from '../../tools/appPackage/examples';
import { generatedFiles } from '../../tools/appPackage/generatedFiles';
import { japaneseTexts, manifestOf } from '../../tools/appPackage/manifest';

const ROOT = resolve(__dirname, '..', '..');
const { version } = JSON.parse(read('package.json')) as { version: string };
const KNOWN_VMS = ['vm-01', 'db-07', 'rg-prod/vm-01'];
const KINDS = Object.keys(WORDS) as CommandKind[];

/** What a person types after the title that Teams has put into the message. */
const TYPED_ON: Readonly<Partial<Record<CommandKind, Readonly<Record<Language, string>>>>> = {
  help: { en: 'backup now', ja: 'バックアップ' },
  status: { en: 'vm-01', ja: 'vm-01' },
  backupNow: { en: 'vm-01 keep 14d', ja: 'vm-01 保持 14日' },
  jobs: { en: 'failed last 24h', ja: '失敗 直近 24時間' },
  points: { en: 'vm-01', ja: 'vm-01' },
  vms: { en: 'web', ja: 'web' },
  safe: { en: 'vm-01', ja: 'vm-01' },
  cancel: { en: 'vm-01', ja: 'vm-01' },
  explain: { en: 'crash-consistent', ja: 'クラッシュ整合性' },
  watch: { en: 'all failures', ja: 'すべて 失敗' },
};
/** What the title alone asks for; the others lack something. A bare `cancel` ends the open question, never a job. */
const ALONE: Readonly<Partial<Record<CommandKind, CommandKind>>> = {
  help: 'help',
  jobs: 'jobs',
  vms: 'vms',
  cancel: 'no',
};

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function kindOf(parsed: Parsed): CommandKind | null {
  return parsed.kind === 'command' ? parsed.command.kind : null;
}

/** The message as it reaches the bot from a channel: the mention, then what stands in the box. */
function inChannel(text: string): string {
  const mention = { type: 'mention', text: '<at>Azure Backup ChatOps</at>', mentioned: { id: '28:bot', name: 'bot' } };
  const recipient = { id: '28:bot', name: 'Azure Backup ChatOps' };
  return typedText({ text: `${mention.text} ${text}`, entities: [mention], recipient });
}

it.each([...generatedFiles(version)])(
  '%s is what the table of commands gives: else `npm run generate`',
  (file, text) => {
    expect(read(file)).toBe(text);
  },
);

describe.each(LANGUAGES)("Teams' menu in %s", (language) => {
  const menu = menuOf(language);

  it('has the ten commands that the table marks, each within what Teams shows', () => {
    expect(menu.map(({ kind }) => kind)).toEqual(KINDS.filter((kind) => WORDS[kind].menu === true));
    expect(menu).toHaveLength(10);
    expect(new Set(menu.map(({ title }) => title)).size).toBe(10);
    const long = menu.filter(({ title, description }) => title.length > 32 || description.length > 128);
    expect(long).toEqual([]);
  });

  it('says how each is typed, then what it does, in whole sentences', () => {
    const odd = menu.filter(({ kind, description }) => {
      const usage = `${WORDS[kind].usage[language]}: `;
      return !description.startsWith(usage) || !/.[.?。]$/.test(description.slice(usage.length));
    });
    expect(odd).toEqual([]);
  });

  it.each(menu)('when "$title" is picked and typed on, then it is the command $kind', ({ kind, title }) => {
    const line = `${title} ${TYPED_ON[kind]?.[language]}`;
    for (const text of [line, inChannel(line)]) expect(kindOf(parseCommand(text, KNOWN_VMS))).toBe(kind);
  });

  it.each(menu)('when "$title" is picked and sent alone, then it is answered, or what it lacks', ({ kind, title }) => {
    const parsed = parseCommand(inChannel(title), []);
    expect(kindOf(parsed) ?? parsed.kind).toBe(ALONE[kind] ?? 'incomplete');
  });
});

describe('the manifest', () => {
  const manifest = manifestOf(version);

  it('is of version 1.30, with the version of package.json', () => {
    expect(manifest.manifestVersion).toBe('1.30');
    expect(manifest.version).toBe(version);
  });

  it('works in personal, team and group chats, its commands too, and takes no files', () => {
    const scopes = ['personal', 'team', 'groupChat'];
    expect(manifest.bots).toMatchObject([
      { scopes, supportsFiles: false, isNotificationOnly: false, commandLists: [{ scopes }] },
    ]);
  });

  it('asks for nothing that the bot does not use', () => {
    expect(manifest.permissions).toEqual(['identity']);
    expect(manifest.authorization ?? manifest.webApplicationInfo ?? manifest.devicePermissions).toBeUndefined();
    expect(manifest.validDomains).toEqual(['${{BOT_DOMAIN}}']);
  });

  it('lists the same commands in Japanese, in the same order', () => {
    const texts = japaneseTexts();
    menuOf('ja').forEach(({ title, description }, index) => {
      expect(texts[`bots[0].commandLists[0].commands[${index}].title`]).toBe(title);
      expect(texts[`bots[0].commandLists[0].commands[${index}].description`]).toBe(description);
    });
    expect(manifest.localizationInfo?.additionalLanguages).toEqual([{ languageTag: 'ja', file: 'ja.json' }]);
  });
});

describe.each(LANGUAGES)('the command reference in %s', (language) => {
  const page = commandsPage(language);

  it.each(KINDS)('tells how %s is typed in both languages, its role, its effect and examples', (kind) => {
    const { usage, role, words } = WORDS[kind];
    const section = page.split('\n## ').find((text) => text.includes(`\n\`${usage[language]}\`\n`)) ?? '';
    expect(section).toContain(`\`${usage[language === 'en' ? 'ja' : 'en']}\``);
    expect(section).toMatch(new RegExp(`^- (Role|ロール): ${role}`, 'm'));
    expect(section).toMatch(/^- (Effect|影響): ./m);
    for (const text of [...words[language].slice(1), ...EXAMPLES[kind][language]])
      expect(section).toContain(`\`${text}\``);
  });

  it.each(KINDS)('gives examples of %s that are understood as that command', (kind) => {
    const examples = EXAMPLES[kind][language];
    expect(examples.length).toBeGreaterThan(0);
    const misread = examples.filter((text) => kindOf(parseCommand(text, KNOWN_VMS, ['vault-a'])) !== kind);
    expect(misread).toEqual([]);
  });
});
