import type { IdKey } from '../../backup/ids';
import { untraced } from '../../platform/trace';
import { withHints } from '../hints/withHints';
import { planReads } from '../planner/planner';
import type { Discovery } from '../track/discover';
import { adoptCommandReads } from './commandReads';
import { coveredIn } from './discovery';
import { pollJob } from './jobReads';
import { pollList } from './listReads';
import type { MonitorTables } from './parts';
import { readDuePoints } from './pointReads';
import { atOnce, type PlannedContext } from './readContext';
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
  const plan = planReads({ ...known, budget: parts.budgetOf(subscription) }, nowMs);
  const { tracer = untraced } = parts;
  await atOnce(plan.reads, (read) =>
    slots(subscription, () =>
      tracer({ name: `monitor ${read.kind}`, kind: 'internal' }, () =>
        read.kind === 'list' ? pollList(context, read.vault, discovery) : pollJob(context, read.watched, discovery),
      ),
    ),
  );
  return Math.min(plan.againMs, await readDuePoints(context, subscription, discovery));
}
