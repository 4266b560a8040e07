import { explainConsistency, finding } from '../../services/backup/consistency';
import { newestPoint } from '../../services/backup/points';
import { AzureError } from '../../services/backup/vaults';
import { attempt } from '../../views/attempt';
import type { Handler } from '../handler';
import { forVm } from '../lookup/vm';

/** The VM's recovery points with the consistency of each, newest first. */
export const points: Handler<'points'> = (command, ask, services) =>
  forVm(
    { typed: command.vm, role: 'viewer', commandFor: (vm) => ({ kind: 'points', vm }) },
    { ask, services },
    async (item) => {
      const [list, policyRead] = await Promise.all([
        services.vaults.points(item),
        attempt(services.vaults.policy(item)),
      ]);
      const policy = policyRead instanceof AzureError ? null : policyRead.value;
      const newest = newestPoint(list.value);
      if (newest)
        services.consistencyCache.remember(item, newest, { finding: explainConsistency(newest, policy), at: list.at });
      return {
        kind: 'view',
        view: {
          kind: 'points',
          item,
          points: list.value.map((point) => finding(point, policy)),
          at: list.at,
          ...(list.problem && { problem: list.problem }),
        },
      };
    },
  );
