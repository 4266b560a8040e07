import type { Notice } from '../../services/backup/jobEvents';
import { enqueue } from '../../services/notify/enqueue/enqueue';
import { createOutbox, type Outbox } from '../../services/notify/outbox/outbox';
import type { OutboxParts } from '../../services/notify/outbox/outboxParts';
import { ManualClock } from './manualClock';
import { MemoryStore } from './memoryTables';
import { FakeMessenger, gist, promisedTo, READ_AGAIN } from './notifySamples';
import { aKey } from './samples';

const QUIET_LOG = { debug() {}, info() {}, warn() {}, error() {} } as unknown as OutboxParts['log'];

/** An outbox in memory, a scripted channel and a stopped clock. */
export class OutboxHarness {
  readonly clock: ManualClock;
  readonly store = new MemoryStore();
  readonly messenger = new FakeMessenger(() => this.clock.now().getTime());
  /** Results of deliveries, in their order. */
  readonly counted: string[] = [];
  /** What was observed, by the metric's name. */
  readonly observed: { readonly name: string; readonly seconds: number; readonly labels: object }[] = [];
  mayTell: OutboxParts['mayTell'] = async () => true;
  outbox: Outbox;

  constructor(clock = new ManualClock('2026-11-22T22:00:00Z')) {
    this.clock = clock;
    this.outbox = this.make();
  }

  /** Another process over the same store. */
  make(more: Partial<OutboxParts> = {}): Outbox {
    const { clock, store, messenger } = this;
    this.outbox = createOutbox({
      ...{ store, clock, messenger, log: QUIET_LOG, owner: 'one', random: () => 0 },
      mayTell: (watch, vm) => this.mayTell(watch, vm),
      recheck: async () => ({ kind: 'stillDone', ...READ_AGAIN }),
      otherOf: async () => null,
      metrics: {
        count: (_name, labels) => this.counted.push(labels?.['result'] ?? ''),
        observe: (name, seconds, labels = {}) => this.observed.push({ name, seconds, labels }),
      },
      ...more,
    });
    return this.outbox;
  }

  async tell(...notices: Notice[]): Promise<void> {
    await this.store.transaction((tables) => enqueue(tables, notices, (watch, vm) => this.mayTell(watch, vm)));
    this.outbox.wake();
  }

  /** Somebody in the channel asked for these jobs; the live card is not posted yet. */
  async asked(...jobs: string[]): Promise<void> {
    for (const jobKey of jobs)
      await this.store.tables.jobSubscriptions.add(
        promisedTo({ jobKey: aKey(jobKey), cardId: jobKey, cardActivityId: null }),
      );
  }

  said(): string[] {
    return this.messenger.posts.map(({ message }) => gist(message));
  }

  async end(): Promise<void> {
    this.messenger.release();
    await this.outbox.stop();
  }
}
