import { textOf } from '../support/cardParts';
import type { FakeConnector } from '../support/fakeConnector';
import { type Said, saidBy } from '../support/product';
import { describeRecorded, openRecording, type Recording, SEQUENCES } from './recording';
import { type ReplayedBot, startReplayedBot } from './replayedBot';

const SPEED = 100;
const ALL_MS = 480_000;
/** On the recording's clock: what lasts as long is surely seen by the planner at this speed, what is shorter may be. */
const SURE_MS = 10 * 60_000;
const SLOW_MS = 30 * 60_000;
/** After the last message: nothing else comes. */
const QUIET_MS = 15 * 60_000;

/** The messages that came unasked, oldest first. */
interface Told {
  readonly vm: string;
  readonly all: readonly Said[];
  /** The live card's changes too. */
  readonly shown: readonly Said[];
}
const EVENTS = {
  goAhead: /^[^:]+: snapshot done/,
  ended: /^[^:]+: (Completed|Failed|Cancelled)/,
  slow: /^[^:]+: wait, its snapshot has been running for over 30 minutes/,
  consistency: /^[^:]+: the recovery point of its backup is listed/,
  noConsistency: /^[^:]+: Azure did not show the recovery point/,
} as const;

const CONSISTENCIES: Readonly<Record<string, string>> = {
  AppConsistent: 'Application-consistent',
  FileSystemConsistent: 'File-system consistent',
  CrashConsistent: 'Crash-consistent',
};

describeRecorded('recorded backups, told unasked', () => {
  const stories = new Map<string, Promise<Told>>();
  beforeAll(async () => {
    // All are started before the first backup runs: a start would hold up those that listen.
    const bots: ReplayedBot[] = [];
    for (const sequence of SEQUENCES) bots.push(await startReplayedBot(openRecording(sequence), SPEED));
    for (const [index, sequence] of SEQUENCES.entries()) {
      const story = listen(bots[index]!);
      story.catch(() => undefined); // The tests of that recording look at it.
      stories.set(sequence, story);
    }
  }, ALL_MS);
  afterAll(async () => {
    await Promise.allSettled(stories.values());
  }, ALL_MS);

  describe.each(SEQUENCES)('%s', (sequence) => {
    const recording = openRecording(sequence);
    const last = recording.turns.at(-1);
    const told = async (event: keyof typeof EVENTS): Promise<readonly Said[]> =>
      ((await stories.get(sequence))?.all ?? []).filter(({ summary }) => EVENTS[event].test(summary));

    it(
      'when its snapshot is done, then the go-ahead comes once, before the end',
      async () => {
        const goAheads = await told('goAhead');
        const window = goAheadWindow(recording);

        expect(goAheads.length).toBeLessThanOrEqual(window > 0 ? 1 : 0);
        if (window >= SURE_MS) expect(goAheads).toHaveLength(1);
        const { all = [] } = (await stories.get(sequence)) ?? {};
        const [ended] = await told('ended');
        for (const goAhead of goAheads) expect(all.indexOf(goAhead)).toBeLessThan(all.findIndex((m) => m === ended));
      },
      ALL_MS,
    );

    it(
      "when it has ended, then one message names Azure's status, and what is usable",
      async () => {
        const ended = await told('ended');
        expect(ended).toHaveLength(1);
        const text = textOf(ended[0]?.card);

        expect(ended[0]?.summary).toMatch(SUMMARIES[last?.status ?? '']!);
        if (last?.status === 'CompletedWithWarnings')
          expect(text).toContain('Restorable only while the snapshot is kept');
        if (last?.status === 'Failed') expect(text).toContain('no new recovery point');
        for (const title of last?.errors ?? []) expect(text).toContain(title);
      },
      ALL_MS,
    );

    it(
      'when it made a recovery point, then its consistency is named once: with the end, or in one message after it',
      async () => {
        const later = await told('consistency');
        const never = await told('noConsistency');
        const texts = [...(await told('ended')), ...later].map(({ card }) => textOf(card));
        const words = CONSISTENCIES[recording.pointType ?? ''];

        expect([...later, ...never].length).toBeLessThanOrEqual(1);
        if (words !== undefined)
          expect(texts.filter((text) => text.includes(`${words} (as reported by Azure)`))).toHaveLength(1);
        if (last?.status === 'Failed') expect([...later, ...never]).toEqual([]);
      },
      ALL_MS,
    );

    it(
      'when its snapshot takes longer than 30 minutes, then that is told once, and never otherwise',
      async () => {
        const slow = await told('slow');
        const overMs = snapshotMs(recording) - SLOW_MS;

        expect(slow.length).toBeLessThanOrEqual(overMs > 0 ? 1 : 0);
        if (overMs >= SURE_MS) expect(slow).toHaveLength(1);
      },
      ALL_MS,
    );

    it(
      'when it failed in its snapshot, then nothing says that the snapshot is done',
      async () => {
        const { shown = [] } = (await stories.get(sequence)) ?? {};
        // What holds names what will be posted: that is not to say it.
        const said = ({ summary, card }: Said): string =>
          `${summary}\n${textOf(card).replaceAll('Until I post "snapshot done" here', '')}`;
        const saying = shown.filter((message) => /snapshot done/i.test(said(message)));

        if (goAheadWindow(recording) === 0) expect(saying).toEqual([]);
        else expect(shown.length).toBeGreaterThan(0);
      },
      ALL_MS,
    );

    it(
      'then nothing else is told',
      async () => {
        const { vm = '', all = [] } = (await stories.get(sequence)) ?? {};
        const patterns = Object.values(EVENTS);

        expect(all.filter(({ summary }) => !patterns.some((pattern) => pattern.test(summary)))).toEqual([]);
        for (const { summary } of all) expect(summary.startsWith(`${vm}: `)).toBe(true);
      },
      ALL_MS,
    );
  });
});

