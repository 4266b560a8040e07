import { type ArmExchange, requestOnce } from '../../services/azure/http/armExchange';
import { errorTextOf, jsonOf } from '../../services/azure/http/errorText';
import type { ArmAnswer } from '../../services/azure/http/explainError';
import { type Json, objectOf } from '../../services/azure/http/jsonFields';
import type { Sdk, SdkOptions } from '../../services/azure/http/sdk';
import type { ProtectedItem } from '../../services/backup/types';
import { AzureError, retryAfter } from '../../services/backup/vaults';
import type { Clock } from '../../services/platform/clock';
import { MINUTE_MS, SECOND_MS } from '../../services/platform/durations';
import type { Exchanged, ReadKind, Seeing } from './seen';

/** The version that the bot asks too. */
const API_VERSION = '2024-04-01';
/** Real time for one request. */
const READ_MS_MAX = 8 * SECOND_MS;
/** How long a kind rests after a 429 that names no time. */
const THROTTLED_MS = MINUTE_MS;
const LIMIT_HEADER = /^x-ms-(?:ratelimit-remaining|user-quota-remaining)/;
const LIMITS_MAX = 10;

interface Parts {
  readonly arm: ArmExchange;
  /** The reader's client, for requests that no budget counts. */
  readonly sdk: () => Promise<Sdk>;
  /** A client that sends no token of its own. */
  readonly tokenless: () => Promise<Sdk>;
  readonly clock: Clock;
  readonly item: ProtectedItem;
  readonly seeing: Seeing;
}

/** The answer to a request beside what is kept of it. */
export interface ReadAnswer extends Exchanged {
  /** {} unless the request succeeded. */
  readonly json: Json;
}

type Send = (sdk: Sdk, options: SdkOptions) => PromiseLike<unknown>;

/** The checklist's requests: GETs, and queries of Resource Graph. Each is sent once, and all are written down. */
export class Reads {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A read of jobs, points or items, within the bot's own budget. `path` begins below the vault. */
  async budgeted(
    kind: 'jobs' | 'points' | 'items',
    path: string,
    query: Readonly<Record<string, string>> = {},
  ): Promise<ReadAnswer> {
    const { arm, item } = this.#parts;
    const { subscription } = item.ref.vault;
    const call = { subscription, action: kind, resource: 'vault', share: 'command', ...deadline() } as const;
    const url = this.#url(path, query);
    return this.#written(kind, async () => {
      const { answer, failure } = await arm.exchange(call, 'GET', (sdk, options) => sdk.get(url, options));
      return { answer, failure };
    });
  }

  /** The protected item itself, which no role of the bot may read. */
  async itemProbe(): Promise<ReadAnswer> {
    const url = this.#url(pathOfItem(this.#parts.item));
    return this.#free('probe', this.#parts.sdk, (sdk, options) => sdk.get(url, options));
  }

  /** The list of vaults, with this value of the header Authorization; '' sends no such header. */
  async tokenProbe(authorization: string): Promise<ReadAnswer> {
    const { subscription } = this.#parts.item.ref.vault;
    const url = `/subscriptions/${subscription}/providers/Microsoft.RecoveryServices/vaults?api-version=${API_VERSION}`;
    return this.#free('probe', this.#parts.tokenless, (sdk, { abortSignal, requestOptions }) => {
      const customHeaders = { ...requestOptions.customHeaders, ...(authorization !== '' && { authorization }) };
      return sdk.get(url, { abortSignal, requestOptions: { ...requestOptions, customHeaders } });
    });
  }

  async query(text: string): Promise<ReadAnswer> {
    const { subscription } = this.#parts.item.ref.vault;
    const body = { subscriptions: [subscription], query: text, options: { resultFormat: 'objectArray' } };
    return this.#free('graph', this.#parts.sdk, (sdk, options) =>
      sdk.post('/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', body, options),
    );
  }

  #free(kind: ReadKind, sdk: () => Promise<Sdk>, send: Send): Promise<ReadAnswer> {
    return this.#written(kind, async () => {
      const { answer, failure } = await requestOnce(deadline(), sdk, send);
      return { answer, failure };
    });
  }

  async #written(
    kind: ReadKind,
    send: () => Promise<{ readonly answer: ArmAnswer | null; readonly failure: AzureError | null }>,
  ): Promise<ReadAnswer> {
    const { clock, seeing } = this.#parts;
    const atMs = clock.now().getTime();
    const { answer, failure } = await send().catch((error: unknown) => {
      if (error instanceof AzureError) return { answer: null, failure: error };
      throw error;
    });
    const doneMs = clock.now().getTime();
    const exchanged = { kind, atMs, doneMs, ...answerOf(answer, failure), untilMs: untilOf(answer, failure, doneMs) };
    seeing.exchanged.push(exchanged);
    return { ...exchanged, json: answer && isFine(answer) ? objectOf(jsonOf(answer.body)) : {} };
  }

  #url(path: string, query: Readonly<Record<string, string>> = {}): string {
    const { subscription, resourceGroup, name } = this.#parts.item.ref.vault;
    const vault = `/subscriptions/${subscription}/resourceGroups/${encodeURIComponent(resourceGroup)}/providers/Microsoft.RecoveryServices/vaults/${encodeURIComponent(name)}`;
    const words = Object.entries({ 'api-version': API_VERSION, ...query });
    return `${vault}${path}?${words.map(([word, value]) => `${word}=${encodeURIComponent(value)}`).join('&')}`;
  }
}

/** The item's path below its vault. */
export function pathOfItem({ ref }: ProtectedItem): string {
  return `/backupFabrics/Azure/protectionContainers/${encodeURIComponent(ref.container)}/protectedItems/${encodeURIComponent(ref.item)}`;
}

function deadline(): { readonly deadlineMs: number } {
  return { deadlineMs: performance.now() + READ_MS_MAX };
}

function isFine({ status }: ArmAnswer): boolean {
  return status >= 200 && status < 300;
}

function answerOf(
  answer: ArmAnswer | null,
  failure: AzureError | null,
): Pick<Exchanged, 'status' | 'code' | 'message' | 'dateMs' | 'limits'> {
  if (answer === null) return { status: 0, code: codeOf('', failure), message: '', dateMs: null, limits: {} };
  const heard = { status: answer.status, dateMs: dateOf(answer), limits: limitsOf(answer) };
  if (isFine(answer)) return { ...heard, code: '', message: '' };
  const { code, message } = errorTextOf(answer.body);
  return { ...heard, code: codeOf(code, failure), message };
}

/** Azure's code, else the bot's own word for what failed. */
function codeOf(code: string, failure: AzureError | null): string {
  return [code, failure?.code, failure?.problem.kind].find((word) => word !== undefined && word !== '') ?? '';
}

function dateOf({ headers }: ArmAnswer): number | null {
  const ms = Date.parse(headers['date'] ?? '');
  return Number.isNaN(ms) ? null : ms;
}

function limitsOf({ headers }: ArmAnswer): Readonly<Record<string, number>> {
  const found = Object.entries(headers)
    .filter(([name, value]) => LIMIT_HEADER.test(name) && /^-?\d{1,9}$/.test(value))
    .slice(0, LIMITS_MAX);
  return Object.fromEntries(found.map(([name, value]) => [name, Number(value)]));
}

function untilOf(answer: ArmAnswer | null, failure: AzureError | null, nowMs: number): number | null {
  const until = failure && retryAfter(failure);
  if (until) return until.getTime();
  return answer?.status === 429 ? nowMs + THROTTLED_MS : null;
}
