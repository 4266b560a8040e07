import type { Activity } from 'botbuilder';

import { createAdapter } from '../../bots/channel/adapter';
import { CardMessages } from '../../bots/channel/cardMessages';
import { Roster } from '../../bots/channel/roster';
import { type Address, createOneTry } from '../../bots/channel/sender';
import { ActivityLog } from '../../bots/inbox/activityLog';
import { InFlight } from '../../bots/inbox/inFlight';
import { createMessenger } from '../../bots/proactive/messenger';
import { createGrantNow, createOwnerCheck } from '../../bots/proactive/ownerCheck';
import { render } from '../../cards/render';
import { createBot, createServices } from '../../index';
import { message } from '../../protocol/messageView';
import { everyoneIsAdmin } from '../../services/access/accessRules';
import type { ConversationKey } from '../../services/access/conversation';
import { ReadOnly } from '../../services/access/readOnly';
import type { Access } from '../../services/access/roles';
import type { Notice } from '../../services/backup/jobEvents';
import type { Job, Policy, ProtectedItem } from '../../services/backup/types';
import type { AzureError, TriggerOptions, Vaults, VmTags } from '../../services/backup/vaults';
import { enqueue } from '../../services/notify/enqueue/enqueue';
import { createOutbox } from '../../services/notify/outbox/outbox';
import type { Store } from '../../services/store/openStore';
import type { FakeConnector } from './fakeConnector';
import type { ManualClock } from './manualClock';
import { PLANTED } from './planted';
import { aJob, anItem, aReading, NOTHING_READ, tasksOf, VAULT } from './samples';
import { recording } from './startBot';
import { aMessage, aPress, type Json } from './teamsActivities';

/** An Azure in which the backups of these VMs run, and what was asked of it. */
export class AskedAzure {
  readonly cancelled: string[] = [];
  readonly started: string[] = [];
  /** The `x-ms-client-request-id` of each trigger and cancel. */
  readonly requestIds: (string | undefined)[] = [];
  /** Until when the recovery point of each is kept. */
  readonly keptUntil: Date[] = [];
  /** Jobs that have ended. */
  readonly ended: Job[] = [];
  policy: Policy | null = null;
  /** Tags by the VM's name. */
  readonly tags = new Map<string, VmTags>();
  /** What reads of tags fail with. */
  tagsFail: AzureError | null = null;
  /** What the next trigger fails with. */
  fails: AzureError | null = null;
  /** What the next look for a VM waits for. */
  next: { readonly begun: () => void; readonly may: Promise<void> } | null = null;
  readonly vaults: Vaults;
  readonly #running: readonly Job[];

