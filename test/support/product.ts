import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { start } from '../../index';
import { graphFaultsOf } from '../../playground/azure/graphFaults';
import type { Lasting } from '../../playground/azure/plans';
import { startSimulatedAzure } from '../../playground/azure/server';
import { createClock } from '../../services/platform/clock';
import { FakeConnector, type SentActivity } from './fakeConnector';
import { quietly } from './quietly';
import { aMessage, aPress, type Json } from './teamsActivities';
import { tempFolder } from './tempFolder';

/** One message of the bot: the sentence, the card, and where it came. */
export interface Said {
  readonly summary: string;
  readonly card: Json;
  readonly method: string;
}

/** What the simulated Azure says really happened (`GET /__simulator`). */
export interface Happened {
  readonly now: string;
  readonly jobs: readonly { readonly id: string; readonly vm: string; readonly status: string }[];
}

/** The whole product as index.ts composes it, between a connector and an Azure: activities in, cards out. */
export interface Product {
  readonly connector: FakeConnector;
  readonly url: string;
  /** The folder for this product's files; gone after `stop`. */
  readonly folder: string;
  /** Posts one activity and gives the status and the body. */
  post(activity: Json): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Says one line and gives the message that answers it; an acknowledgement is waited out. */
  say(text: string, change?: Json): Promise<Said>;
  /** Presses a button of a card and gives the message that answers it, or that was changed by it. */
  press(data: Json, change?: Json): Promise<Said>;
  stop(): Promise<void>;
}

/** The acknowledgement of a slow answer. */
const WORKING = 'Still asking Azure';

/** Starts it in demo mode without the page. `env` is added to what every test needs. */
export async function startProduct(
  env: Record<string, string>,
  folder = tempFolder(),
  channel?: FakeConnector,
): Promise<Product> {
  const connector = channel ?? (await FakeConnector.start());
  const running = await quietly(() =>
    start(
      { PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: `sqlite:${join(folder, 'bot.db')}`, ...env },
      { playground: false },
    ),
  );
  const post: Product['post'] = async (activity) => {
    const response = await fetch(`${running.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  const answerTo = async (activity: Json, isAnswer: (message: SentActivity) => boolean): Promise<Said> => {
    const before = connector.messages.length;
    const answer = (): SentActivity | undefined =>
      connector.messages
        .slice(before)
        .findLast((message) => isAnswer(message) && !(message.activity.summary ?? '').startsWith(WORKING));
    await post(activity);
    await connector.until(() => answer() !== undefined);
    return saidBy(answer());
  };
  // What the bot says of its own accord replies to nothing.
  const repliesTo =
    (activity: Json) =>
    ({ activityId, method }: SentActivity): boolean =>
      method === 'POST' && activityId === activity['id'];
  return {
    ...{ connector, folder, post, url: running.url },
    say: (text, change = {}) => {
      const message = aMessage(connector.serviceUrl, text, change);
      return answerTo(message, repliesTo(message));
    },
    press: (data, change = {}) => {
      const press = aPress(connector.serviceUrl, data, change);
      const isUpdate = ({ method }: SentActivity): boolean => data['update'] === true && method === 'PUT';
      return answerTo(press, (message) => isUpdate(message) || repliesTo(press)(message));
    },
    async stop() {
      await running.stop();
      await connector.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Demo extends Product {
  /** Where the simulated Azure listens. */
  readonly azureUrl: string;
  happened(): Promise<Happened>;
}

/**
 * The product on the simulated Azure with its small fleet and no limit on reads. At the usual 60 a reading is old after
 * half a second of real time, which a loaded machine may take: where nothing has to end, `CLOCK_SPEED` is 1.
 * `lasting`: jobs that began long before.
 */
export async function startDemo(
  env: Record<string, string> = {},
  folder = tempFolder(),
  lasting: readonly Lasting[] = [],
): Promise<Demo> {
  const clock = { speed: Number(env['CLOCK_SPEED'] ?? 60), epoch: new Date() };
  const azure = await startSimulatedAzure({
    ...{ clock: createClock(clock), fleet: 'small', jobReadsPerHour: 0, faults: 0, lasting },
    points: env['SIMULATOR_POINTS'] === 'snapshot' ? 'snapshot' : 'end',
    graphFaults: graphFaultsOf(env['SIMULATOR_GRAPH_FAULTS'] ?? ''),
  });
  const product = await startProduct(
    {
      AZURE_RESOURCE_MANAGER_URL: azure.url,
      CLOCK_SPEED: String(clock.speed),
      CLOCK_EPOCH: clock.epoch.toISOString(),
      ...env,
    },
    folder,
  );
  return {
    ...product,
    azureUrl: azure.url,
    happened: async () => (await (await fetch(`${azure.url}/__simulator`)).json()) as Happened,
    async stop() {
      await product.stop();
      await azure.close();
    },
  };
}

/** The data of the card's buttons whose command is of `kind`. */
export function buttonsOf({ card }: Said, kind: string): readonly Json[] {
  const actions = (card['actions'] as readonly { readonly data?: Json }[] | undefined) ?? [];
  return actions.flatMap(({ data }) =>
    data && (data['command'] as Json | undefined)?.['kind'] === kind ? [data] : [],
  );
}

export function saidBy(message: SentActivity | undefined): Said {
  const { activity, method = '' } = message ?? {};
  return { summary: activity?.summary ?? '', card: activity?.attachments?.[0]?.content ?? {}, method };
}
