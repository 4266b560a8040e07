import { lazySdk, requestOnce, type Send } from '../../services/azure/http/armExchange';
import type { CallName } from '../../services/azure/http/calls';
import { type ArmAnswer, explainAnswer, type ResourceKind } from '../../services/azure/http/explainError';
import type { Identity } from '../../services/azure/http/tokens';
import type { AzureError, AzureRole } from '../../services/backup/vaults';

/** What came of one request to Azure. */
export interface Probed {
  /** Of any status; null if there was none. */
  readonly answer: ArmAnswer | null;
  /** Why there was no answer; null if there was one. */
  readonly failure: AzureError | null;
  /** By this machine's clock, in epoch ms. */
  readonly sentMs: number;
  readonly receivedMs: number;
}

/** Sends single requests to Azure as the bot does: its SDK, its credentials, its proxy. */
export interface Prober {
  /** Sends the request once, with the token of the identity of `role`. Never rejects. */
  send(role: AzureRole, send: Send): Promise<Probed>;
  /** Whether the time for all requests has passed. */
  isOver(): boolean;
  close(): void;
}

interface ProberOptions {
  readonly resourceManagerUrl: string;
  readonly identity: Identity | null;
  readonly now: () => number;
  /** When all must be done, in real time (`performance.now()`). */
  readonly deadlineMs: number;
  /** For one request, with its token. */
  readonly requestMs: number;
}

export function createProber({ resourceManagerUrl, identity, now, deadlineMs, requestMs }: ProberOptions): Prober {
  // The token goes over TLS only, as from the bot.
  const isPlain = resourceManagerUrl.startsWith('http:');
  const sdk = lazySdk({ resourceManagerUrl, credential: isPlain || identity === null ? null : identity.credential });
  return {
    async send(role, send) {
      const sentMs = now();
      const call = { deadlineMs: Math.min(deadlineMs, performance.now() + requestMs) };
      const { answer, failure } = await requestOnce(call, () => sdk.get(role), send);
      return { answer, failure: answer ? null : failure, sentMs, receivedMs: now() };
    },
    isOver: () => performance.now() >= deadlineMs,
    close: () => {
      sdk.close();
    },
  };
}

/** Why the request did not succeed, in the bot's words; null if it did. */
export function refusalIn(
  { answer, failure }: Probed,
  asked: { readonly wanted: ResourceKind; readonly call: CallName },
  now: Date,
): AzureError | null {
  if (!answer) return failure;
  return answer.status >= 200 && answer.status < 300 ? null : explainAnswer(answer, asked, now);
}
