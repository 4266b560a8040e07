import type { Command, CommandKind, Parsed } from '../../../protocol/command';
import { usageText } from '../../words';
import type { Line } from '../line';

export type Rule = (line: Line) => Parsed | null;

/** Typed text that is told back. */
const TYPED_MAX = 100;

export function command(value: Command): Parsed {
  return { kind: 'command', command: value };
}

/** `key` stands in the locales' parse.json; `usage` is the way `kind` is typed, in the language of the line. */
export function incomplete(
  key: string,
  {
    kind,
    line,
    offers = [],
    facts = {},
  }: {
    readonly kind: CommandKind;
    readonly line: Line;
    readonly offers?: readonly Command[];
    readonly facts?: Readonly<Record<string, string | number>>;
  },
): Parsed {
  return { kind: 'incomplete', key, facts: { usage: usageText(kind, line.language), ...facts }, offers };
}

export function unknown(line: Line, offers: readonly Command[]): Parsed {
  return { kind: 'unknown', typed: line.text.slice(0, TYPED_MAX), offers };
}

/** The command for the one VM that was named; else what is missing or too much. */
export function forOneVm(line: Line, kind: CommandKind, make: (vm: string) => Command): Parsed {
  const [vm, ...more] = line.vms;
  if (vm === undefined) return incomplete('vmMissing', { kind, line });
  if (more.length > 0) return incomplete('oneVmOnly', { kind, line, offers: line.vms.slice(0, 3).map(make) });
  return command(make(vm));
}
