import { pino } from 'pino';

import { type AzureVaults, createVaults } from '../../services/azure/vaults';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { ManualClock } from '../support/manualClock';
import { describeRecorded, openRecording, type Replay, SEQUENCES, startReplay, type Turn } from './recording';

const READS_MAX = 2_000;

type Shown = Pick<Turn, 'status' | 'tasks' | 'errors'>;

let replay: Replay;
let port: AzureVaults;
let clock: ManualClock;

describeRecorded('recorded backups, read through the port', () => {
  afterEach(async () => {
    await port.close();
    replay.stop();
  });

  it.each(SEQUENCES)(
    'when %s is read, then jobs, tasks, errors and points are those that Azure reported',
    async (sequence) => {
      const recording = openRecording(sequence);
      replay = await startReplay(recording, null);
      clock = new ManualClock(new Date().toISOString());
      port = createVaults({
        ...{ subscriptionIds: [], vaults: [replay.vault], resourceManagerUrl: replay.url, credential: null },
        ...{ jobReadsPerHour: 10_000, clock, log: pino({ level: 'silent' }) },
      });
      const { value } = await port.inventory();
      const item = value.items.find(({ vm }) => vm.name === replay.vm)!;

      const id = await port.trigger(item, { retainUntil: new Date(clock.now().getTime() + 30 * 86_400_000) });
      const { states, problems } = await follow(item, id);

      expect(id).toBe(recording.jobId);
      const recorded = recording.turns.map(({ status, tasks, errors }) => ({ status, tasks, errors }));
      expect(states).toEqual(recorded);
      expect(problems).toEqual(recording.failures.map((status) => (status === 429 ? 'throttled' : 'unavailable')));
      const { value: points } = await port.points(item, { maxAgeMs: 0 });
      expect(points.map(({ id: name, type }) => ({ id: name, type }))).toEqual(recording.points);
      const { value: jobs } = await port.jobs(item.ref.vault, { since: new Date(0) }, { maxAgeMs: 0 });
      expect(shownOf(jobs.find((job) => job.id === id)!)).toEqual({ ...recorded.at(-1), tasks: [] });
      expect((await port.policy(item)).value).toBeNull();
    },
  );
});

/** Every state that the port shows until the job has ended, repetitions left out. */
async function follow(item: ProtectedItem, id: string): Promise<{ states: Shown[]; problems: string[] }> {
  const states: Shown[] = [];
  const problems: string[] = [];
  for (let reads = 0; reads < READS_MAX; reads++) {
    await clock.advance(30_000);
    const reading = await port.job(item.ref.vault, id, { maxAgeMs: 0 });
    const problem = reading.problem?.problem;
    if (problem?.kind === 'throttled') await clock.advance(problem.until!.getTime() - clock.now().getTime());
    if (problem) problems.push(problem.kind);
    else if (JSON.stringify(states.at(-1)) !== JSON.stringify(shownOf(reading.value)))
      states.push(shownOf(reading.value));
    if (reading.value.endedAt && reading.value.state !== 'inProgress') return { states, problems };
  }
  return { states, problems };
}

function shownOf({ statusText, tasks, errors }: Job): Shown {
  return {
    status: statusText,
    tasks: (tasks ?? []).map((task) => ({ name: task.name, status: task.statusText })),
    errors: errors.map(({ code }) => code),
  };
}
