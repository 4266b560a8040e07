import { everyVmOf, type GrantingRule } from '../../services/access/roles';
import type { Job, ProtectedItem } from '../../services/backup/types';
import type { Ask } from '../../services/conversations/ask';
import { UserError } from '../../services/platform/errors';
import { refusing } from '../audited';
import { requireOperator, requireRole } from './vm';

/** What is asked for before a change, over all VMs that it touches. */
type ChangeConditions = Pick<GrantingRule, 'confirm' | 'approve'>;

/**
 * The conditions of the freest rule that lets the asker back up each VM and keep it for so many days. Throws UserError
 * where the role is missing, or no rule allows the days.
 */
export function backupConditions(items: readonly ProtectedItem[], keepDays: number, ask: Ask): ChangeConditions {
  return strictest(
    items.map((item) => {
      requireRole('operator', item, ask);
      const rules = ask.grant.rulesFor('operator', item);
      const max = Math.max(...rules.map(({ maxKeepDays }) => maxKeepDays));
      if (keepDays > max)
        throw refusing(new UserError('keepTooLong', { vm: item.vm.name, days: keepDays, max }), item, 'keepTooLong');
      return rules.find(({ maxKeepDays }) => keepDays <= maxKeepDays);
    }),
  );
}

/**
 * The same for the cancel of a job. A job that nobody asked this bot for needs `admin`: a schedule, or a person with
 * rights of their own in Azure, started it. `item` null: the VM is gone.
 */
export function cancelConditions(
  item: ProtectedItem | null,
  { job, isOurs }: { readonly job: Pick<Job, 'vault' | 'vmName'>; readonly isOurs: boolean },
  ask: Ask,
): ChangeConditions {
  requireOperator(item, job, ask);
  const role = isOurs && item ? 'operator' : 'admin';
  const rules = ask.grant.rulesFor(role, item ?? everyVmOf(job.vault));
  if (rules.length === 0) throw refusing(new UserError('cancelNotOurs', { vm: job.vmName }), item, 'cancelNotOurs');
  return strictest(rules.slice(0, 1));
}

function strictest(rules: readonly (GrantingRule | undefined)[]): ChangeConditions {
  // A rule that was not found counts as the strictest one.
  return {
    confirm: rules.some((rule) => rule?.confirm !== false),
    approve: rules.some((rule) => rule?.approve !== false),
  };
}
