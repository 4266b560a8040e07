import { randomUUID } from 'node:crypto';

import { SUBSCRIPTION_ID } from '../playground/azure/names';
import { jobKey } from '../services/backup/ids';
import type { WatchedJob } from '../services/monitor/track/watchedJob';
import { MINUTE_MS } from '../services/platform/durations';
import { openStore } from '../services/store/openStore';
import type { Tables } from '../services/store/tables';
import type { ReportedJob } from '../simulation/simulatorReport';
import { shownAt, type TrueRun, watchedRun } from '../simulation/trueRuns';

const TENANT = 'tenant';
const BATCH = 200;
/** Each job was read last so long ago. */
const READ_MS = MINUTE_MS;
const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Writes these jobs into a new SQLite file, as backups that people asked for and that ran at the last reading. The jobs
 * of one vault share a conversation.
 */
export async function seedWatched(file: string, jobs: readonly ReportedJob[], serviceUrl: string): Promise<void> {
  const store = await openStore(`sqlite:${file}`, { log: QUIET });
  const conversations = [...new Set(jobs.map(({ vault }) => vault))];
  await store.transaction(async (tables) => {
    for (const conversation of conversations)
      await tables.conversations.put(
        { tenant: TENANT, conversation },
        referenceOf(conversation, serviceUrl),
        Date.now(),
      );
  });
  for (let first = 0; first < jobs.length; first += BATCH)
    await store.transaction(async (tables) => {
      for (const job of jobs.slice(first, first + BATCH)) await seed(tables, job);
    });
  await store.close();
}

function referenceOf(conversation: string, serviceUrl: string): object {
  const bot = { id: '28:bot', name: 'Backup' };
  return {
    bot,
    channelId: 'msteams',
    serviceUrl,
    conversation: { id: conversation, conversationType: 'personal', tenantId: TENANT },
  };
}

async function seed({ watched, jobSubscriptions }: Tables, job: ReportedJob): Promise<void> {
  const one = watchedOf(job, Date.now() - READ_MS);
  await watched.add(one);
  await jobSubscriptions.add({
    jobKey: one.key,
    to: { tenant: TENANT, conversation: job.vault },
    thread: null,
    asker: { id: '29:bench', name: 'Bench' },
    language: 'en',
    timeZone: 'UTC',
    cardActivityId: `card-${job.id}`,
    cardId: randomUUID(),
    createdMs: one.startedMs,
  });
}

function watchedOf(job: ReportedJob, readMs: number): WatchedJob {
  const group = `rg-app-${job.vault.slice('vault-'.length)}`;
  const vault = {
    subscription: SUBSCRIPTION_ID,
    resourceGroup: `rg-backup-${job.vault.slice('vault-'.length)}`,
    name: job.vault,
  };
  const timeOf = (text: string | null): number => (text === null ? Infinity : Date.parse(text));
  const run: TrueRun = {
    id: job.id,
    vault,
    startMs: Date.parse(job.started),
    snapshotEndMs: timeOf(job.snapshotDone),
    endMs: Infinity,
  };
  const short = `iaasvmcontainerv2;${group};${job.vm}`;
  const ref = { vault, container: `IaasVMContainer;${short}`, item: `VM;${short}` };
  const shown = shownAt(run, readMs, true);
  const isTaken = run.snapshotEndMs <= readMs;
  return {
    ...watchedRun(run),
    key: jobKey(vault, `trigger-${randomUUID()}-${ref.item}`),
    ref,
    itemId: `/subscriptions/${vault.subscription}/resourceGroups/${vault.resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${vault.name}/backupFabrics/Azure/protectionContainers/${ref.container}/protectedItems/${ref.item}`,
    vmName: job.vm,
    vmResourceGroup: group,
    job: shown && { ...shown, vmName: job.vm, vmResourceGroup: group },
    ...(shown && { readMs, detailMs: readMs, raised: isTaken ? ['started', 'snapshotDone'] : ['started'] }),
  };
}
