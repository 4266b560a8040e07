import type { Grant, GrantingRule } from '../../services/access/roles';

const FREE: GrantingRule = { rule: 'rules[0]', confirm: false, approve: false, maxKeepDays: 99 };

/** A grant by one rule without conditions, or with those given. */
export function aGrant({ role, may }: Pick<Grant, 'role' | 'may'>, change: Partial<GrantingRule> = {}): Grant {
  return { role, may, rulesFor: (asked, item) => (may(asked, item) ? [{ ...FREE, ...change }] : []) };
}
