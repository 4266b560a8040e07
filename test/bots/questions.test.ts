import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { pino } from 'pino';

import { openStore, type Store } from '../../services/store/openStore';
import { AskedAzure, type Replica, startReplica } from '../support/askingReplica';
import { textOf } from '../support/cardParts';
import { FakeConnector, type SentActivity } from '../support/fakeConnector';
import { ManualClock } from '../support/manualClock';
import { buttonsOf, saidBy } from '../support/product';
import { deferred } from '../support/startBot';
import type { Json } from '../support/teamsActivities';
import { tempFolder } from '../support/tempFolder';

const MINUTE_MS = 60_000;

let folder: string;
let store: Store;
let connector: FakeConnector;
let clock: ManualClock;
let azure: AskedAzure;
let replicas: Replica[];

const open = (): Promise<Store> => openStore(`sqlite:${join(folder, 'bot.db')}`, { log: pino({ level: 'silent' }) });
const start = (): Replica => {
  const replica = startReplica({ store, clock, connector, azure });
  replicas.push(replica);
  return replica;
};
/** All processes end and lose their memory; new ones start. */
async function restart(): Promise<Replica> {
  await Promise.all(replicas.map((replica) => replica.stop()));
  replicas = [];
  await store.close();
  store = await open();
  return start();
}

beforeEach(async () => {
  folder = tempFolder();
  connector = await FakeConnector.start();
  clock = new ManualClock();
  azure = new AskedAzure(['vm-01'], clock);
  replicas = [];
  store = await open();
});
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await store.close();
  await connector.stop();
  rmSync(folder, { recursive: true });
});

const changes = (): SentActivity[] => connector.messages.filter(({ method }) => method === 'PUT');
/** Advances the clock until nothing waits to be sent: open questions have expired by then. */
async function idle(): Promise<void> {
  const rowsUntil = (ms: number): Promise<number> =>
    store.transaction(async ({ outbox }) => (await outbox.depth(ms)).rows);
  while ((await rowsUntil(Number.MAX_SAFE_INTEGER)) > 0)
    await clock.advance((await rowsUntil(clock.now().getTime())) > 0 ? 20 : 1_000);
}
/** Advances the clock until so many messages were updated; a slow machine may need many minutes of it. */
async function changed(count: number): Promise<readonly string[]> {
  while (changes().length < count) await clock.advance(20);
  return changes().map((message) => textOf(saidBy(message).card));
}
/** The yes button of the given message, else of the newest that asks. */
function yesOf(
  message = connector.messages.findLast(({ method, activity }) => method === 'POST' && activity.summary?.includes('?')),
): Json {
  return buttonsOf(saidBy(message), 'yes')[0] ?? {};
}

describe.each([
  {
    ...{ language: 'en', locale: 'en-US', yes: 'yes' },
    lapsed: /^Cancel the backup of vm-01\?\nLapsed unanswered at/,
    expired: /^This question has expired\./,
  },
  {
    ...{ language: 'ja', locale: 'ja-JP', yes: 'はい' },
    lapsed: /^vm-01 のバックアップをキャンセルしますか\n.*期限切れになりました/,
    expired: /^この確認は期限切れです。/,
  },
])('when nobody answers within five minutes ($language)', ({ locale, yes, lapsed, expired }) => {
  it('then one of two replicas says so in the place of the card, whose buttons are gone, and no yes counts', async () => {
    const [one, two] = [start(), start()];
    await one.say('cancel vm-01', { locale });
    const asked = connector.messages.at(-1);

    await clock.advance(5 * MINUTE_MS - 1_000);
    expect(changes()).toEqual([]);
    const [card] = await changed(1);
    expect(card).toMatch(lapsed);
    await idle();
    expect(changes()).toHaveLength(1);
    expect(changes()[0]?.id).toBe(asked?.id);
    expect(saidBy(changes()[0]).card['actions'] ?? []).toEqual([]);

    expect(await two.say(yes, { locale })).toMatch(expired);
    expect(await two.press(yesOf(asked), { locale })).toMatch(expired);
    expect(azure.cancelled).toEqual([]);
  });

  it('then the next process says so where this one ended before', async () => {
    await start().say('cancel vm-01', { locale });
    await clock.advance(MINUTE_MS);
    await restart();
    await clock.advance(3 * MINUTE_MS);
    expect(changes()).toEqual([]);
    await clock.advance(MINUTE_MS);
    expect((await changed(1))[0]).toMatch(lapsed);
  });
});

