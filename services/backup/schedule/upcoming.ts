import type { DueStart, NextStart, ScheduleNotes } from '../findings';
import { isJobOf, sameId } from '../ids';
import { operationOf } from '../operations';
import { inactiveOf, protectionStateOf } from '../protection';
import type { Job, Policy, ProtectedItem } from '../types';
import type { Reading } from '../vaults';
import { FRESH_MS } from '../verdict';
import { dueStarts, nextStart } from './schedule';

interface Planned {
  readonly item: ProtectedItem;
  /** `unread` if the read failed; null if the item has no policy, or its vault does not list it. */
  readonly policy: Policy | null | 'unread';
  /** Jobs of the item's vault or of its VM; null if the read failed. */
  readonly jobs: Reading<readonly Job[]> | null;
  /** Ids of the on-demand jobs that this bot started, which are not the schedule's. */
  readonly ownJobIds: readonly string[];
  readonly now: Date;
}

/** The next scheduled start and the starts that are due, or the reason why there is none. */
export function upcomingOf(planned: Planned): { readonly next: NextStart | null; readonly schedule: ScheduleNotes } {
  const { item, policy, now } = planned;
  const none = inactiveOf(item) ?? withoutPolicy(item, policy);
  if (none !== null || policy === null || policy === 'unread')
    return { next: null, schedule: { due: [], none, unknownState: null } };
  const next = nextStart(policy, now);
  const due = dueStarts(policy, now).map((start) => begunOf(start, planned));
  const unknownState = protectionStateOf(item) === null ? item.protectionState : null;
  return { next, schedule: { due, none: next === null ? 'scheduleUnread' : null, unknownState } };
}

function withoutPolicy(item: ProtectedItem, policy: Planned['policy']): ScheduleNotes['none'] {
  if (item.policy === null) return 'noPolicy';
  if (policy === 'unread') return 'policyUnread';
  return policy === null ? 'policyMissing' : null;
}

/**
 * Adds to a due start whether it has begun. Azure does not say who began a job, so any backup since may be the
 * scheduled one. Jobs that this bot started, or with an expiry, are on demand and do not count.
 */
function begunOf(start: NextStart, { item, jobs, ownJobIds, now }: Planned): DueStart {
  const fromMs = start.at.getTime() - (start.offByMs ?? 0);
  const isOnDemand = ({ id, retainUntil }: Job): boolean =>
    retainUntil !== null || ownJobIds.some((one) => sameId(one, id));
  const began = (jobs?.value ?? [])
    .filter((job) => operationOf(job) === 'backup' && isJobOf(job, item) && !isOnDemand(job))
    .flatMap(({ startedAt }) => startedAt ?? [])
    .filter((startedAt) => startedAt.getTime() >= fromMs);
  const [first] = began.sort((a, b) => a.getTime() - b.getTime());
  if (first !== undefined) return { ...start, begun: 'perhaps', since: first };
  const isKnown = jobs !== null && jobs.problem === undefined && now.getTime() - jobs.at.getTime() <= FRESH_MS;
  return { ...start, begun: isKnown ? 'no' : 'unread', since: null };
}
