import type { CommandOf } from '../../protocol/command';
import type { ConfirmView } from '../../protocol/questionViews';
import { sameId } from '../../services/backup/ids';
import type { ProtectedItem } from '../../services/backup/types';
import { questionVm } from '../../services/notify/questionContent';
import { DAY_MS } from '../../services/platform/durations';
import { UserError } from '../../services/platform/errors';
import { declined, recordChanges } from '../audited';
import { type CommandContext, type CommandOutcome, type Handler, outcome } from '../handler';
import { KEEP_DAYS_MAX, KEEP_DAYS_MIN, KEEP_DAYS_UNCONFIRMED_MAX } from '../keepDays';
import { backupConditions } from '../lookup/conditions';
import { backedUpOften, isBegun, type OftenBackedUp, type SqlVm, taggedSql } from '../lookup/startedLately';
import { forVm } from '../lookup/vm';
import { askerOf } from './approval';
import { protectionRefusal } from './protectionState';
import { startVmBackup } from './startVmBackup';

/** Azure's default for an on-demand backup is 30 days. */
const KEEP_DAYS = 30;

/**
 * Starts the backup of one VM at once. A yes comes first for several VMs, a long retention, and a VM that was backed up
 * often today or runs SQL Server. A rule may ask for a yes too, the asker's or a second person's. Each card says when
 * the recovery point expires, because that cannot be changed later.
 */
export const backupNow: Handler<'backupNow'> = async (command, context) => {
  const keepDays = command.keepDays ?? KEEP_DAYS;
  if (!Number.isInteger(keepDays) || keepDays < KEEP_DAYS_MIN || keepDays > KEEP_DAYS_MAX)
    throw new UserError('retentionRange', { min: KEEP_DAYS_MIN, max: KEEP_DAYS_MAX });
  const retainUntil = new Date(context.services.clock.now().getTime() + keepDays * DAY_MS);
  return forEachVm(command, context, async (items) => {
    for (const item of items) {
      const refusal = await protectionRefusal(item, context);
      if (refusal) return outcome(await declined({ kind: 'trigger', command, item }, refusal, context));
    }
    const { confirm, approve } = backupConditions(items, keepDays, context.ask);
    const cautions = (await isBegun(items, context)) ? {} : await readCautions(items, context);
    const more = { ...cautions, ...(keepDays > KEEP_DAYS_UNCONFIRMED_MAX && { longDays: keepDays }) };
    const isPlain = !confirm && !approve && Object.keys(more).length === 0;
    const [only] = items;
    if (items.length === 1 && only && isPlain) return outcome(await startVmBackup(only, retainUntil, context));
    const asks = { kind: 'backup' as const, items, retainUntil, ...more };
    return outcome(await askToConfirm(asks, approve, context));
  });
};

/** What the question says of the VMs; empty if there is nothing to ask about. */
async function readCautions(
  items: readonly ProtectedItem[],
  { services }: CommandContext,
): Promise<{ readonly often?: readonly OftenBackedUp[]; readonly sql?: readonly SqlVm[] }> {
  const [often, sql] = await Promise.all([backedUpOften(items, services), taggedSql(items, services)]);
  return { ...(often.length > 0 && { often }), ...(sql.length > 0 && { sql }) };
}

/** Finds the VMs by name, in order. Asks about the first name that is unknown or ambiguous. */
async function forEachVm(
  command: CommandOf<'backupNow'>,
  context: CommandContext,
  then: (items: readonly ProtectedItem[]) => Promise<CommandOutcome>,
): Promise<CommandOutcome> {
  const next = async (index: number, found: readonly ProtectedItem[]): Promise<CommandOutcome> => {
    const typed = command.vms[index];
    if (typed === undefined)
      return then(found.filter((item, at) => found.findIndex((other) => sameId(other.id, item.id)) === at));
    const commandFor = (vm: string): typeof command => ({ ...command, vms: command.vms.with(index, vm) });
    return forVm({ typed, role: 'operator', commandFor }, context, (item) => next(index + 1, [...found, item]));
  };
  return next(0, []);
}

/** Asks the person, or with `approve` a second one. */
async function askToConfirm(
  asks: Extract<ConfirmView['asks'], { kind: 'backup' }>,
  approve: boolean,
  context: CommandContext,
): Promise<ConfirmView> {
  const { ask, services } = context;
  const { items, retainUntil } = asks;
  const asker = approve && { asker: askerOf(ask) };
  const keepDays = Math.round((retainUntil.getTime() - services.clock.now().getTime()) / DAY_MS);
  const itemIds = items.map((item) => item.id);
  const command = { kind: 'backupNow', vms: items.map(({ vm }) => vm.name), keepDays } as const;
  await recordChanges({ kind: 'proposal', command, items }, 'asked', context);
  const { id, until } = await services.proposals.open(
    ask,
    { kind: 'backup', itemIds, retainUntilMs: retainUntil.getTime(), ...asker },
    { kind: 'backup', vms: items.map(questionVm) },
  );
  return { kind: 'confirm', proposal: id, asks, by: ask.person.name, until, ...(approve && { approval: true }) };
}
