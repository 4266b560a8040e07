import type { ActivityId, ActivityTables, UnansweredActivity } from '../../services/conversations/activityTables';

/**
 * The states of an activity. Only the functions of this file change them:
 *
 *     (new) ── arrive ──▶ underway ── finish ──▶ answered
 *                          │    ▲
 *           its process    │    │ takeLeft, or arrive
 *           died           ▼    │ when Teams delivers it again
 *                          left ┘
 *
 * `underway`: one process holds it, for 30 s of real time that `takeLeft` renews. `left`: nobody renewed it.
 */
type ActivityState = 'new' | 'underway' | 'left' | 'answered';

/**
 * The state in which a delivery found its activity. From then on a `new` or `left` activity is under way in this
 * process.
 */
export type Arrival =
  { readonly state: Exclude<ActivityState, 'answered'> } | { readonly state: 'answered'; readonly result: unknown };

type Activities = Pick<ActivityTables, 'activities'>;

/** Maximum number of activities taken over at once. A dead process leaves fewer. */
const LEFT_MAX = 100;

/** `owner` is this process; `now` is epoch ms of the bot's clock. */
export async function arrive(
  { activities }: Activities,
  seen: ActivityId & { readonly body: unknown },
  by: { readonly owner: string; readonly now: number },
): Promise<Arrival> {
  const claim = await activities.claim(seen, by);
  if (claim.state === 'answered') return claim;
  if (claim.state === 'busy') return { state: 'underway' };
  return { state: claim.again ? 'left' : 'new' };
}

/** Keeps the result for later deliveries. */
export async function finish({ activities }: Activities, key: ActivityId, result: unknown): Promise<void> {
  await activities.answered(key, result ?? null);
}

/** Renews the hold on the activities of `owner`, and takes over what other processes left. */
export async function takeLeft({ activities }: Activities, owner: string): Promise<readonly UnansweredActivity[]> {
  await activities.renewAll(owner);
  return activities.takeLeft(owner, LEFT_MAX);
}
