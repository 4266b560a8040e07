import type { Command, CommandKind, Parsed } from '../../../protocol/command';
import { usageText } from '../../words';
import type { Line } from '../line';

export type Rule = (line: Line) => Parsed | null;

/** Maximum number of letters of typed text that an answer repeats. */
const TYPED_MAX = 100;

export function command(value: Command): Parsed {
  return { kind: 'command', command: value };
}

/**
 * A command that lacks something. `key` is the message in the locales' parse.json; its fact `usage` shows the typed
 * form of `kind` in the line's language.
 */
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

/** The command for the named VM, or a message that the VM is missing or that only one VM is allowed. */
export function forOneVm(line: Line, kind: CommandKind, make: (vm: string) => Command): Parsed {
  const [vm, ...more] = line.vms;
  if (vm === undefined) return incomplete('vmMissing', { kind, line });
  if (more.length > 0) return incomplete('oneVmOnly', { kind, line, offers: line.vms.slice(0, 3).map(make) });
  return command(make(vm));
}
