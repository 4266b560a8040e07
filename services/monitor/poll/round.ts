import type { IdKey } from '../../backup/ids';
import { untraced } from '../../platform/trace';
import { planReads } from '../planner/planner';
import type { Discovery } from '../track/discover';
import { ASK_MS } from './claims';
import { adoptCommandReads } from './commandReads';
import { pollJob } from './jobReads';
import { pollList } from './listReads';
import type { MonitorParts, MonitorTables } from './parts';
import { readDuePoints } from './pointReads';
import { keepReachMarks } from './reachMarks';
import { atOnce } from './readContext';
import type { ReadingState } from './readingState';

interface Round<T extends MonitorTables> {
  readonly parts: MonitorParts<T>;
  readonly state: ReadingState;
  /** Whether this process has the lease of the subscription. */
  readonly claims: (subscription: IdKey) => Promise<boolean>;
  readonly discovery: Discovery;
}

/**
 * One round over the subscriptions in turn, because each has its own budget. Resolves with when to start the next
 * round, in epoch ms.
 */
export async function runRound<T extends MonitorTables>(round: Round<T>): Promise<number> {
  const { parts, state, claims, discovery } = round;
  let againMs = Infinity;
  for (const subscription of state.subscriptions(discovery.coverage.vaults)) {
    const nextMs = (await claims(subscription))
      ? await readSubscription(round, subscription)
      : parts.clock.now().getTime() + ASK_MS * parts.clock.speed;
    againMs = Math.min(againMs, nextMs);
  }
  return againMs;
}

async function readSubscription<T extends MonitorTables>(
  { parts, state, discovery }: Round<T>,
  subscription: IdKey,
): Promise<number> {
  const context = { parts, state };
  const now = (): number => parts.clock.now().getTime();
  const discovered = discovery.coverage.vaults;
  await adoptCommandReads(context, state.known(subscription, { nowMs: now(), discovered }), discovery);
  const nowMs = now();
  const known = state.known(subscription, { nowMs, discovered });
  const plan = planReads({ ...known, budget: parts.budgetOf(subscription) }, nowMs);
  await keepReachMarks(context, known.jobs, plan.beyondReach);
  const { tracer = untraced } = parts;
  await atOnce(plan.reads, (read) =>
    tracer({ name: `monitor ${read.kind}`, kind: 'internal' }, () =>
      read.kind === 'list' ? pollList(context, read.vault, discovery) : pollJob(context, read.watched, discovery),
    ),
  );
  return Math.min(plan.againMs, await readDuePoints(context, subscription, discovery));
}
