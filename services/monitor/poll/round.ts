import type { IdKey } from '../../backup/ids';
import { untraced } from '../../platform/trace';
import type { PlannedRead } from '../planner/candidates';
import type { KnownVault } from '../planner/knownState';
import { planReads } from '../planner/planner';
import type { Discovery } from '../track/discover';
import { ASK_MS } from './claims';
import { adoptCommandReads } from './commandReads';
import { pollJob } from './jobReads';
import { pollList } from './listReads';
import type { MonitorParts, MonitorTables } from './parts';
import { readDuePoints } from './pointReads';
import { duePolicyReads } from './policyReads';
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

async function readSubscription<T extends MonitorTables>(round: Round<T>, subscription: IdKey): Promise<number> {
  const { parts, state, discovery } = round;
  const context = { parts, state };
  const now = (): number => parts.clock.now().getTime();
  const discovered = discovery.coverage.vaults;
  await adoptCommandReads(context, state.known(subscription, { nowMs: now(), discovered }), discovery);
  const nowMs = now();
  const known = state.known(subscription, { nowMs, discovered });
  const vaults = known.vaults.map((one) => withStarts(one, round, new Date(nowMs)));
  const plan = planReads({ ...known, vaults, budget: parts.budgetOf(subscription) }, nowMs);
  const { tracer = untraced } = parts;
  const read = (one: PlannedRead): Promise<void> =>
    tracer({ name: `monitor ${one.kind}`, kind: 'internal' }, () =>
      one.kind === 'list' ? pollList(context, one.vault, discovery) : pollJob(context, one.watched, discovery),
    );
  const work = [...plan.reads.map((one) => () => read(one)), ...duePolicyReads(context, subscription, discovery)];
  await atOnce(work, (run) => run());
  return Math.min(plan.againMs, await readDuePoints(context, subscription, discovery));
}

/** The vault with its expected scheduled starts, if backups that others start are searched in it. */
function withStarts<T extends MonitorTables>(known: KnownVault, { state, discovery }: Round<T>, now: Date): KnownVault {
  return known.discovers ? { ...known, starts: state.schedules.startsOf(known.vault, discovery, now) } : known;
}
