import { DAY_MS } from '../../platform/durations';
import { ANSWER_IDS, type AnswerId, type Checklist, subscriptionMark, type Value, valueOf } from './answers';

/** Azure changes its limits and its clock without notice; a year saw none of that, a quarter is on the safe side. */
const AGE_MS_MAX = 90 * DAY_MS;
/** A file may have been written by a machine whose clock is ahead. */
const AHEAD_MS_MAX = DAY_MS;

/** Where this bot runs. */
interface Here {
  readonly now: Date;
  /** The subscriptions of the configuration; [] if Azure is asked for them. */
  readonly subscriptions: readonly string[];
  /** Whether Azure is on the same machine, such as the simulated one. */
  readonly local: boolean;
}

/** What the bot relies on here. `lasting`: the file will never hold here, at whatever time. */
export type Reliance =
  | { readonly kind: 'none'; readonly because: string; readonly lasting: boolean }
  | {
      readonly kind: 'some';
      /** `subscriptionMark` of the one subscription that the answers are about. */
      readonly subscription: string;
      readonly settled: readonly AnswerId[];
      /** When the oldest of them was settled. */
      readonly since: Date;
      readonly readLimit: Value<'readLimit'> | null;
    };

/**
 * The only place that decides which answers of the checklist hold here. The bot uses one of them: the limit of job
 * reads, until Azure's own header shows it. All the others are shown, and change nothing that is said or sent.
 */
export function reliedOn(checklist: Checklist, { now, subscriptions, local }: Here): Reliance {
  const never = (because: string): Reliance => ({ kind: 'none', because, lasting: true });
  if ((checklist.azure === 'local') !== local)
    return never(local ? 'it is about a real Azure' : 'it is about a simulated Azure');
  const { subscription } = checklist;
  if (subscriptions.length > 0 && !subscriptions.some((id) => subscriptionMark(id) === subscription))
    return never('it is about another subscription');
  const isHeld = ({ at }: { readonly at: string }): boolean => {
    const ageMs = now.getTime() - Date.parse(at);
    return ageMs <= AGE_MS_MAX && ageMs >= -AHEAD_MS_MAX;
  };
  const settled = checklist.answers.filter((answer) => answer.settled);
  const held = settled.filter(isHeld);
  if (settled.length === 0) return never('it settles nothing');
  const because = `its answers are over ${AGE_MS_MAX / DAY_MS} days old, or from the future`;
  if (held.length === 0) return { kind: 'none', because, lasting: false };
  const since = new Date(Math.min(...held.map(({ at }) => Date.parse(at))));
  return {
    kind: 'some',
    subscription,
    settled: ANSWER_IDS.filter((id) => held.some((answer) => answer.id === id)),
    since,
    readLimit: valueOf({ answers: held }, 'readLimit'),
  };
}
