import { runCommand } from '../../commands/run';
import type { Command } from '../../protocol/command';
import type { JobView } from '../../protocol/jobViews';
import type { View } from '../../protocol/view';
import type { Notice } from '../../services/backup/jobEvents';
import type { Job } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import { enqueue } from '../../services/notify/enqueue/enqueue';
import { Triggers } from '../../services/onDemand/triggers';
import type { JobSubscription } from '../../services/subscriptions/jobSubscription';
import type { Watch, WatchLevel } from '../../services/subscriptions/watch';
import type { Services } from '../../views/services';
import { anAsk, TO, viewOf } from './commandBot';
import { aCommandStore } from './commandStore';
import { ManualClock } from './manualClock';
import { everybody } from './notifySamples';
import { aJob, aKey, anItem, aReading, NOW, tasksOf, VAULT } from './samples';

const ITEM = anItem();
export const JOB = aJob({ tasks: tasksOf('inProgress', 'notStarted') });
export const TELL: Command = { kind: 'watch', scope: { job: JOB.id } };
export const STOP: Command = { kind: 'unwatch', scope: { job: JOB.id } };

/** A conversation in which people ask to be told of one job, over a store in memory and an Azure that has that job. */
export class SubscriptionHarness {
  readonly store = aCommandStore();
  job: Job = JOB;
  /** How often the monitor was woken. */
  wakes = 0;
  /** Why the job's read failed; null: it did not. */
  problem: AzureError | null = null;
  /** Ids of the people who may see the VM. */
  sees: (id: string) => boolean = () => true;

  get watched(): ReturnType<typeof aCommandStore>['watched'] {
    return this.store.watched;
  }

  async run(command: Command, by?: string): Promise<View> {
    return viewOf(await runCommand(command, this.#askOf(by), this.#services()));
  }

  async card(by?: string): Promise<JobView> {
    return (await this.run({ kind: 'job', id: JOB.id }, by)) as JobView;
  }

  promised(): Promise<readonly JobSubscription[]> {
    return this.store.transaction(({ jobSubscriptions }) => jobSubscriptions.ofConversation(TO));
  }

  watch(level: WatchLevel, owner?: string): Promise<void> {
    const { person, place } = this.#askOf(owner);
    const scope: Watch['scope'] = { kind: 'vm', itemId: ITEM.id, vmName: ITEM.vm.name };
    const where = { to: TO, thread: null, language: 'en', timeZone: 'UTC', createdMs: 0 } as const;
    return this.store.put({ ...where, scope, level, owner: { person, place } });
  }

  /** Number of messages, without cards, that the monitor would enqueue for an event of the job now. */
  async told(event: Notice['event']): Promise<number> {
    const [one] = this.watched.all;
    const notice = {
      ...{ jobKey: one?.key ?? aKey('none'), event, vault: VAULT, itemId: ITEM.id, vmName: ITEM.vm.name },
      ...{ vmResourceGroup: ITEM.vm.resourceGroup, job: this.job, atMs: NOW.getTime(), readMs: NOW.getTime() },
    };
    return this.store.transaction(async (tables) => {
      const { messages } = await enqueue(tables, [notice], everybody);
      return messages;
    });
  }

  #askOf(id = '29:me'): Ask {
    const person = { id, name: id.slice(3), aadObjectId: id, tenantId: 'tenant-a', guest: false };
    return { ...anAsk({ role: 'viewer', may: () => this.sees(id) }), person };
  }

  #services(): Services {
    const { store } = this;
    const clock = new ManualClock(NOW.toISOString());
    const inventory = aReading({ items: [ITEM], vaults: [VAULT], unread: [] });
    const triggers = new Triggers({ store, clock, wake: () => (this.wakes += 1) });
    const none = async (): Promise<never> => {
      throw new AzureError({ kind: 'unavailable', status: 0 });
    };
    const job = async (): Promise<ReturnType<typeof aReading<Job>>> => ({
      ...aReading(this.job),
      ...(this.problem && { problem: this.problem }),
    });
    const vaults = {
      ...{ known: () => inventory, inventory: async () => inventory, points: none, policy: none },
      ...{ job, jobs: async () => aReading([this.job]) },
    };
    const access = { grantOf: ({ id }: Ask['person']) => this.#askOf(id).grant };
    // Only what these commands touch.
    return { store, clock, triggers, vaults, access, log: console } as unknown as Services;
  }
}
