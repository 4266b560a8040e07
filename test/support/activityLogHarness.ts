import { rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Activity } from 'botbuilder';

import { ActivityLog } from '../../bots/inbox/activityLog';
import { openStore, type Store } from '../../services/store/openStore';
import { ManualClock } from './manualClock';
import { type LogLine, recording } from './startBot';
import { aMessage } from './teamsActivities';
import { tempFolder } from './tempFolder';

/** Logs of activities over one store in a file. */
export class ActivityLogHarness {
  store: Store;
  readonly lines: LogLine[];
  readonly #folder: string;

  private constructor(folder: string, store: Store, lines: LogLine[]) {
    this.#folder = folder;
    this.store = store;
    this.lines = lines;
  }

  static async start(): Promise<ActivityLogHarness> {
    const folder = tempFolder();
    const lines: LogLine[] = [];
    return new ActivityLogHarness(folder, await opened(folder, lines), lines);
  }

  /** The log of one process; several over one store are replicas. */
  process(over: Pick<Store, 'transaction'> = this.store): ActivityLog {
    return new ActivityLog({ store: over, clock: new ManualClock(), log: recording(this.lines) });
  }

  /** A store whose first commit is lost. */
  forgetful(): Pick<Store, 'transaction'> {
    let lost = false;
    return {
      transaction: (work) =>
        this.store.transaction(async (tables) => {
          const result = await work(tables);
          if (lost) return result;
          lost = true;
          throw new RangeError('the connection is gone');
        }),
    };
  }

  /** All processes died: their activities are left, and free to take. */
  async restarted(): Promise<ActivityLog> {
    await this.store.close();
    this.store = await opened(this.#folder, this.lines);
    return this.process();
  }

  async end(): Promise<void> {
    await this.store.close();
    rmSync(this.#folder, { recursive: true });
  }
}

function opened(folder: string, lines: LogLine[]): Promise<Store> {
  return openStore(`sqlite:${join(folder, 'bot.db')}`, { log: recording(lines) });
}

export function asking(id: string): Activity {
  return aMessage('https://smba.example/', 'backup now vm-01', { id }) as unknown as Activity;
}
