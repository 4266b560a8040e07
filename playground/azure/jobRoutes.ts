import { badFilter, errorAnswer, paged, type SimulatedAnswer } from './answers';
import { dialectOf } from './dialect';
import { agrees, filterWindow, parseFilter } from './filter';
import { withJob, withVault } from './find';
import { type JobAsked, jobBody } from './jobBody';
import { accepted } from './operationAnswers';
import type { RouteRequest, World } from './world';

/**
 * GET backupJobs: rows without tasks. Fields of `$filter`: status, operation, backupManagementType, jobId, startTime,
 * endTime.
 */
export function listJobs(world: World, asked: RouteRequest): SimulatedAnswer {
  const terms = parseFilter(asked.url.searchParams.get('$filter'));
  const window = terms && filterWindow(terms, 'starttime', 'endtime');
  if (!terms || !window) return badFilter();
  return withVault(world, asked, (vault) => {
    const rows = world.ledger
      .jobsIn(vault, asked.nowMs)
      .filter(({ startMs }) => startMs >= window[0] && startMs <= window[1])
      .map((plan) => ({ plan, shown: world.ledger.show(plan, asked.nowMs) }))
      .filter(({ plan, shown }) =>
        agrees(terms, {
          status: shown.status,
          operation: plan.outcome === 'configured' ? 'ConfigureBackup' : 'Backup',
          backupmanagementtype: 'AzureIaasVM',
          jobid: plan.id,
        }),
      );
    return paged(rows, asked, ({ plan, shown }) => jobBody(plan, shown, jobAsked(asked, false)));
  });
}

/** GET backupJobs/{job}. */
export function getJob(world: World, asked: RouteRequest): SimulatedAnswer {
  return withJob(world, asked, (plan) => ({
    status: 200,
    body: jobBody(plan, world.ledger.show(plan, asked.nowMs), jobAsked(asked, true)),
  }));
}

/** POST backupJobs/{job}/cancel. No refusal is recorded; its text is from Microsoft's documentation (docs/azure.md). */
export function postCancel(world: World, asked: RouteRequest): SimulatedAnswer {
  return withJob(world, asked, (plan) => {
    if (world.ledger.cancel(plan, asked.nowMs)) {
      const operation = world.operations.begin(asked.nowMs, null);
      return accepted(operation, `${asked.vaultPath}/backupJobs/${plan.id}`, asked);
    }
    const over = world.ledger.show(plan, asked.nowMs).endMs !== null;
    const message = over
      ? "Azure Backup can't cancel the job because it isn't in progress."
      : "The job isn't in a cancelable state.";
    return errorAnswer(400, 'UserErrorJobNotCancellable', message);
  });
}

function jobAsked({ vaultPath, nowMs, url }: RouteRequest, detailed: boolean): JobAsked {
  return { vaultPath, nowMs, detailed, dialect: dialectOf(url.searchParams.get('api-version') ?? '') };
}
