import type { ChangeConditions, Grant } from '../../services/access/roles';

const FREE: ChangeConditions = { confirm: false, approve: false, maxKeepDays: 99 };

/** A grant by one rule without conditions, or with those given. */
export function aGrant({ role, may }: Pick<Grant, 'role' | 'may'>, change: Partial<ChangeConditions> = {}): Grant {
  return { role, may, conditionsFor: () => ({ ...FREE, ...change }) };
}
