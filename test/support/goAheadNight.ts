import type { Job } from '../../services/backup/types';
import type { Reading } from '../../services/backup/vaults';
import type { Monitor } from '../../services/monitor/poll/monitor';
import { enqueue } from '../../services/notify/enqueue/enqueue';
import type { Outbox } from '../../services/notify/outbox/outbox';
import { MINUTE_MS } from '../../services/platform/durations';
import type { TrueRun } from '../../simulation/trueRuns';
import { CLOCK_START_MS, MonitorNight } from './monitorNight';
import { promisedTo } from './notifySamples';
import { OutboxHarness } from './outboxHarness';
import { aKey, VAULT } from './samples';

/** A backup of vm-01: its start, the end of its snapshot and its end, in minutes from the clock's start. */
export function runOf(id: string, times: readonly [number, number, number], more: Partial<TrueRun> = {}): TrueRun {
  const [startMs, snapshotEndMs, endMs] = times.map((minutes) => CLOCK_START_MS + minutes * MINUTE_MS);
  return {
    vault: VAULT,
    id,
    vmName: 'vm-01',
    startMs: startMs!,
    snapshotEndMs: snapshotEndMs!,
    endMs: endMs!,
    ...more,
  };
}

/** The monitor and the outbox over one simulated Azure, connected as in background.ts. The store is in memory. */
export class GoAheadNight extends MonitorNight {
  readonly box = new OutboxHarness(this.clock);
  #monitor: Monitor | null = null;
  #outbox: Outbox | null = null;
  #list: Reading<readonly Job[]> | null = null;
  readonly #jobs = new Map<string, Reading<Job>>();

  /** Keeps readings for `lastRead`, as the port does. */
  protected override seen = ({ value, at }: Reading<unknown>): void => {
    if (isList(value)) this.#list = { value, at };
    else if (!Array.isArray(value)) this.#jobs.set((value as Job).id, { value: value as Job, at });
  };

  /** Starts a process. */
  override start(): Monitor {
    const isNew = (read: Reading<unknown>, newerMs: number): boolean => read.at.getTime() > newerMs;
    this.lastRead = {
      jobs: (_vault, _window, newerMs) => (this.#list && isNew(this.#list, newerMs) ? this.#list : null),
      job: (_vault, id, newerMs) => {
        const read = this.#jobs.get(id);
        return read && isNew(read, newerMs) ? read : null;
      },
    };
    const monitor = super.start();
    this.#monitor = monitor;
    this.#outbox = this.box.make({
      recheck: (key, toldInstead) => monitor.recheck(key, toldInstead),
      otherOf: (key) => monitor.otherOf(key),
    });
    this.raise = async (notices) => {
      await this.box.store.transaction((tables) => enqueue(tables, notices, async () => true));
    };
    this.raised = () => {
      this.#outbox?.wake();
    };
    this.#outbox.start();
    return monitor;
  }

  /** Ends the process; its memory is lost. */
  override async stop(): Promise<void> {
    await Promise.all([this.#monitor?.stop(), this.#outbox?.stop()]);
    await super.stop();
  }

  /** A person asked this bot for the backup in this conversation. */
  async askedFor(run: TrueRun): Promise<void> {
    await this.ourTrigger(run);
    const card = { cardId: `card-${run.id}`, cardActivityId: `card-${run.id}` };
    await this.box.store.tables.jobSubscriptions.add(promisedTo({ jobKey: aKey(`trigger-${run.id}`), ...card }));
  }

  /** Posted messages: the minute and the content. */
  get said(): readonly string[] {
    return this.box.messenger.posts.map(({ atMs, message: { content, validity, other } }) => {
      const minute = Math.floor((atMs - CLOCK_START_MS) / MINUTE_MS);
      const event = content.kind === 'event' ? content.notice.event : content.kind;
      const said = event === 'snapshotDone' ? validity : event;
      return `${minute} ${said}${other === null ? '' : ` ${other.reason}`}`;
    });
  }

  /** Contents of the posted messages. */
  get truths(): readonly string[] {
    return this.said.map((said) => said.replace(/^\d+ /, ''));
  }
}

/** A reading of recovery points is a list too. */
function isList(value: unknown): value is readonly Job[] {
  return Array.isArray(value) && value.every((one: object) => 'state' in one);
}
