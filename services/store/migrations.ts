import type { Migration } from 'kysely';

import type { Engine } from './engine';
import { approvals } from './migrations/approvals';
import { auditChain } from './migrations/auditChain';
import { first } from './migrations/first';
import { heartbeats } from './migrations/heartbeats';
import { outOfReach } from './migrations/outOfReach';
import { proposals } from './migrations/proposals';
import { questions } from './migrations/questions';
import { readCounts } from './migrations/readCounts';
import { readOnlySwitch } from './migrations/readOnly';
import { releases } from './migrations/releases';
import { unanswered } from './migrations/unanswered';

/** Migrations run forward only, in the order of their names. Never change one that has run anywhere: add another. */
export function migrations(kind: Engine['kind']): Record<string, Migration> {
  return {
    '0001': first(kind),
    '0002': proposals(kind),
    '0003': unanswered(),
    '0004': readCounts(kind),
    '0005-questions': questions(),
    '0006': outOfReach(),
    '0007-audit-chain': auditChain(kind),
    '0008-approvals': approvals(),
    '0009-read-only': readOnlySwitch(kind),
    '0010-heartbeats': heartbeats(kind),
    '0011-releases': releases(kind),
  };
}
