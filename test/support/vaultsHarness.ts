import { pino } from 'pino';

import { type AzureVaults, createVaults } from '../../services/azure/vaults';
import type { VaultRef } from '../../services/backup/types';
import { jobRow } from './armBodies';
import { type ArmStub, startArmStub } from './armStub';
import { ManualClock } from './manualClock';
import { VAULT } from './samples';

const HOUR_MS = 3_600_000;

/** The port to Azure over an endpoint that answers what a test wants, and a stopped clock. */
export class VaultsHarness {
  readonly clock = new ManualClock();
  readonly stub: ArmStub;
  port: AzureVaults;

  protected constructor(stub: ArmStub, vaults: readonly VaultRef[] = [VAULT]) {
    this.stub = stub;
    this.port = this.#portTo(vaults, []);
  }

  static async start(vaults?: readonly VaultRef[]): Promise<VaultsHarness> {
    return new VaultsHarness(await startArmStub(), vaults);
  }

  /** Another process, with other vaults or subscriptions in its configuration. */
  async configure(vaults: readonly VaultRef[], subscriptionIds: readonly string[] = []): Promise<void> {
    await this.port.close();
    this.port = this.#portTo(vaults, subscriptionIds);
  }

  /** The row of a backup that began just now, or as `change` says. */
  job(id: string, change?: Parameters<typeof jobRow>[2]): object {
    return jobRow(id, this.clock.now(), change);
  }

  hoursAgo(hours: number): { readonly since: Date } {
    return { since: new Date(this.clock.now().getTime() - hours * HOUR_MS) };
  }

  async close(): Promise<void> {
    await this.port.close();
    await this.stub.close();
  }

  #portTo(vaults: readonly VaultRef[], subscriptionIds: readonly string[]): AzureVaults {
    return createVaults({
      ...{ resourceManagerUrl: this.stub.url, subscriptionIds, vaults, credential: null, clock: this.clock },
      ...{ log: pino({ level: 'silent' }), jobReadsPerHour: null },
    });
  }
}
