import { nextStart } from '../services/backup/schedule';
import { AzureError } from '../services/backup/vaults';
import type { Run } from './ask';
import { attempt, readPast, readRecentJobs } from './facts';
import { withVm } from './resolve';

/** Does a backup stand against changing the VM now? It speaks for the backup only (WORDING.md). */
export const safe: Run<'safe'> = (command, ask, services) =>
  withVm(
    { typed: command.vm, role: 'viewer', again: (vm) => ({ ...command, vm }) },
    { ask, services },
    async (item) => {
      const [recent, policy, past] = await Promise.all([
        readRecentJobs(item, services),
        attempt(services.vaults.policy(item)),
        readPast(item.id, services),
      ]);
      const scheduled =
        policy instanceof AzureError || item.protectionState === 'ProtectionStopped' ? null : policy.value;
      return {
        kind: 'view',
        view: {
          kind: 'safe',
          item,
          verdict: recent.verdict,
          next: scheduled && nextStart(scheduled, services.clock.now()),
          ...(policy instanceof AzureError && { nextProblem: policy }),
          pastSnapshot: past.snapshot,
          askedToRestart: command.restart === true,
          at: recent.at,
          ...(recent.problem && { problem: recent.problem }),
        },
      };
    },
  );
