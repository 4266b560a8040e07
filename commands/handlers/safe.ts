import { AzureError } from '../../services/backup/vaults';
import { attempt } from '../../views/attempt';
import { readPast } from '../../views/facts';
import { upcoming } from '../../views/nextStart';
import type { Run } from '../context';
import { withVm } from '../lookup/vm';
import { namesakesOf, readVmJobs, toldOfVm } from '../lookup/vmJobs';

/** Does a backup stand against changing the VM now? It speaks for the backup only (WORDING.md). */
export const safe: Run<'safe'> = (command, ask, services) =>
  withVm(
    { typed: command.vm, role: 'viewer', again: (vm) => ({ ...command, vm }) },
    { ask, services },
    async (item) => {
      const [recent, policy, past] = await Promise.all([
        readVmJobs(item, { ask, services }),
        attempt(services.vaults.policy(item)),
        readPast(item.id, services),
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
          ...(await upcoming(item, known, services)),
          ...(policy instanceof AzureError && { nextProblem: policy }),
          namesakes: await namesakesOf(item, { ask, services }),
          pastSnapshots: past.snapshot,
          ...(await toldOfVm(recent.verdict.job, recent, { ask, services })),
          askedToRestart: command.restart === true,
          at: recent.at,
          ...(recent.problem && { problem: recent.problem }),
        },
      };
    },
  );
