import { OperatorError } from '../../services/platform/errors';
import { subscriptionId } from './names';

/** What is special about one subscription; what is absent is as everywhere. */
export interface SubscriptionTrouble {
  /** Real time before each answer, ms. */
  readonly latency?: number;
  /** Share of requests that fail with 500 or 504, from 0 to 1. */
  readonly faults?: number;
  /** Reads of jobs per simulated hour. */
  readonly limit?: number;
}

/** Troubles by the id of the subscription. */
export type Troubles = ReadonlyMap<string, SubscriptionTrouble>;

const MOST = { latency: 60_000, faults: 1, limit: 1_000_000 };
const ONE = /^([1-9]\d{0,3}):((?:(?:latency|faults|limit)=\d*\.?\d+(?:,|$))+)$/;

/**
 * Reads `2:latency=10000;3:limit=500,faults=0.1`: the second and the third subscription of the fleet. '' is no trouble.
 * Throws OperatorError for anything else.
 */
export function troublesOf(text: string): Troubles {
  const troubles = new Map<string, SubscriptionTrouble>();
  for (const one of text.split(';').filter(Boolean)) {
    const [, number = '', list = ''] = ONE.exec(one) ?? [];
    const pairs = list.split(',').map((pair) => pair.split('=') as [keyof typeof MOST, string]);
    if (number === '' || pairs.some(([name, value]) => Number(value) > MOST[name]))
      throw new OperatorError(
        `SIMULATOR_SUBSCRIPTIONS is "${text.slice(0, 40)}", but must name latency (ms), faults (share) or limit (job reads an hour) of subscriptions by their number, e.g. 2:latency=10000;3:limit=500,faults=0.1`,
      );
    troubles.set(
      subscriptionId(Number(number)),
      Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)])),
    );
  }
  return troubles;
}
