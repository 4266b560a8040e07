import { textOf } from '../support/cardParts';
import type { SentActivity } from '../support/fakeConnector';
import { buttonsOf, saidBy } from '../support/product';
import { ReplicaHarness } from '../support/replicaHarness';
import { deferred } from '../support/startBot';
import type { Json } from '../support/teamsActivities';

const MINUTE_MS = 60_000;

let host: ReplicaHarness;
beforeEach(async () => {
  host = await ReplicaHarness.start();
});
afterEach(() => host.end());

const changes = (): SentActivity[] => host.connector.messages.filter(({ method }) => method === 'PUT');
/** Advances the clock until nothing waits to be sent: open questions have expired by then. */
async function idle(): Promise<void> {
  const rowsUntil = (ms: number): Promise<number> =>
    host.store.transaction(async ({ outbox }) => (await outbox.depth(ms)).rows);
  while ((await rowsUntil(Number.MAX_SAFE_INTEGER)) > 0)
    await host.clock.advance((await rowsUntil(host.clock.now().getTime())) > 0 ? 20 : 1_000);
}
/** Advances the clock until so many messages were updated; a slow machine may need many minutes of it. */
async function changed(count: number): Promise<readonly string[]> {
  while (changes().length < count) await host.clock.advance(20);
  return changes().map((message) => textOf(saidBy(message).card));
}
/** The yes button of the given message, else of the newest that asks. */
function yesOf(
  message = host.connector.messages.findLast(
    ({ method, activity }) => method === 'POST' && activity.summary?.includes('?'),
  ),
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
    const [one, two] = [host.replica(), host.replica()];
    await one.say('cancel vm-01', { locale });
    const asked = host.connector.messages.at(-1);

    await host.clock.advance(5 * MINUTE_MS - 1_000);
    expect(changes()).toEqual([]);
    const [card] = await changed(1);
    expect(card).toMatch(lapsed);
    await idle();
    expect(changes()).toHaveLength(1);
    expect(changes()[0]?.id).toBe(asked?.id);
    expect(saidBy(changes()[0]).card['actions'] ?? []).toEqual([]);

    expect(await two.say(yes, { locale })).toMatch(expired);
    expect(await two.press(yesOf(asked), { locale })).toMatch(expired);
    expect(host.azure.cancelled).toEqual([]);
  });

  it('then the next process says so where this one ended before', async () => {
    await host.replica().say('cancel vm-01', { locale });
    await host.clock.advance(MINUTE_MS);
    await host.restart();
    await host.clock.advance(3 * MINUTE_MS);
    expect(changes()).toEqual([]);
    await host.clock.advance(MINUTE_MS);
    expect((await changed(1))[0]).toMatch(lapsed);
  });
});

it('when it is answered where it was not asked, typed, then it is done once and its card says who answered', async () => {
  const [one, two] = [host.replica(), host.replica()];
  await one.say('cancel vm-01');
  const asked = host.connector.messages.at(-1)?.id;

  expect(await two.say('yes')).toMatch(/^vm-01: Azure was asked to cancel/);
  expect(await one.say('yes')).toBe('You have no open question here.');

  expect((await changed(1))[0]).toContain('Tanaka answered Yes');
  await idle();
  expect(changes().map(({ id }) => id)).toEqual([asked]);
  expect(host.azure.cancelled).toEqual(['job-vm-01']);
});

it('when yes comes to both replicas at once, then it counts once', async () => {
  const [one, two] = [host.replica(), host.replica()];
  await one.say('cancel vm-01');
  const said = await Promise.all([one.say('yes'), two.say('yes')]);
  expect(said.filter((text) => text.startsWith('vm-01: Azure was asked'))).toHaveLength(1);
  expect(host.azure.cancelled).toEqual(['job-vm-01']);
});

it.each(['another replica', 'a restart'])(
  'when the button is pressed after %s, then the answer takes the place of the card, and stays there',
  async (what) => {
    const one = host.replica();
    await one.say('cancel vm-01');
    const asked = host.connector.messages.at(-1);
    const two = what === 'a restart' ? await host.restart() : host.replica();

    expect(await two.press(yesOf(asked))).toMatch(/^vm-01: Azure was asked to cancel/);
    await idle();
    expect(changes()).toMatchObject([
      { id: asked?.id, activity: { summary: expect.stringMatching(/^vm-01: Azure was asked/) } },
    ]);
    expect(host.azure.cancelled).toEqual(['job-vm-01']);
  },
);

it('when a newer question replaced it before a restart, then its button starts nothing, and a yes means the newer', async () => {
  const one = host.replica();
  await one.say('backup now vm-02 web-01');
  const older = host.connector.messages.at(-1);
  await one.say('cancel vm-01');
  const two = await host.restart();

  expect(await two.press(yesOf(older))).toBe('This question was replaced by a newer one. Nothing was done.');
  // After a press the last question is not certain any more.
  expect(await two.say('yes')).toMatch(/^Did you mean this question\? Cancel the backup of vm-01\?/);
  await two.press(yesOf());
  expect([host.azure.cancelled, host.azure.started]).toEqual([['job-vm-01'], []]);
  await idle();
  const shown = host.connector.messages.findLast(({ id }) => id === older?.id);
  expect(textOf(saidBy(shown).card)).toContain('Replaced by a newer question');
});

it('when something else was said to another replica, or before a restart, then a yes asks which', async () => {
  const [one, two] = [host.replica(), host.replica()];
  await one.say('cancel vm-01');
  await two.say('help');
  expect(await one.say('yes')).toMatch(/^Did you mean this question/);
  expect(await (await host.restart()).say('yes')).toMatch(/^Did you mean this question/);
  expect(host.azure.cancelled).toEqual([]);
});

it('when the bot asks back "which VM?" late, after the question, then a yes asks which question is meant', async () => {
  const one = host.replica();
  const [begun, may] = [deferred<null>(), deferred<null>()];
  host.azure.next = {
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
  expect(host.azure.cancelled).toEqual([]);
});

it('when "which?" is answered after both cards were shown, then neither has a button left', async () => {
  const one = host.replica();
  await one.say('cancel vm-01');
  const asked = host.connector.messages.at(-1)?.id;
  await one.say('help');
  await one.say('no');
  const which = host.connector.messages.at(-1)?.id;
  await host.clock.advance(5 * MINUTE_MS);

  const cards = await changed(2);
  for (const card of cards) expect(card).toContain('Lapsed unanswered');
  expect(
    changes()
      .map(({ id }) => id)
      .sort(),
  ).toEqual([asked, which].sort());
});

it('when the card was deleted, then it is tried once, and nothing else fails', async () => {
  const one = host.replica();
  await one.say('cancel vm-01');
  await one.say('yes');
  host.connector.failNext({ status: 404, code: 'ActivityNotFoundInConversation' });
  await host.clock.advance(MINUTE_MS);
  await idle();

  expect(changes()).toEqual([]);
  expect(await one.say('backup now web-01')).toBe('web-01: backup started, wait until I report.');
});
