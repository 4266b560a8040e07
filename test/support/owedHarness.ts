import type { OutMessage } from '../../services/notify/message';
import type { Recheck } from '../../services/notify/outbox/revalidate';
import { NIGHT, noticeOf, READ_AGAIN } from './notifySamples';
import { OutboxHarness } from './outboxHarness';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
/** What else of the VM stands against a change. */
export const OTHER = { reason: 'snapshotRunning', sinceMs: NIGHT, jobId: 'job-b' } as const;
export const DONE: Recheck = { kind: 'stillDone', ...READ_AGAIN };
export const WAITS: Recheck = { kind: 'anotherSnapshot', ...READ_AGAIN, other: OTHER };

/** An outbox whose go-aheads are checked again before they are sent. */
export class OwedHarness extends OutboxHarness {
  /** What a re-check finds. */
  found: Recheck = WAITS;
  /** For each re-check, in order: what had been sent in place of the go-ahead by then. */
  rechecked: (readonly OutMessage['validity'][])[] = [];

  /** Also for another process over the same store. */
  start(): void {
    this.make({
      recheck: async (_key, toldInstead) => {
        this.rechecked.push(toldInstead);
        return this.found;
      },
    });
    this.outbox.start();
  }

  /** Starts, and somebody who asked for the backup of vm-01 is told that its snapshot is done, or why not yet. */
  async toldOfA(): Promise<void> {
    await this.asked('job-vm-01');
    this.start();
    await this.tell(noticeOf({ event: 'snapshotDone', state: 'inProgress' }));
    await this.clock.advance(SECOND);
  }

  /** What the messages about the snapshot claimed, and the kind of each other. */
  truths(): string[] {
    return this.messenger.posts.map(({ message: { content, validity } }) =>
      content.kind === 'event' && content.notice.event === 'snapshotDone' ? validity : content.kind,
    );
  }
}
