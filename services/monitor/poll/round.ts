import type { IdKey } from '../../backup/ids';
import { untraced } from '../../platform/trace';
import { withHints } from '../hints/withHints';
import type { PlannedRead } from '../planner/candidates';
import type { KnownVault } from '../planner/knownState';
import { planReads } from '../planner/planner';
import type { Discovery } from '../track/discover';
import { adoptCommandReads } from './commandReads';
import { coveredIn } from './discovery';
import { pollJob } from './jobReads';
import { pollList } from './listReads';
import type { MonitorTables } from './parts';
import { readDuePoints } from './pointReads';
import { duePolicyReads } from './policyReads';
import { keepReachMarks } from './reachMarks';
import { atOnce, type PlannedContext } from './readContext';
import type { ReadingState } from './readingState';
import type { Slots } from './slots';

interface Round<T extends MonitorTables> extends PlannedContext<T> {
  readonly slots: Slots;
  readonly discovery: Discovery;
}

/** One round over a subscription, which has a budget of its own. Resolves with when to start the next, in epoch ms. */
export async function runRound<T extends MonitorTables>(
  { discovery, slots, ...context }: Round<T>,
  subscription: IdKey,
): Promise<number> {
  const { parts, state } = context;
  const now = (): number => parts.clock.now().getTime();
  const discovered = coveredIn(discovery, subscription);
  await adoptCommandReads(context, state.known(subscription, { nowMs: now(), discovered }), discovery);
  const nowMs = now();
  const read = state.known(subscription, { nowMs, discovered });
  const known = withHints(read, parts.hints?.seen(subscription) ?? null, discovery);
  const vaults = known.vaults.map((one) => withStarts(one, { state, discovery }, new Date(nowMs)));
  const plan = planReads({ ...known, vaults, budget: parts.budgetOf(subscription) }, nowMs);
  const { tracer = untraced } = parts;
  const readOne = (one: PlannedRead): Promise<void> =>
    tracer({ name: `monitor ${one.kind}`, kind: 'internal' }, () =>
      one.kind === 'list' ? pollList(context, one.vault, discovery) : pollJob(context, one.watched, discovery),
    );
  const work = [...plan.reads.map((one) => () => readOne(one)), ...duePolicyReads(context, subscription, discovery)];
  await atOnce(work, (run) => slots(subscription, run));
  await keepReachMarks(context, known.jobs, plan.beyondReach);
  return Math.min(plan.againMs, await readDuePoints(context, subscription, discovery));
}

/** The vault with its expected scheduled starts, if backups that others start are searched in it. */
function withStarts(
  known: KnownVault,
  { state, discovery }: { readonly state: ReadingState; readonly discovery: Discovery },
  now: Date,
): KnownVault {
  return known.discovers ? { ...known, starts: state.schedules.startsOf(known.vault, discovery, now) } : known;
}
