import enHelp from '../../cards/locales/en/help.json';
import jaHelp from '../../cards/locales/ja/help.json';
import { WORDS } from '../../commands/words';
import type { CommandKind } from '../../protocol/command';
import type { Language } from '../../services/platform/language';

/** What Teams shows whole. The schema allows more since 1.21. */
export const MENU_LENGTH = 10;
export const MENU_TITLE_MAX = 32;
export const MENU_DESCRIPTION_MAX = 128;

/** What help says of each command. */
export const HELP_TEXTS: Readonly<Record<Language, Readonly<Record<CommandKind, string>>>> = { en: enHelp, ja: jaHelp };

/** One line of Teams' menu. Teams puts the title into the message, where the person types on. */
interface MenuCommand {
  readonly kind: CommandKind;
  readonly title: string;
  readonly description: string;
}

/** The menu in one language: the commands that the table marks, in its order. */
export function menuOf(language: Language): readonly MenuCommand[] {
  const kinds = (Object.keys(WORDS) as CommandKind[]).filter((kind) => WORDS[kind].menu);
  return kinds.map((kind) => ({
    kind,
    title: WORDS[kind].words[language][0],
    description: descriptionOf(kind, language),
  }));
}

/** How the command is typed, and as many sentences of its help as fit. */
function descriptionOf(kind: CommandKind, language: Language): string {
  const [first = '', ...others] = HELP_TEXTS[language][kind].split(/(?<=[.?!] |[。？！])/);
  let text = `${WORDS[kind].usage[language]}: ${first}`;
  for (const sentence of others) {
    if (`${text}${sentence}`.trimEnd().length > MENU_DESCRIPTION_MAX) break;
    text += sentence;
  }
  return text.trimEnd();
}
