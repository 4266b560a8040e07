import { createAdapter } from '../../bots/channel/adapter';
import { CardMessages } from '../../bots/channel/cardMessages';
import { type Address, createOneTry } from '../../bots/channel/sender';
import { createMessenger } from '../../bots/proactive/messenger';
import { render } from '../../cards/render';
import type { Notice } from '../../services/backup/jobEvents';
import { AzureError, type Vaults } from '../../services/backup/vaults';
import type { OutMessage } from '../../services/notify/message';
import { ConsistencyCache } from '../../views/consistencyCache';
import { textOf } from './cardParts';
import { aCommandStore } from './commandStore';
import { FakeConnector, type SentActivity } from './fakeConnector';
import { ManualClock } from './manualClock';
import { aJob, aKey, anItem, aPoint, aPolicy, aReading, at, NOTHING_READ, NOW, tasksOf, VAULT } from './samples';
import { recording } from './startBot';
import { BOT, TENANT } from './teamsActivities';

const RUNNING = aJob({ tasks: tasksOf('completed', 'inProgress') });
/** Where messages go to. */
export const CHANNEL = { id: '19:general@thread.tacv2', isGroup: true, conversationType: 'channel', name: '' };

/** The messenger over a connector, and an Azure of which items, points and policies can be read, and nothing else. */
export class MessengerHarness {
  readonly clock = new ManualClock(NOW.toISOString());
  readonly cards = new CardMessages();
  readonly vaults: Vaults;
  /** What else was asked of Azure, in its order. */
  readonly called: string[] = [];
  readonly connector: FakeConnector;
  readonly address: Address;

  private constructor(connector: FakeConnector) {
    this.connector = connector;
    this.address = { serviceUrl: connector.serviceUrl, channelId: 'msteams', bot: BOT, conversation: CHANNEL };
    const inventory = aReading({ items: [anItem()], vaults: [VAULT], unread: [] });
    const points = [aPoint({ at: at(-590) }), aPoint({ id: '2' }), aPoint({ id: '3', at: at(-99_999) })];
    this.vaults = {
      known: () => inventory,
      inventory: async () => inventory,
      points: async () => aReading(points),
      policy: async () => aReading(aPolicy()),
      tags: async () => aReading({}),
      job: async () => this.unanswered('job'),
      jobs: async () => this.unanswered('jobs'),
      trigger: async () => this.unanswered('trigger'),
      cancel: async () => this.unanswered('cancel'),
    };
  }

  static async start(): Promise<MessengerHarness> {
    return new MessengerHarness(await FakeConnector.start());
  }

  messenger(change: Partial<Parameters<typeof createMessenger>[0]> = {}): ReturnType<typeof createMessenger> {
    const { vaults, clock, cards } = this;
    const log = recording([]);
    const turner = createAdapter({ config: { mode: 'demo', channel: null }, log, clock, channelToken: async () => '' });
    const triggers = { requestOf: async () => ({ askedBy: 'Tanaka', retainUntil: null }) };
    return createMessenger({
      sources: {
        vaults,
        lastRead: NOTHING_READ,
        clock,
        consistencyCache: new ConsistencyCache(clock),
        store: aCommandStore(),
        triggers,
      },
      heartbeat: async () => ({
        ...{ kind: 'heartbeat', at: clock.now(), vaults: [{ vault: VAULT, at: NOW, items: 1, problem: null }] },
        ...{ subscriptions: [], problem: null, waiting: null, hasOldRules: false },
      }),
      referenceOf: async () => this.address,
      settings: { of: async () => ({}) },
      ...{ render, cards, log, oneTry: createOneTry(turner) },
      ...change,
    });
  }

  /** As all that is asked of Azure and not given here. */
  unanswered(name: string): never {
    this.called.push(name);
    throw new AzureError({ kind: 'unavailable', status: 0 });
  }

  last(): { readonly sent: SentActivity; readonly card: unknown; readonly text: string } {
    const sent = this.connector.messages.at(-1)!;
    const card = sent.activity.attachments?.[0]?.content;
    return { sent, card, text: textOf(card) };
  }
}

export function notice(change: Partial<Notice> = {}): Notice {
  return {
    jobKey: aKey('vault/job-1'),
    event: 'snapshotDone',
    vault: VAULT,
    itemId: anItem().id,
    vmName: 'vm-01',
    vmResourceGroup: 'rg-prod',
    job: RUNNING,
    atMs: at(-140).getTime(),
    readMs: at(-5).getTime(),
    ...change,
  };
}

export function message(change: Partial<OutMessage> = {}): OutMessage {
  return {
    to: { tenant: TENANT, conversation: CHANNEL.id },
    content: { kind: 'event', notice: notice(), night: null },
    thread: null,
    alert: true,
    mention: { id: '29:tanaka', name: 'Tanaka' },
    language: 'en',
    timeZone: 'Asia/Tokyo',
    cardId: 'card-1',
    validity: 'fresh',
    other: null,
    late: false,
    toldMs: NOW.getTime(),
    ...change,
  };
}
