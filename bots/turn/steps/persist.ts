import type { Activity } from 'botbuilder';

import type { ActivityLog } from '../../inbox/activityLog';
import { type EarlyReply, withEarlyReply } from '../../inbox/earlyReply';
import type { InFlight } from '../../inbox/inFlight';

interface Parts {
  readonly activityLog: Pick<ActivityLog, 'once'>;
  readonly inFlight: Pick<InFlight, 'track'>;
}

/**
 * Records the activity before `work` and its result after the last part, so that another process can take over.
 * Resolves with the early reply if there is one; undefined if another replica works on the activity.
 */
export function persist<T>(
  { activityLog, inFlight }: Parts,
  activity: Activity,
  work: (noneStood?: boolean) => Promise<EarlyReply<T>>,
): Promise<T | undefined> {
  const { first, whole } = withEarlyReply<T>((all) => activityLog.once(activity, all), work);
  void inFlight.track(whole);
  return first;
}
