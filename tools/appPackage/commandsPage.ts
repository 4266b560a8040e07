import type { CommandSpec } from '../../commands/handler';
import { WORDS } from '../../commands/words';
import type { CommandKind } from '../../protocol/command';
import type { Role } from '../../services/access/roles';
import type { Language } from '../../services/platform/language';
import { HELP_TEXTS } from './appMenu';
import { EXAMPLES } from './examples';

const NOTE = '<!-- Generated from commands/words.ts: npm run generate -->';
const OTHER_LANGUAGE = { en: '[日本語](ja/commands.md)', ja: '[English](../commands.md)' } as const;

interface PageTexts {
  readonly title: string;
  readonly intro: readonly string[];
  readonly role: string;
  readonly effect: string;
  readonly otherLanguage: string;
  readonly otherWords: string;
  readonly examples: string;
  readonly inMenu: string;
  readonly yes: string;
  readonly no: string;
  readonly roles: Readonly<Record<Role, string>>;
  readonly effects: Readonly<Record<CommandSpec['effect'], string>>;
}

const TEXTS: Readonly<Record<Language, PageTexts>> = {
  en: {
    title: 'Commands',
    intro: [
      'In a channel or a group chat, mention the bot first. Order, case, particles and full-width letters do not matter; either language works anywhere. What is not understood is answered with the nearest command as a button, and nothing that changes something ever runs from a guess.',
      '`<vm>` is a name, `resourceGroup/name` or a resource id; `[…]` may be left out; `|` separates choices; `<N>` is a number.',
      'Roles: an operator may do what a viewer may, and an admin what both may. `whoami` shows yours, and is open to everybody.',
    ],
    role: 'Role',
    effect: 'Effect',
    otherLanguage: 'In Japanese',
    otherWords: 'Also understood',
    examples: 'Examples',
    inMenu: "In Teams' menu",
    yes: 'yes',
    no: 'no',
    roles: { viewer: 'viewer', operator: 'operator', admin: 'admin' },
    effects: {
      reads: 'reads only',
      keeps: 'changes only what the bot keeps',
      changes: 'changes something in Azure',
    },
  },
  ja: {
    title: 'コマンド',
    intro: [
      'チャネルやグループ チャットでは、最初にボットをメンションしてください。語順、大文字と小文字、助詞、全角文字の違いは問いません。日本語と英語のどちらでも入力できます。理解できない入力には、最も近いコマンドをボタンで提示します。推測で変更を実行することはありません。',
      '`<vm>` は VM 名、「リソース グループ/VM 名」、またはリソース ID です。`[…]` は省略でき、`|` は選択肢の区切り、`<N>` は数値です。',
      'ロール: operator は viewer の、admin は両方の操作もできます。自分のロールは `権限` で確認でき、これはロールがなくても使えます。',
    ],
    role: 'ロール',
    effect: '影響',
    otherLanguage: '英語',
    otherWords: '別の言い方',
    examples: '例',
    inMenu: 'Teams のメニュー',
    yes: '表示される',
    no: '表示されない',
    roles: { viewer: 'viewer (閲覧者)', operator: 'operator (操作者)', admin: 'admin (管理者)' },
    effects: {
      reads: '参照のみ',
      keeps: 'ボット内の設定や記録のみを変更',
      changes: 'Azure での操作を実行',
    },
  },
};

/** The command reference in one language, as Markdown. */
export function commandsPage(language: Language): string {
  const { title, intro } = TEXTS[language];
  const sections = (Object.keys(WORDS) as CommandKind[]).map((kind) => sectionOf(kind, language));
  return `${[`# ${title}`, NOTE, OTHER_LANGUAGE[language], ...intro, ...sections].join('\n\n')}\n`;
}

function sectionOf(kind: CommandKind, language: Language): string {
  const { words, usage, role, effect, menu } = WORDS[kind];
  const texts = TEXTS[language];
  const other = language === 'en' ? 'ja' : 'en';
  const [, ...otherWords] = words[language];
  const lines = [
    [texts.role, texts.roles[role]],
    [texts.effect, texts.effects[effect]],
    [texts.otherLanguage, code(usage[other])],
    [texts.otherWords, otherWords.map(code).join(', ')],
    [texts.inMenu, menu ? texts.yes : texts.no],
    [texts.examples, EXAMPLES[kind][language].map(code).join(', ')],
  ].filter(([, text]) => text !== '');
  return [
    `## ${language === 'en' ? words.en[0] : `${words.ja[0]} (${words.en[0]})`}`,
    code(usage[language]),
    HELP_TEXTS[language][kind],
    lines.map(([label, text]) => `- ${label}: ${text}`).join('\n'),
  ].join('\n\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
