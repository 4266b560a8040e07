import { type ChangeConditions, everyVmOf, type Role } from '../../services/access/roles';
import type { Job, ProtectedItem } from '../../services/backup/types';
import type { Ask } from '../../services/conversations/ask';
import { UserError } from '../../services/platform/errors';
import { refusing } from '../audited';
import { requireOperator, requireRole } from './vm';

/** What is asked for before a change, over all VMs that it touches. */
type Consent = Pick<ChangeConditions, 'confirm' | 'approve'>;

/** The strictest consent over all VMs. Throws UserError where the role is missing, or the rules allow fewer days. */
export function backupConditions(items: readonly ProtectedItem[], keepDays: number, ask: Ask): Consent {
  const conditions = items.map((item) => {
    requireRole('operator', item, ask);
    const { maxKeepDays: max, ...consent } = ask.grant.conditionsFor(item);
    if (keepDays > max)
      throw refusing(new UserError('keepTooLong', { vm: item.vm.name, days: keepDays, max }), item, 'keepTooLong');
    return consent;
  });
  return { confirm: conditions.some(({ confirm }) => confirm), approve: conditions.some(({ approve }) => approve) };
}

/**
 * The consent for the cancel of a job, and the role that it needs. A job that nobody asked this bot for needs `admin`:
 * a schedule, or a person with rights of their own in Azure, started it. `item` null: the VM is gone.
 */
export function cancelConditions(
  item: ProtectedItem | null,
  { job, isOurs }: { readonly job: Pick<Job, 'vault' | 'vmName'>; readonly isOurs: boolean },
  ask: Ask,
): Consent & { readonly role: Role } {
  requireOperator(item, job, ask);
  const role = isOurs && item ? 'operator' : 'admin';
  const scope = item ?? everyVmOf(job.vault);
  if (!ask.grant.may(role, scope))
    throw refusing(new UserError('cancelNotOurs', { vm: job.vmName }), item, 'cancelNotOurs');
  return { ...ask.grant.conditionsFor(scope), role };
}
