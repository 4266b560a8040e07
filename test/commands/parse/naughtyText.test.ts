import { parseCommand } from '../../../commands/parse/parse';
import { commandSchema } from '../../../protocol/command';
import { NAUGHTY } from '../../support/naughty';

const NAMES = ['vm-01', 'web', 'sql-01', '業務サーバ'];
const VAULTS = ['vault-a'];
/** Commands that only read, and `settings` without anything to set. */
const READS = /"kind":"(?:help|status|job|jobs|points|vms|safe|explain|whoami|audit|watches|settings"\})/;
/** Those that are proper words, though with more around them. */
const PROPER: readonly string[] = ['yes please', 'yes!', 'はいはい', 'no no', 'cancel', 'ok'];

/** As a person would read it aloud. */
function spoken(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .toLowerCase();
}

it('when a line is no proper command, then it changes nothing', () => {
  const changing = NAUGHTY.filter((text) => {
    const parsed = parseCommand(text, NAMES, VAULTS);
    return parsed.kind === 'command' && !READS.test(JSON.stringify(parsed.command));
  });

  expect(changing.filter((text) => !PROPER.includes(spoken(text)))).toEqual([]);
});

it.each(['backup now ', 'cancel ', 'バックアップ ', 'watch ', 'yes ', 'keep ', 'settings '])(
  'when text of any kind follows "%s", then a VM that is not in the line is never named',
  (word) => {
    for (const text of NAUGHTY) {
      const parsed = parseCommand(`${word}${text}`, NAMES, VAULTS);
      if (parsed.kind !== 'command') continue;
      const { command } = parsed;
      expect([text, commandSchema.safeParse(command).success]).toEqual([text, true]);
      const vms = command.kind === 'backupNow' ? command.vms : 'vm' in command ? [command.vm ?? ''] : [];
      for (const vm of vms)
        expect([text, spoken(`${word}${text}`)]).toEqual([text, expect.stringContaining(spoken(vm))]);
    }
  },
);
