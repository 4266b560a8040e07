import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { pino } from 'pino';

import { openStore, type Store } from '../../services/store/openStore';
import { AskedAzure, type Replica, startReplica } from './askingReplica';
import { FakeConnector } from './fakeConnector';
import { ManualClock } from './manualClock';
import { tempFolder } from './tempFolder';

/** Processes of the bot over one store in a file, a connector, a stopped clock, and an Azure that backs up vm-01. */
export class ReplicaHarness {
  readonly clock = new ManualClock();
  readonly azure = new AskedAzure(['vm-01'], this.clock);
  readonly connector: FakeConnector;
  store: Store;
  readonly #folder: string;
  #replicas: Replica[] = [];

  private constructor(folder: string, store: Store, connector: FakeConnector) {
    this.#folder = folder;
    this.store = store;
    this.connector = connector;
  }

  static async start(): Promise<ReplicaHarness> {
    const folder = tempFolder();
    return new ReplicaHarness(folder, await opened(folder), await FakeConnector.start());
  }

  /** One more process. */
  replica(change: Partial<Parameters<typeof startReplica>[0]> = {}): Replica {
    const { store, clock, connector, azure } = this;
    const replica = startReplica({ store, clock, connector, azure, ...change });
    this.#replicas.push(replica);
    return replica;
  }

  /** All processes end and lose their memory; a new one starts. */
  async restart(): Promise<Replica> {
    await this.#stopAll();
    this.store = await opened(this.#folder);
    return this.replica();
  }

  async end(): Promise<void> {
    await this.#stopAll();
    await this.connector.stop();
    rmSync(this.#folder, { recursive: true });
  }

  async #stopAll(): Promise<void> {
    await Promise.all(this.#replicas.map((replica) => replica.stop()));
    this.#replicas = [];
    await this.store.close();
  }
}

function opened(folder: string): Promise<Store> {
  return openStore(`sqlite:${join(folder, 'bot.db')}`, { log: pino({ level: 'silent' }) });
}
