import type { Hints, JobHint } from '../backup/hints';
import type { Clock } from '../platform/clock';
import { SECOND_MS } from '../platform/durations';
import type { ArmExchange } from './http/armExchange';
import { jsonOf } from './http/errorText';
import { type ArmAnswer, invalidAnswer } from './http/explainError';
import { type Json, objectOf, textOf } from './http/jsonFields';
import { vaultRefOf } from './translate/items';
import { jobOf } from './translate/job';

export const GRAPH_PATH = '/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01';
/** The most rows of one page, and the most subscriptions of one query (docs/azure.md). */
const ROWS_A_PAGE = 1_000;
const SUBSCRIPTIONS_MAX = 1_000;
const PAGES_MAX = 10;
/** Real time for a whole query, all pages included. */
const QUERY_MS_MAX = 15 * SECOND_MS;
/** How many further queries the caller may make in this period of 5 s. */
const QUOTA_HEADER = 'x-ms-user-quota-remaining';

/** Resource Graph as a source of hints. Each page is one request, and none is repeated. */
export function createHints({ arm, clock }: { readonly arm: ArmExchange; readonly clock: Clock }): Hints {
  return {
    async jobs(subscriptions, endedSince) {
      const at = clock.now();
      const asked = subscriptions.slice(0, SUBSCRIPTIONS_MAX);
      const { rows, isWhole } = await readRows(arm, { subscriptions: asked, query: jobsQuery(endedSince) });
      const jobs = rows.map(hintOf).filter((job) => job !== null);
      const isAll = asked.length === subscriptions.length && jobs.length === rows.length;
      return { value: { jobs, isWhole: isWhole && isAll }, at };
    },
  };
}

/** Columns that Azure documents, without computed ones. */
function jobsQuery(endedSince: Date): string {
  return `RecoveryServicesResources
| where type =~ 'microsoft.recoveryservices/vaults/backupjobs'
| where properties.backupManagementType =~ 'AzureIaasVM' and properties.operation =~ 'Backup'
| where properties.status in~ ('InProgress', 'Cancelling') or todatetime(properties.endTime) >= datetime(${endedSince.toISOString()})
| project id, name, properties
| order by id asc`;
}

/** All pages, or as many as the limits allow; `isWhole` is then false. */
async function readRows(
  arm: ArmExchange,
  asked: { readonly subscriptions: readonly string[]; readonly query: string },
): Promise<{ readonly rows: readonly unknown[]; readonly isWhole: boolean }> {
  const deadlineMs = performance.now() + QUERY_MS_MAX;
  const call = { subscription: '', action: 'graph', resource: 'subscription', share: 'watch', deadlineMs } as const;
  const rows: unknown[] = [];
  let skipToken = '';
  for (let pages = 1; pages <= PAGES_MAX; pages++) {
    const options = {
      resultFormat: 'objectArray',
      $top: ROWS_A_PAGE,
      ...(skipToken !== '' && { $skipToken: skipToken }),
    };
    const { answer, failure } = await arm.exchange(call, 'POST', (sdk, given) =>
      sdk.post(GRAPH_PATH, { ...asked, options }, given),
    );
    if (failure) throw failure;
    const page = objectOf(jsonOf(answer.body));
    rows.push(...rowsOf(page, answer));
    skipToken = textOf(page['$skipToken']);
    if (skipToken === '') return { rows, isWhole: textOf(page['resultTruncated']) !== 'true' };
    if (answer.headers[QUOTA_HEADER] === '0') break;
  }
  return { rows, isWhole: false };
}

function rowsOf({ data }: Json, answer: ArmAnswer): readonly unknown[] {
  if (!Array.isArray(data)) throw invalidAnswer(answer, 'UnreadableBody');
  return (data as unknown[]).slice(0, ROWS_A_PAGE);
}

/** Null for a row without a vault or a job's name. */
function hintOf(row: unknown): JobHint | null {
  const vault = vaultRefOf(row);
  return vault && jobOf(row, vault);
}
