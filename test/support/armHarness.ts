import type { TokenCredential } from '@azure/identity';

import { readPages } from '../../services/azure/http/arm';
import { type ArmCall, type ArmExchange, createArmExchange, type Send } from '../../services/azure/http/armExchange';
import type { AzureError } from '../../services/backup/vaults';
import { type ArmStub, startArmStub } from './armStub';
import { ManualClock } from './manualClock';

/** Requests to Azure's resource manager at an endpoint that answers what a test wants. */
export class ArmHarness {
  readonly clock = new ManualClock();
  /** Requests that were sent, as they are counted. */
  readonly seen: { action: string; method: string; status: number }[] = [];
  readonly stub: ArmStub;
  exchange: ArmExchange;

  private constructor(stub: ArmStub) {
    this.stub = stub;
    this.exchange = this.to(stub.url);
  }

  static async start(): Promise<ArmHarness> {
    return new ArmHarness(await startArmStub());
  }

  /** Requests go there from now on. */
  to(resourceManagerUrl: string, credential: (() => Promise<TokenCredential>) | null = null): ArmExchange {
    const { clock } = this;
    this.exchange = createArmExchange({
      ...{ resourceManagerUrl, credential, clock, jobReadsPerHour: null },
      onRequest: (request) => this.seen.push(request),
    });
    return this.exchange;
  }

  pages(): Promise<readonly unknown[]> {
    return readPages(this.exchange, call(), (sdk, options) =>
      sdk.backup('s').recoveryPoints.list('v', 'rg', 'Azure', 'c', 'i', options),
    );
  }

  async close(): Promise<void> {
    this.exchange.close();
    await this.stub.close();
  }
}

export function call(change: Partial<ArmCall> = {}): ArmCall {
  const deadlineMs = performance.now() + 60_000;
  return { subscription: 's', action: 'points', resource: 'item', share: 'command', deadlineMs, ...change };
}

export const points: Send = (sdk, options) =>
  sdk.backup('s').recoveryPoints.list('v', 'rg', 'Azure', 'c;1', 'i;1', options).byPage().next();

export const trigger: Send = (sdk, options) =>
  sdk
    .backup('s')
    .backups.trigger('v', 'rg', 'Azure', 'c', 'i', { properties: { objectType: 'IaasVMBackupRequest' } }, options);

/** The error that it fails with. */
export async function failed(reading: Promise<unknown>): Promise<AzureError> {
  return reading.then(
    () => expect(reading).rejects.toThrow(),
    (error: unknown) => error as AzureError,
  ) as Promise<AzureError>;
}
