import { tasksOf, textOf } from '../support/cardParts';
import { buttonsOf, type Product, type Said } from '../support/product';
import { type Json } from '../support/teamsActivities';
import { describeRecorded, openRecording, type Recording, SEQUENCES } from './recording';
import { type ReplayedBot, startReplayedBot } from './replayedBot';

/** At 100 the shortest recorded state, on a loaded machine, passes between two looks. */
const SPEED = 60;
/** The slowest recording takes 86 minutes of its clock, and all run at the same time. */
const LONGEST_MS = 300_000;
/** Moments after a state's start to ask at: several, since a read may get a recorded 429, 500 or 504. */
const LOOKS_MS = [45_000, 90_000, 400_000, 1_000_000, 1_800_000];

/** What one answer was, and between which two moments of the recording the bot read Azure for it. */
interface Look {
  readonly kind: 'job' | 'safe' | 'status';
  readonly said: Said;
  readonly fromMs: number;
  readonly toMs: number;
}
interface Story {
  readonly vm: string;
  readonly jobId: string;
  readonly before: Said;
  readonly first: Said;
  readonly looks: readonly Look[];
}

const FINAL: Readonly<Record<string, string>> = {
  Completed: 'Completed',
  CompletedWithWarnings: 'Completed with warnings',
  Failed: 'Failed',
};
const STATES: Readonly<Record<string, string>> = {
  NotStarted: 'not started',
  InProgress: 'in progress',
  Completed: 'completed',
  Failed: 'failed',
  Cancelled: 'cancelled',
};
const CONSISTENCIES: Readonly<Record<string, string>> = {
  AppConsistent: 'Application-consistent',
  FileSystemConsistent: 'File-system consistent',
};

describeRecorded('recorded backups, told by the bot', () => {
  const stories = new Map<string, Promise<Story>>();
  beforeAll(async () => {
    const ready: Ready[] = [];
    // One after the other, so that none waits for the start of the others once its backup runs.
    for (const sequence of SEQUENCES) ready.push(await prepare(openRecording(sequence)));
    for (const [n, sequence] of SEQUENCES.entries()) {
      const story = tell(ready[n]!);
      story.catch(() => undefined); // The test of that recording looks at it.
      stories.set(sequence, story);
    }
  }, LONGEST_MS);

  describe.each(SEQUENCES)('%s', (sequence) => {
    const recording = openRecording(sequence);
    const find = async (kind: Look['kind']): Promise<readonly Look[]> =>
      (await stories.get(sequence))?.looks.filter((look) => look.kind === kind && !isRefusal(look)) ?? [];

    it(
      'when the backup is asked for, then the card says wait and leads to the job that Azure named',
      async () => {
        const { vm, jobId, before, first } = (await stories.get(sequence))!;

        expect(before.summary).toContain(`${vm}: no snapshot is running`);
        expect(first.summary).toBe(`${vm}: backup started, wait until I report.`);
        expect(buttonsOf(first, 'job').map((data) => (data['command'] as Json)['id'])).toContain(jobId);
        expect(jobId).toBe(recording.jobId);
      },
      LONGEST_MS,
    );

    it(
      'when Azure did not answer, then the bot says so, as often as recorded at most',
      async () => {
        const refused = (await stories.get(sequence))!.looks.filter(isRefusal);

        for (const { said } of refused) expect(said.summary).toMatch(/^Azure (cannot answer just now|takes no more)/);
        expect(refused.length).toBeLessThanOrEqual(recording.failures.length);
      },
      LONGEST_MS,
    );

    it(
      "when the job is asked for, then its card shows Azure's tasks in Azure's order and state",
      async () => {
        const looks = await find('job');

        expect(looks.length).toBeGreaterThanOrEqual(recording.turns.length);
        for (const look of looks) {
          const shown = tasksOf(look.said.card);
          const recorded = between(recording, look).map(({ tasks }) =>
            tasks.map(({ name, status }) => ({ name, state: STATES[status] })),
          );
          expect(recorded).toContainEqual(shown.map(({ name, state }) => ({ name, state })));
        }
        const states = new Set(looks.map(({ said }) => JSON.stringify(tasksOf(said.card).map(({ state }) => state))));
        expect(states.size).toBe(new Set(recording.turns.map(({ tasks }) => JSON.stringify(tasks))).size);
      },
      LONGEST_MS,
    );

    it(
      'when the job runs, then no card names an end; when it has ended, then every card names the final one',
      async () => {
        const { vm } = (await stories.get(sequence))!;
        const last = recording.turns.at(-1)!;

        for (const look of await find('job')) {
          const final = FINAL[last.status]!;
          const ended = between(recording, look).every(({ status }) => status === last.status);
          const running = between(recording, look).every(({ status }) => status === 'InProgress');
          if (ended) expect(look.said.summary).toMatch(new RegExp(`^${vm}: ${final}\\b`));
          if (running) expect(look.said.summary).not.toMatch(/Completed|Failed|Cancelled/);
        }
        expect((await find('job')).at(-1)!.said.summary).toMatch(new RegExp(`^${vm}: ${FINAL[last.status]!}\\b`));
      },
      LONGEST_MS,
    );

    it(
      'when it has ended, then the card has the consistency of its recovery point and the title of its error',
      async () => {
        const text = textOf((await find('job')).at(-1)!.said.card);
        const type = recording.pointType;

        for (const [azure, words] of Object.entries(CONSISTENCIES))
          expect([words, text.includes(`${words} (as reported by Azure)`)]).toEqual([words, azure === type]);
        for (const title of recording.turns.at(-1)!.errors) expect(text).toContain(title);
      },
      LONGEST_MS,
    );

    it(
      'when the recorded snapshot runs, then safe and status never say clear',
      async () => {
        const looks = [...(await find('safe')), ...(await find('status'))];
        const inSnapshot = looks.filter((look) => between(recording, look).some(({ snapshotRuns }) => snapshotRuns));

        expect(inSnapshot.length).toBeGreaterThan(0);
        for (const { said } of inSnapshot) expect(textOf(said.card)).not.toMatch(/CLEAR –/);
      },
      LONGEST_MS,
    );

    it(
      'when the snapshot runs, then safe says wait, and clear once it is done',
      async () => {
        const verdicts = { wait: 0, clear: 0 };
        for (const look of await find('safe')) {
          const text = textOf(look.said.card);
          const [running, ...others] = new Set(between(recording, look).map(({ snapshotRuns }) => snapshotRuns));
          if (others.length > 0) continue;
          expect(text).toMatch(running ? /(WAIT|UNKNOWN) –/ : /(CLEAR|UNKNOWN) –/);
          if (!text.includes('UNKNOWN –')) verdicts[running ? 'wait' : 'clear'] += 1;
        }
        expect(Math.min(verdicts.wait, verdicts.clear)).toBeGreaterThan(0);
      },
      LONGEST_MS,
    );
  });
});