const SUMMARIES: Readonly<Record<string, RegExp>> = {
  Completed: /^[^:]+: Completed – /,
  CompletedWithWarnings: /^[^:]+: Completed with warnings – snapshot taken, not copied to the vault/,
  Failed: /^[^:]+: Failed in Take Snapshot – no new recovery point/,
};

/** How long the job ran with its snapshot done. */
function goAheadWindow({ turns }: Recording): number {
  const done = turns.filter(({ status, snapshotRuns }) => status === 'InProgress' && !snapshotRuns);
  return done.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

function snapshotMs({ turns }: Recording): number {
  const taking = turns.filter(({ snapshotRuns }) => snapshotRuns);
  return taking.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

/** Starts the recorded backup and says nothing more, until all is told and nothing else comes. */
async function listen(bot: ReplayedBot): Promise<Told> {
  const { connector } = bot.product;
  const { vm } = bot.replay;
  try {
    await bot.product.say(`status ${vm}`);
    await bot.product.say(`backup now ${vm}`);
    const from = connector.messages.length;
    await connector.until(() => isOver(unasked(connector, from)));
    await bot.clock.sleep(QUIET_MS, new AbortController().signal);
    return { vm, all: unasked(connector, from), shown: connector.messages.slice(from).map(saidBy) };
  } finally {
    await bot.stop();
  }
}

/** Messages of their own, without the live card's changes. */
function unasked({ messages }: FakeConnector, from: number): readonly Said[] {
  return messages
    .slice(from)
    .filter(({ method }) => method === 'POST')
    .map(saidBy);
}

/** Told to the end: where that could not name the consistency, another message does or gives it up. */
function isOver(all: readonly Said[]): boolean {
  const ended = all.find(({ summary }) => EVENTS.ended.test(summary));
  if (!ended) return false;
  const isComplete = ended.summary.includes(': Failed') || textOf(ended.card).includes('(as reported by Azure)');
  return (
    isComplete || all.some(({ summary }) => EVENTS.consistency.test(summary) || EVENTS.noConsistency.test(summary))
  );
}
