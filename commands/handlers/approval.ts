import { isSamePerson } from '../../services/access/roles';
import type { Ask } from '../../services/conversations/ask';
import type { Asking, ProposedChange } from '../../services/conversations/proposals';
import { DAY_MS } from '../../services/platform/durations';
import { UserError } from '../../services/platform/errors';
import type { CommandContext } from '../handler';
import { backupConditions, cancelConditions } from '../lookup/conditions';
import { isBegun, isStartedHere } from '../lookup/startedLately';
import { requireRole } from '../lookup/vm';
import { findProposedItems } from './confirmation';

/**
 * Who asks, to be kept with a change that a second person must approve. Throws UserError in a personal chat, where
 * there is no second person.
 */
export function askerOf({ person, place, to, thread, language, timeZone }: Ask): Asking {
  if (place.kind === 'personal') throw new UserError('approvalNotHere');
  return { person, place, to, thread, language, timeZone };
}

/**
 * Whether the asker answers. The asker may take the change back, and cannot approve it.
 */
export function isAsker({ asker }: ProposedChange, { person }: Ask): boolean {
  return asker !== undefined && isSamePerson(asker.person, person);
}

/** Throws UserError unless the person who answers holds the role over everything that the change touches. */
export async function requireApprover(asks: ProposedChange, { ask, services }: CommandContext): Promise<void> {
  if (asks.kind === 'backup')
    for (const item of await findProposedItems(asks.itemIds, services)) requireRole('operator', item, ask);
  else if (asks.kind === 'cancel') await requireCancel(asks, { ask, services });
}

/**
 * The change is carried out in the asker's name, with the role that the asker has now. Throws UserError if the asker
 * lost it since the question, or if it cannot be found out. Backups that this turn began before a crash are only shown.
 */
export async function asAsker(asks: ProposedChange, asker: Asking, context: CommandContext): Promise<CommandContext> {
  const { ask, services } = context;
  const named = { ...ask, ...asker, approvedBy: ask.person };
  if (asks.kind === 'backup' && (await isBegun(await findProposedItems(asks.itemIds, services), context)))
    return { ask: named, services };
  const own = { ask: { ...named, grant: await services.grantNow(asker) }, services };
  try {
    if (asks.kind === 'cancel') await requireCancel(asks, own);
    else if (asks.kind === 'backup') {
      const items = await findProposedItems(asks.itemIds, services);
      backupConditions(items, keepDaysOf(asks, own), own.ask);
    }
  } catch (error) {
    const isRole = error instanceof UserError && ['notPermitted', 'cancelNotOurs'].includes(error.reason);
    throw isRole ? new UserError('askerNotPermitted', { asker: asker.person.name }) : error;
  }
  return own;
}

/** For how many days from now the recovery point would be kept. */
export function keepDaysOf({ retainUntilMs }: BackupChange, { services: { clock } }: CommandContext): number {
  return Math.round((retainUntilMs - clock.now().getTime()) / DAY_MS);
}

type BackupChange = Extract<ProposedChange, { kind: 'backup' }>;

/** Throws UserError unless the sender of `ask` may cancel the job; gives the conditions for it. */
export async function requireCancel(
  { vault, jobId, vmName, itemId }: Extract<ProposedChange, { kind: 'cancel' }>,
  { ask, services }: CommandContext,
): Promise<ReturnType<typeof cancelConditions>> {
  const job = { vault, id: jobId, vmName };
  const [item = null] = itemId === null ? [] : await findProposedItems([itemId], services);
  return cancelConditions(item, { job, isOurs: await isStartedHere(job, services) }, ask);
}