/** There was nothing to show yet when Azure did not answer. */
function isRefusal({ fromMs }: Look): boolean {
  return Number.isNaN(fromMs);
}

/** The states that Azure may have shown when it was read for this answer. */
function between({ turns }: Recording, { fromMs, toMs }: Look): Recording['turns'] {
  return turns.filter(({ startMs, endMs }) => startMs <= toMs && endMs > fromMs);
}

interface Ready {
  readonly recording: Recording;
  readonly bot: ReplayedBot;
  readonly before: Said;
}

/** The bot on its recording, asked once about the VM. */
async function prepare(recording: Recording): Promise<Ready> {
  const bot = await startReplayedBot(recording, SPEED);
  return { recording, bot, before: await askedUntilKnown(bot.product, bot.replay.vm) };
}

/** One recorded backup through the whole bot: started, and watched to its end. */
async function tell({ recording, bot, before }: Ready): Promise<Story> {
  const { clock, replay, product } = bot;
  try {
    const { vm } = replay;
    const first = await product.say(`backup now ${vm}`);
    const jobId = String((buttonsOf(first, 'job')[0]?.['command'] as Json | undefined)?.['id']);
    const shiftMs = await replay.shiftMs();
    const recordedNow = (): number => clock.now().getTime() - shiftMs;
    const looks: Look[] = [];
    for (const atMs of momentsOf(recording)) {
      await clock.sleep(Math.max(0, atMs - recordedNow()), new AbortController().signal);
      for (const [kind, text] of [
        ['job', `job ${jobId}`],
        ['safe', `safe ${vm}`],
        ['status', `status ${vm}`],
      ] as const)
        looks.push(await look({ kind, text, product, recordedNow, shiftMs }));
    }
    return { vm, jobId, before, first, looks };
  } finally {
    await bot.stop();
  }
}

/** A first answer may take so long that 30 s of its clock, 0.3 of ours, have passed before it is given. */
async function askedUntilKnown(product: Product, vm: string): Promise<Said> {
  for (let tries = 1; ; tries++) {
    const said = await product.say(`status ${vm}`);
    if (tries === 10 || !said.summary.includes('cannot tell')) return said;
  }
}

function momentsOf({ turns }: Recording): readonly number[] {
  return turns.flatMap(({ startMs, endMs }) => LOOKS_MS.map((ms) => startMs + ms).filter((atMs) => atMs < endMs));
}

interface Asking {
  readonly kind: Look['kind'];
  readonly text: string;
  readonly product: Product;
  readonly recordedNow: () => number;
  readonly shiftMs: number;
}

/** The card shows its reading's time in seconds. Azure's state may be later, by the duration of the answer. */
async function look({ kind, text, product, recordedNow, shiftMs }: Asking): Promise<Look> {
  const askedMs = recordedNow();
  const said = await product.say(text);
  const tookMs = recordedNow() - askedMs;
  const asOf = /As of \{\{DATE\((?<at>[^,]+),/.exec(textOf(said.card))?.groups?.['at'] ?? '';
  const fromMs = Date.parse(asOf) - shiftMs;
  return { kind, said, fromMs, toMs: fromMs + 1_000 + tookMs };
}
