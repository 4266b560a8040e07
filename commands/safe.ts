import { nextStart } from '../services/backup/schedule';
import { AzureError } from '../services/backup/vaults';
import type { Run } from './ask';
import { attempt, readPast, readRecentJobs } from './facts';
import { withVm } from './resolve';
import { toldHere } from './tellings';

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
      const { job: running } = recent.verdict;
      const scheduled =
        policy instanceof AzureError || item.protectionState === 'ProtectionStopped' ? null : policy.value;
      return {
        kind: 'view',
        view: {
          kind: 'safe',
          item,
          verdict: recent.verdict,
          next: scheduled && nextStart(scheduled, services.clock.now()),
          pastSnapshot: past.snapshot,
          told: running && (await toldHere({ job: running, item }, ask, services)),
          askedToRestart: command.restart === true,
          at: recent.at,
          ...(recent.problem && { problem: recent.problem }),
        },
      };
    },
  );
