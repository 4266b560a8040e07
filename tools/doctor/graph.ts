import { GRAPH_PATH } from '../../services/azure/hints';
import { jsonOf } from '../../services/azure/http/errorText';
import { listOf, objectOf } from '../../services/azure/http/jsonFields';
import { type Finding, finding } from './finding';
import { type Prober, refusalIn } from './prober';

const ID = 'graph';
const QUERY = `RecoveryServicesResources
| where type =~ 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems'
| summarize items = count()`;

/** Asks Azure Resource Graph how many protected items the reader sees. The bot works without it. */
export async function checkGraph(
  { prober, now }: { readonly prober: Prober; readonly now: () => Date },
  subscriptions: readonly string[],
): Promise<Finding> {
  const body = { ...(subscriptions.length > 0 && { subscriptions }), query: QUERY };
  const probed = await prober.send('reader', (sdk, options) => sdk.post(GRAPH_PATH, body, options));
  const facts = { subscription: subscriptions[0] ?? '' };
  const refusal = refusalIn(probed, { wanted: 'subscription', call: 'graph' }, now());
  if (refusal?.problem.kind === 'notAllowed')
    return finding(ID, 'graphDenied', { ...facts, says: refusal.says || refusal.code });
  if (refusal) return finding(ID, 'graphFails', { ...facts, says: refusal.says || refusal.code || refusal.message });
  const [row] = listOf(objectOf(jsonOf(probed.answer?.body ?? ''))['data'], 1);
  const { items } = objectOf(row);
  return typeof items === 'number'
    ? finding(ID, 'graphAnswers', { ...facts, items })
    : finding(ID, 'graphFails', { ...facts, says: 'UnreadableBody' });
}
