import { Proposals } from '../services/conversations/proposals';
import { Settings } from '../services/conversations/settings';
import { Triggers } from '../services/onDemand/triggers';
import { ConsistencyCache } from '../views/consistencyCache';
import type { Services } from '../views/services';

/** Makes the services of commands. `wake` starts the next round of the monitor and of the outbox. */
export function createServices(
  given: Pick<Services, 'vaults' | 'lastRead' | 'clock' | 'log' | 'access' | 'store'>,
  wake: () => void,
): Services {
  const { clock, store, log } = given;
  return {
    ...given,
    proposals: new Proposals({ store, clock, log, wake }),
    settings: new Settings(store),
    triggers: new Triggers({ store, clock, wake }),
    consistencyCache: new ConsistencyCache(clock),
  };
}