it('when it is answered where it was not asked, typed, then it is done once and its card says who answered', async () => {
  const [one, two] = [start(), start()];
  await one.say('cancel vm-01');
  const asked = connector.messages.at(-1)?.id;

  expect(await two.say('yes')).toMatch(/^vm-01: Azure was asked to cancel/);
  expect(await one.say('yes')).toBe('You have no open question here.');

  expect((await changed(1))[0]).toContain('Tanaka answered Yes');
  await idle();
  expect(changes().map(({ id }) => id)).toEqual([asked]);
  expect(azure.cancelled).toEqual(['job-vm-01']);
});

it('when yes comes to both replicas at once, then it counts once', async () => {
  const [one, two] = [start(), start()];
  await one.say('cancel vm-01');
  const said = await Promise.all([one.say('yes'), two.say('yes')]);
  expect(said.filter((text) => text.startsWith('vm-01: Azure was asked'))).toHaveLength(1);
  expect(azure.cancelled).toEqual(['job-vm-01']);
});

it.each(['another replica', 'a restart'])(
  'when the button is pressed after %s, then the answer takes the place of the card, and stays there',
  async (what) => {
    const one = start();
    await one.say('cancel vm-01');
    const asked = connector.messages.at(-1);
    const two = what === 'a restart' ? await restart() : start();

    expect(await two.press(yesOf(asked))).toMatch(/^vm-01: Azure was asked to cancel/);
    await idle();
    expect(changes()).toMatchObject([
      { id: asked?.id, activity: { summary: expect.stringMatching(/^vm-01: Azure was asked/) } },
    ]);
    expect(azure.cancelled).toEqual(['job-vm-01']);
  },
);

it('when a newer question replaced it before a restart, then its button starts nothing, and a yes means the newer', async () => {
  const one = start();
  await one.say('backup now vm-02 web-01');
  const older = connector.messages.at(-1);
  await one.say('cancel vm-01');
  const two = await restart();

  expect(await two.press(yesOf(older))).toBe('This question was replaced by a newer one. Nothing was done.');
  // After a press the last question is not certain any more.
  expect(await two.say('yes')).toMatch(/^Did you mean this question\? Cancel the backup of vm-01\?/);
  await two.press(yesOf());
  expect([azure.cancelled, azure.started]).toEqual([['job-vm-01'], []]);
  await idle();
  const shown = connector.messages.findLast(({ id }) => id === older?.id);
  expect(textOf(saidBy(shown).card)).toContain('Replaced by a newer question');
});

it('when something else was said to another replica, or before a restart, then a yes asks which', async () => {
  const [one, two] = [start(), start()];
  await one.say('cancel vm-01');
  await two.say('help');
  expect(await one.say('yes')).toMatch(/^Did you mean this question/);
  expect(await (await restart()).say('yes')).toMatch(/^Did you mean this question/);
  expect(azure.cancelled).toEqual([]);
});

it('when the bot asks back "which VM?" late, after the question, then a yes asks which question is meant', async () => {
  const one = start();
  const [begun, may] = [deferred<null>(), deferred<null>()];
  azure.next = {
    begun: () => {
      begun.resolve(null);
    },
    may: may.promise.then(() => undefined),
  };
  const picking = one.say('status twin');
  await begun.promise;
  await one.say('cancel vm-01');
  may.resolve(null);
  expect(await picking).toMatch(/^Which VM\?/);

  expect(await one.say('yes')).toMatch(/^Did you mean this question/);
  expect(azure.cancelled).toEqual([]);
});

it('when "which?" is answered after both cards were shown, then neither has a button left', async () => {
  const one = start();
  await one.say('cancel vm-01');
  const asked = connector.messages.at(-1)?.id;
  await one.say('help');
  await one.say('no');
  const which = connector.messages.at(-1)?.id;
  await clock.advance(5 * MINUTE_MS);

  const cards = await changed(2);
  for (const card of cards) expect(card).toContain('Lapsed unanswered');
  expect(
    changes()
      .map(({ id }) => id)
      .sort(),
  ).toEqual([asked, which].sort());
});

it('when the card was deleted, then it is tried once, and nothing else fails', async () => {
  const one = start();
  await one.say('cancel vm-01');
  await one.say('yes');
  connector.failNext({ status: 404, code: 'ActivityNotFoundInConversation' });
  await clock.advance(MINUTE_MS);
  await idle();

  expect(changes()).toEqual([]);
  expect(await one.say('backup now web-01')).toBe('web-01: backup started, wait until I report.');
});
