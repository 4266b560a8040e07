import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { pino } from 'pino';

import { openStore, type Store } from '../../services/store/openStore';
import { AskedAzure, type Replica, startReplica } from './askingReplica';
import { FakeConnector } from './fakeConnector';
import { ManualClock } from './manualClock';
import { tempFolder } from './tempFolder';

/** Bots over one store in a file, one connector, a stopped clock, and an Azure that backs up `running`. */
export class ReplicaHarness {
  readonly clock = new ManualClock();
  readonly azure: AskedAzure;
  readonly connector: FakeConnector;
  store: Store;
  readonly #folder: string;
  #replicas: Replica[] = [];

  private constructor(folder: string, store: Store, parts: { connector: FakeConnector; running: readonly string[] }) {
    this.#folder = folder;
    this.store = store;
    this.connector = parts.connector;
    this.azure = new AskedAzure(parts.running, this.clock);
  }

  static async start(running: readonly string[] = ['vm-01']): Promise<ReplicaHarness> {
    const folder = tempFolder();
    return new ReplicaHarness(folder, await opened(folder), { connector: await FakeConnector.start(), running });
  }

  /** One more process. */
  replica(change: Partial<Parameters<typeof startReplica>[0]> = {}): Replica {
    const { store, clock, connector, azure } = this;
    const replica = startReplica({ store, clock, connector, azure, ...change });
    this.#replicas.push(replica);
    return replica;
  }

  /** All processes end and lose their memory; a new one starts. */
  async restart(change: Parameters<ReplicaHarness['replica']>[0] = {}): Promise<Replica> {
    await this.#stopAll();
    this.store = await opened(this.#folder);
    return this.replica(change);
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