  constructor(running: readonly string[], clock: ManualClock) {
    const reading = <T>(value: T): ReturnType<typeof aReading<T>> => ({ ...aReading(value), at: clock.now() });
    this.#running = running.map((vmName) =>
      aJob({ id: `job-${vmName}`, vmName, startedAt: clock.now(), tasks: tasksOf('inProgress', 'notStarted') }),
    );
    const items = [
      ...['vm-01', 'vm-02', 'web-01', 'web-02', 'twin'].map((name) => anItem({ name })),
      anItem({ name: 'twin', resourceGroup: 'rg-test' }),
    ];
    const inventory = { items, vaults: [VAULT], unread: [] };
    // Only what these commands ask for: anything else would be a test of another command.
    this.vaults = {
      known: () => reading(inventory),
      inventory: async () => {
        const { next } = this;
        this.next = null;
        next?.begun();
        await next?.may;
        return reading(inventory);
      },
      jobs: async () => reading([...this.#running, ...this.ended]),
      job: async (_vault: unknown, id: string) =>
        reading([...this.#running, ...this.ended].find((job) => job.id === id)),
      points: async () => reading([]),
      policy: async () => reading(this.policy),
      tags: async ({ vm }: ProtectedItem) => {
        if (this.tagsFail) throw this.tagsFail;
        return reading(this.tags.get(vm.name) ?? {});
      },
      cancel: async (_vault: unknown, id: string, requestId?: string) => {
        this.requestIds.push(requestId);
        this.cancelled.push(id);
      },
      trigger: async (item: ProtectedItem, { retainUntil, requestId }: TriggerOptions) => {
        this.requestIds.push(requestId);
        return this.#start(item, retainUntil);
      },
    } as unknown as Vaults;
  }

  /** All backups that were started have ended; the list shows them. */
  end(clock: ManualClock): void {
    const known = this.ended.length;
    for (const [index, vmName] of [...this.started.entries()].slice(known))
      this.ended.push(aJob({ id: `started-${index + 1}`, vmName, state: 'completed', startedAt: clock.now() }));
  }

  #start({ vm }: ProtectedItem, retainUntil: Date): string {
    if (this.fails) throw this.fails;
    this.keptUntil.push(retainUntil);
    return `started-${this.started.push(vm.name)}`;
  }
}

/** One process of the bot, with its outbox, over a store that others share. */
export interface Replica {
  /** Says it and gives the sentence that answers. */
  say(text: string, change?: Json): Promise<string>;
  press(data: Json, change?: Json): Promise<string>;
  /** Delivers one activity and gives the body of the response. */
  deliver(activity: Json): Promise<unknown>;
  /** Tells the conversations that want to hear of it, as the monitor does. */
  tell(notice: Notice): Promise<void>;
  stop(): Promise<void>;
}

interface Parts {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly connector: FakeConnector;
  readonly azure: AskedAzure;
  /** Without it everybody is an admin. */
  readonly access?: Access;
  /** Whether people are looked up in the roster, as in teams mode. */
  readonly asksRoster?: boolean;
  /** Whether READ_ONLY is set where it runs. */
  readonly isReadOnly?: boolean;
}

let replicas = 0;
export function startReplica({ store, clock, connector, azure, access = everyoneIsAdmin, ...parts }: Parts): Replica {
  const log = recording([]);
  const cards = new CardMessages();
  const metrics = { count: () => undefined, observe: () => undefined };
  const turner = createAdapter({
    config: { mode: 'demo', channel: null },
    log,
    clock,
    channelToken: async () => PLANTED.token,
  });
  const activityLog = new ActivityLog({ store, clock, log });
  const readOnly = new ReadOnly({ store, clock, byEnvironment: parts.isReadOnly ?? false });
  const given = { vaults: azure.vaults, lastRead: NOTHING_READ, readOnly, clock, log, store, access };
  const services = createServices({ ...given, grantNow: (asking) => grantNow(asking) }, () => {
    outbox.wake();
  });
  const config = { mode: 'demo', defaultLanguage: 'en', defaultTimeZone: 'UTC' } as const;
  const inFlight = new InFlight({ log });
  const roster = parts.asksRoster ? new Roster({ clock, log, turner, inFlight }) : null;
  const bot = createBot({ services, turner, activityLog, cards, store, config, metrics, inFlight, roster });
  const referenceOf = (to: ConversationKey): Promise<Address | null> => activityLog.referenceOf(to);
  const owners = { access, roster, referenceOf };
  const mayTell = createOwnerCheck(owners);
  const grantNow = createGrantNow(owners);
  const messenger = createMessenger({
    ...{ sources: services, settings: services.settings, render, cards, log, oneTry: createOneTry(turner) },
    referenceOf,
    heartbeat: async () => message('working'),
  });
  replicas += 1;
  const outbox = createOutbox({
    ...{ store, clock, messenger, log, metrics, owner: `replica ${replicas}`, random: () => 0 },
    ...{ mayTell, recheck: async () => ({ kind: 'unread' }), otherOf: async () => null },
  });
  outbox.start();
  const post = async (activity: Json): Promise<string> => {
    const before = connector.messages.length;
    const came = (): string | undefined =>
      connector.messages
        .slice(before)
        .find(({ activityId, method, activity: { summary } }) =>
          method === 'POST' ? activityId === activity['id'] : activity['type'] === 'invoke' && !summary?.includes('?'),
        )?.activity.summary;
    await turner.handle(activity as unknown as Activity, (context) => bot.run(context));
    await connector.until(() => came() !== undefined);
    return came() ?? '';
  };
  return {
    say: (text, change) => post(aMessage(connector.serviceUrl, text, change)),
    press: (data, change) => post(aPress(connector.serviceUrl, data, change)),
    deliver: async (activity) =>
      (await turner.handle(activity as unknown as Activity, (context) => bot.run(context))).body,
    async tell(notice) {
      await store.transaction((tables) => enqueue(tables, [notice], async () => true));
      outbox.wake();
    },
    async stop() {
      await bot.drain(5_000);
      await outbox.stop();
    },
  };
}
