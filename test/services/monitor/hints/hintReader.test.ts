import type { JobHint, JobHints } from '../../../../services/backup/hints';
import { type IdKey, idKey } from '../../../../services/backup/ids';
import { AzureError } from '../../../../services/backup/vaults';
import { createHintReader, type HintReader } from '../../../../services/monitor/hints/hintReader';
import { ManualClock } from '../../../support/manualClock';
import { VAULT } from '../../../support/samples';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const SUBSCRIPTION = idKey(VAULT.subscription);

let clock: ManualClock;
let asked: { readonly subscriptions: readonly string[]; readonly sinceMs: number; readonly atMs: number }[];
let answer: () => JobHints;
let news: ReadonlySet<IdKey>[];
let warned: number;
let reader: HintReader;
beforeEach(() => {
  clock = new ManualClock();
  asked = [];
  news = [];
  warned = 0;
  answer = () => ({ jobs: [running('a')], isWhole: true });
  reader = createHintReader({
    hints: {
      jobs: async (subscriptions, endedSince) => {
        asked.push({ subscriptions, sinceMs: endedSince.getTime(), atMs: clock.now().getTime() });
        return { value: answer(), at: clock.now() };
      },
    },
    clock,
    log: { debug: () => {}, info: () => {}, warn: () => (warned += 1), error: () => (warned += 1) },
    onNews: (subscriptions) => news.push(subscriptions),
  });
  reader.start();
});
afterEach(() => reader.stop());

function running(id: string): JobHint {
  return {
    id,
    vault: VAULT,
    vmName: id,
    vmResourceGroup: null,
    state: 'inProgress',
    startedAt: clock.now(),
    endedAt: null,
  };
}

async function runFor(ms: number): Promise<void> {
  for (const untilMs = clock.now().getTime() + ms; clock.now().getTime() < untilMs;) {
    reader.seen(SUBSCRIPTION);
    await clock.advance(10 * SECOND_MS);
  }
}

it('when no round has asked, then Resource Graph is not queried', async () => {
  await clock.advance(10 * MINUTE_MS);
  expect(asked).toEqual([]);
  expect(reader.state().detail).toBe('without hints: none were needed yet');
});

it('queries every 20 s for all subscriptions that rounds ask about: first a day back, then 45 minutes', async () => {
  reader.seen(idKey('other'));
  await runFor(2 * MINUTE_MS);
  expect(asked.map(({ subscriptions }) => subscriptions)).toEqual(asked.map(() => ['other', SUBSCRIPTION]));
  expect(asked.slice(1).map(({ atMs }, n) => atMs - (asked[n]?.atMs ?? 0))).toEqual(
    asked.slice(1).map(() => 20 * SECOND_MS),
  );
  expect(asked.map(({ sinceMs, atMs }) => (atMs - sinceMs) / MINUTE_MS)).toEqual([
    24 * 60,
    ...asked.slice(1).map(() => 45),
  ]);
});

it('a subscription that the last query did not name has no hints', async () => {
  await runFor(MINUTE_MS);
  expect(reader.seen(SUBSCRIPTION)).not.toBeNull();
  expect(reader.seen(idKey('another'))).toBeNull();
  await runFor(MINUTE_MS);
  expect(reader.seen(idKey('another'))).not.toBeNull();
});

it('a subscription that no round asks about any more is left out', async () => {
  reader.seen(idKey('other'));
  await runFor(6 * MINUTE_MS);
  expect(asked.at(-1)?.subscriptions).toEqual([SUBSCRIPTION]);
});

it('tells of each start once', async () => {
  await runFor(3 * MINUTE_MS);
  expect(news).toEqual([new Set([SUBSCRIPTION])]);
  expect(reader.seen(SUBSCRIPTION)?.jobsOf(VAULT).size).toBe(1);
  expect(reader.state()).toMatchObject({ detail: 'with hints: Azure Resource Graph shows 1 jobs' });
});

it('when Azure refuses, then it waits longer and longer, says so once, and old hints are dropped', async () => {
  await runFor(MINUTE_MS);
  answer = () => {
    throw new AzureError({ kind: 'notAllowed', by: 'role', action: '', policy: '' }, { code: 'AuthorizationFailed' });
  };
  asked.length = 0;
  await runFor(60 * MINUTE_MS);
  expect(asked.length).toBeLessThan(12);
  expect(warned).toBe(1);
  expect(reader.seen(SUBSCRIPTION)).toBeNull();
  expect(reader.state().detail).toBe('without hints: Azure Resource Graph: notAllowed AuthorizationFailed');

  answer = () => ({ jobs: [], isWhole: true });
  await runFor(10 * MINUTE_MS);
  expect(reader.state().detail).toBe('with hints: Azure Resource Graph shows 0 jobs');
});

it('when Azure throttles, then it is not asked before the time that it names', async () => {
  await runFor(MINUTE_MS);
  const until = new Date(clock.now().getTime() + 20 * MINUTE_MS);
  answer = () => {
    throw new AzureError({ kind: 'throttled', own: false, until });
  };
  await runFor(MINUTE_MS);
  answer = () => ({ jobs: [], isWhole: true });
  asked.length = 0;
  await runFor(25 * MINUTE_MS);
  expect(asked[0]?.atMs).toBeGreaterThanOrEqual(until.getTime() - 10 * MINUTE_MS);
  expect(asked.length).toBeGreaterThan(3);
});
