import { attempt, isRead } from '../../views/attempt';
import { readPastDurations } from '../../views/pastDurations';
import { type Handler, outcome } from '../handler';
import { forVm } from '../lookup/vm';
import { readVmFacts, readVmJobs } from '../lookup/vmJobs';

/** Says whether a backup is a reason not to change the VM now. It judges no other reason. */
export const safe: Handler<'safe'> = (command, context) =>
  forVm({ typed: command.vm, role: 'viewer', commandFor: (vm) => ({ ...command, vm }) }, context, async (item) => {
    const { services } = context;
    const [recent, policy, past] = await Promise.all([
      readVmJobs(item, context),
      attempt(services.vaults.policy(item)),
      readPastDurations(item.id, services),
    ]);
    const known = { recent, running: recent.verdict.job, policy: isRead(policy) ? policy.value : policy };
    return outcome({
      kind: 'safe',
      ...(await readVmFacts(item, known, context)),
      pastSnapshots: past.snapshot,
      askedToRestart: command.restart === true,
    });
  });
