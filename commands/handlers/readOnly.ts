import type { CommandOf } from '../../protocol/command';
import { message } from '../../protocol/messageView';
import { adminTextOf, readOnlyFacts, type ReadOnlySwitch } from '../../services/access/readOnly';
import { everyVmOf } from '../../services/access/roles';
import type { Ask } from '../../services/conversations/ask';
import type { ProposedChange } from '../../services/conversations/proposals';
import { UserError } from '../../services/platform/errors';
import { recordChanges, withAudit } from '../audited';
import { buttonFor } from '../button';
import { type CommandContext, type CommandOutcome, type Handler, outcome } from '../handler';

/** Shows read-only mode, switches it on at once, or asks before it is switched off. */
export const readOnly: Handler<'readOnly'> = async (command, context) => {
  if (command.set === undefined) return stateNow(context);
  requireAdminOfAll(context.ask);
  return command.set === 'on' ? switchOn(command, context) : askToSwitchOff(command, context);
};

/** Ends the switch that the question was about. A switch that was made since stays. */
export async function switchOff(
  { switchId, why }: Extract<ProposedChange, { kind: 'readOnlyOff' }>,
  context: CommandContext,
): Promise<CommandOutcome> {
  requireAdminOfAll(context.ask);
  const command = { kind: 'readOnly', set: 'off', ...(why !== null && { why }) } as const;
  const isOff = await withAudit({ kind: 'setting', command, item: null }, context, async () => {
    const value = await context.services.readOnly.switchOff(switchId);
    return { value, outcome: { result: value ? 'readOnlyOff' : 'failed', jobId: null, code: null } };
  });
  return isOff ? outcome(message('readOnly.switchedOff')) : stateNow(context);
}

/** Read-only mode concerns every VM, so only a rule without a filter gives the right to switch it. */
function requireAdminOfAll({ grant }: Ask): void {
  if (!grant.may('admin', everyVmOf(null))) throw new UserError('readOnly.needsAll', { role: 'admin' });
}

async function stateNow({ ask, services }: CommandContext): Promise<CommandOutcome> {
  const state = await services.readOnly.state();
  if (state.kind === 'environment') return outcome(message('readOnly.environment', { tone: 'warning' }));
  return state.kind === 'off' ? outcome(message('readOnly.off')) : switchedView(state, ask);
}

function switchedView(switched: ReadOnlySwitch, ask: Ask): CommandOutcome {
  const offers = [buttonFor({ kind: 'readOnly', set: 'off' }, ask)];
  const facts = readOnlyFacts(switched);
  return outcome(message(`readOnly.${adminTextOf(switched)}`, { tone: 'warning', facts, offers }));
}

/** Kept also while READ_ONLY is set, so that changes stay off once the operator lifts that. */
async function switchOn(command: CommandOf<'readOnly'>, context: CommandContext): Promise<CommandOutcome> {
  const { ask, services } = context;
  const switched = await withAudit({ kind: 'setting', command, item: null }, context, async () => ({
    value: await services.readOnly.switchOn(ask.person, command.why ?? null),
    outcome: { result: 'readOnlyOn', jobId: null, code: null },
  }));
  return switchedView(switched, ask);
}

async function askToSwitchOff(command: CommandOf<'readOnly'>, context: CommandContext): Promise<CommandOutcome> {
  const { ask, services } = context;
  const state = await services.readOnly.state();
  if (state.kind !== 'admin') return stateNow(context);
  const asks = { kind: 'readOnlyOff', switchId: state.id, why: command.why ?? null } as const;
  await recordChanges({ kind: 'proposal', command, items: [] }, 'asked', context);
  const { id, until } = await services.proposals.open(ask, asks, { kind: 'readOnlyOff', vms: [] });
  return outcome({
    kind: 'confirm',
    proposal: id,
    asks: { kind: 'readOnlyOff', since: state },
    by: ask.person.name,
    until,
  });
}
