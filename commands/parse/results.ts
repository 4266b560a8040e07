import type { Command, CommandKind, Parsed } from '../../protocol/command';
import { usageText } from '../words';
import type { Line } from './line';

export type Rule = (heard: Line) => Parsed | null;

/** Typed text that is told back. */
const TYPED_MAX = 100;

export function command(said: Command): Parsed {
  return { kind: 'command', command: said };
}

/** `key` stands in the locales' parse.json; `usage` is the way `kind` is typed, in the language of the line. */
export function incomplete(
  key: string,
  {
    kind,
    heard,
    offers = [],
    facts = {},
  }: {
    readonly kind: CommandKind;
    readonly heard: Line;
    readonly offers?: readonly Command[];
    readonly facts?: Readonly<Record<string, string | number>>;
  },
): Parsed {
  return { kind: 'incomplete', key, facts: { usage: usageText(kind, heard.language), ...facts }, offers };
}

export function unknown(heard: Line, offers: readonly Command[]): Parsed {
  return { kind: 'unknown', typed: heard.line.slice(0, TYPED_MAX), offers };
}

/** The command for the one VM that was named; else what is missing or too much. */
export function forOneVm(heard: Line, kind: CommandKind, make: (vm: string) => Command): Parsed {
  const [vm, ...more] = heard.vms;
  if (vm === undefined) return incomplete('vmMissing', { kind, heard });
  if (more.length > 0) return incomplete('oneVmOnly', { kind, heard, offers: heard.vms.slice(0, 3).map(make) });
  return command(make(vm));
}
