import { isoTimeOf, type Json, listOf, objectOf } from '../../services/azure/http/jsonFields';
import { protectedItemOf, recoveryPointOf } from '../../services/azure/translate/items';
import { jobOf } from '../../services/azure/translate/job';
import { sameId } from '../../services/backup/ids';
import type { ProtectedItem } from '../../services/backup/types';
import { pathOfItem, type ReadAnswer, type Reads } from './reads';
import type { GraphSeen, PageSeen, Seeing } from './seen';

/** Rows of a page that are looked at. */
const ROWS_MAX = 20_000;
/** A token that nobody issued. */
const BROKEN = 'Bearer broken';
const VM_FILTER = "backupManagementType eq 'AzureIaasVM'";

interface Parts {
  readonly reads: Reads;
  readonly seeing: Seeing;
  readonly item: ProtectedItem;
}

/** What reading alone settles: the first pages of three lists, and three refusals. Two reads of jobs. */
export async function survey({ reads, seeing, item }: Parts): Promise<void> {
  const points = `${pathOfItem(item)}/recoveryPoints`;
  const lists = [
    ['jobs', '/backupJobs', VM_FILTER],
    ['items', '/backupProtectedItems', VM_FILTER],
    ['points', points, ''],
  ] as const;
  for (const [kind, path, filter] of lists) {
    const query = filter === '' ? undefined : { $filter: filter };
    const whole = await reads.budgeted(kind, path, query);
    if (whole.status !== 200) continue;
    const top = await reads.budgeted(kind, path, { ...query, $top: '1' });
    seeing.pages[kind] = pageOf(whole, top);
  }
  seeing.probes.without = await reads.tokenProbe('');
  seeing.probes.broken = await reads.tokenProbe(BROKEN);
  seeing.probes.item = await reads.itemProbe();
}

function pageOf(whole: ReadAnswer, top: ReadAnswer): PageSeen {
  return {
    rows: rowsOf(whole.json).length,
    nextLink: hasNext(whole.json),
    topRows: top.status === 200 ? rowsOf(top.json).length : null,
    topStatus: top.status,
  };
}

function rowsOf(json: Json): readonly unknown[] {
  return listOf(json['value'], ROWS_MAX);
}

function hasNext({ nextLink }: Json): boolean {
  return typeof nextLink === 'string' && nextLink !== '';
}

/** Reads the job. Only a job of the VM's kind is kept. */
export async function readFollowed({ reads, seeing, item }: Parts, jobId: string): Promise<ReadAnswer> {
  const answered = await reads.budgeted('jobs', `/backupJobs/${encodeURIComponent(jobId)}`);
  const job = answered.status === 200 ? jobOf(answered.json, item.ref.vault, jobId) : null;
  if (job) seeing.jobs.push({ atMs: answered.atMs, doneMs: answered.doneMs, job });
  return answered;
}

/** Reads the item's points, and the item in its vault's list, which is the read that the bot's role allows. */
export async function readPointsAndItem({ reads, seeing, item }: Parts): Promise<void> {
  const points = await reads.budgeted('points', `${pathOfItem(item)}/recoveryPoints`);
  if (points.status === 200) {
    const read = rowsOf(points.json).map(recoveryPointOf);
    seeing.points.push({ ...timesOf(points), points: read.filter((point) => point !== null) });
  }
  const filter = `${VM_FILTER} and friendlyName eq '${item.vm.name}'`;
  const items = await reads.budgeted('items', '/backupProtectedItems', { $filter: filter });
  const found = rowsOf(items.json).find((row) => sameId(protectedItemOf(row, item.ref.vault)?.id ?? '', item.id));
  if (found === undefined) return;
  const properties = objectOf(objectOf(found)['properties']);
  seeing.items.push({
    ...timesOf(items),
    lastRecoveryPointMs: isoTimeOf(properties['lastRecoveryPoint'])?.getTime() ?? null,
    lastBackupMs: isoTimeOf(properties['lastBackupTime'])?.getTime() ?? null,
  });
}

/** Asks Resource Graph for the job's row. */
export async function readGraph({ reads, seeing }: Parts, jobId: string): Promise<void> {
  const answered = await reads.query(
    `RecoveryServicesResources
| where type =~ 'microsoft.recoveryservices/vaults/backupjobs'
| where name =~ '${jobId.replace(/[^\w-]/g, '')}'
| project name, status = tostring(properties.status), startTime = tostring(properties.startTime), endTime = tostring(properties.endTime)`,
  );
  if (answered.status !== 200) return;
  const rows = listOf(answered.json['data'], ROWS_MAX).map(objectOf);
  const status = typeof rows[0]?.['status'] === 'string' ? rows[0]['status'] : '';
  const seen: GraphSeen = {
    ...timesOf(answered),
    ...{ rows: rows.length, status: status.slice(0, 50) },
    ended: rows.length > 0 && status !== '' && !/^(?:in ?progress|cancelling)$/i.test(status),
  };
  seeing.graph.push(seen);
}

function timesOf({ atMs, doneMs }: ReadAnswer): { readonly atMs: number; readonly doneMs: number } {
  return { atMs, doneMs };
}
