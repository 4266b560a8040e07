import { AzureError } from '../../services/backup/vaults';
import { attempt } from '../../views/attempt';
import { readUpcoming } from '../../views/nextStart';
import { readPastDurations } from '../../views/pastDurations';
import type { Handler } from '../handler';
import { forVm } from '../lookup/vm';
import { namesakesOf, readVmJobs, vmSubscriptionReason } from '../lookup/vmJobs';

/** Says whether a backup is a reason not to change the VM now. Other reasons are none of its business. */
export const safe: Handler<'safe'> = (command, ask, services) =>
  forVm(
    { typed: command.vm, role: 'viewer', commandFor: (vm) => ({ ...command, vm }) },
    { ask, services },
    async (item) => {
      const [recent, policy, past] = await Promise.all([
        readVmJobs(item, { ask, services }),
        attempt(services.vaults.policy(item)),
        readPastDurations(item.id, services),
      ]);
      const known = {
        policy: policy instanceof AzureError ? ('unread' as const) : policy.value,
        jobs: { value: recent.jobs, at: recent.at, ...(recent.problem && { problem: recent.problem }) },
      };
      return {
        kind: 'view',
        view: {
          kind: 'safe',
          item,
          verdict: recent.verdict,
          ...(await readUpcoming(item, known, services)),
          ...(policy instanceof AzureError && { nextProblem: policy }),
          namesakes: await namesakesOf(item, { ask, services }),
          pastSnapshots: past.snapshot,
          ...(await vmSubscriptionReason(recent.verdict.job, recent, { ask, services })),
          askedToRestart: command.restart === true,
          at: recent.at,
          ...(recent.problem && { problem: recent.problem }),
        },
      };
    },
  );
