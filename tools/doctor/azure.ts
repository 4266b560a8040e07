import { jsonOf } from '../../services/azure/http/errorText';
import { listOf, objectOf, textOf } from '../../services/azure/http/jsonFields';
import type { AzureError } from '../../services/backup/vaults';
import type { Witness } from './clock';
import { type Facts, type Finding, finding } from './finding';
import { type Prober, refusalIn } from './prober';

const ID = 'azure';
/** Lists what the caller may see, and needs no role. */
const SUBSCRIPTIONS = '/subscriptions?api-version=2022-12-01';
const SUBSCRIPTIONS_MAX = 1_000;

interface AzureReached {
  readonly finding: Finding;
  /** Whether Azure answered and took the token: else nothing more is asked. */
  readonly ok: boolean;
  /** Whose `Date` tells the time; null without an answer. */
  readonly witness: Witness | null;
  /** The subscriptions that the reader's identity sees. */
  readonly subscriptions: readonly string[];
}

/** Asks Azure Resource Manager the smallest question that it has. */
export async function reachAzure(prober: Prober, url: string): Promise<AzureReached> {
  const probed = await prober.send('reader', (sdk, options) => sdk.get(SUBSCRIPTIONS, options));
  const { answer, sentMs, receivedMs } = probed;
  const host = new URL(url).host;
  const refusal = refusalIn(probed, { wanted: 'subscription', call: 'subscriptions' }, new Date(receivedMs));
  const witness = answer ? { host, date: answer.headers['date'] ?? '', sentMs, receivedMs } : null;
  const ids = listOf(objectOf(jsonOf(answer?.body ?? ''))['value'], SUBSCRIPTIONS_MAX)
    .map((row) => textOf(objectOf(row)['subscriptionId']))
    .filter((id) => id !== '');
  const found = outcomeOf(refusal, { host, url, ms: Math.round(receivedMs - sentMs) });
  return { finding: found, ok: found.outcome === 'azureAnswers', witness, subscriptions: ids };
}

function outcomeOf(refusal: AzureError | null, facts: Facts): Finding {
  if (refusal === null) return finding(ID, 'azureAnswers', facts);
  const { problem, code, says } = refusal;
  const told = { ...facts, says: says || code };
  if (problem.kind === 'unavailable')
    return problem.status === 0
      ? finding(ID, 'azureUnreachable', { ...facts, says: code })
      : finding(ID, 'azureFails', { ...facts, says: `HTTP ${problem.status} ${code}`.trim() });
  // Who is known but may not list subscriptions may still read vaults.
  const isRefused = problem.kind === 'notAllowed' && problem.by === 'credential';
  return finding(ID, isRefused ? 'azureTokenRefused' : 'azureAnswers', told);
}
