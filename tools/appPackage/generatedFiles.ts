import { commandsPage } from './commandsPage';
import { japaneseTexts, manifestOf } from './manifest';

/** The files that follow from the table of commands, by path. `version`: of package.json. */
export function generatedFiles(version: string): ReadonlyMap<string, string> {
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  return new Map([
    ['appPackage/manifest.json', json(manifestOf(version))],
    ['appPackage/ja.json', json(japaneseTexts())],
    ['docs/commands.md', commandsPage('en')],
    ['docs/ja/commands.md', commandsPage('ja')],
  ]);
}
