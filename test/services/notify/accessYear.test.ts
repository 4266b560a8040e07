import assert from 'node:assert';

import { enqueue } from '../../../services/notify/enqueue/enqueue';
import type { OutMessage } from '../../../services/notify/message';
import { recordOutcome } from '../../../services/notify/outbox/recordOutcome';
import { type MessageVm, revalidateMessage } from '../../../services/notify/outbox/revalidate';
import { takeRow } from '../../../services/notify/outbox/takeRow';
import { MINUTE_MS } from '../../../services/platform/durations';
import { randomFrom } from '../../../simulation/random';
import { ManualClock } from '../../support/manualClock';
import { MemoryStore } from '../../support/memoryTables';
import { CHANNEL, failureOf, noticeOf, READ_AGAIN, watchOf } from '../../support/notifySamples';

const DAY = 24 * 60 * MINUTE_MS;
const VMS = Array.from({ length: 24 }, (_, n) => `vm-${n}`);

/** A channel whose watch may see a varying half of the VMs. Access also changes between a failure and its message. */
class Year {
  readonly #random = randomFrom(11);
  readonly #store = new MemoryStore();
  readonly #clock = new ManualClock();
  readonly #hidden = new Set<string>();
  readonly #mayTell = async (_watch: unknown, { vmName }: MessageVm): Promise<boolean> => !this.#hidden.has(vmName);
  /** Failures, as `vm code`: those that a message showed, and those whose VM stayed visible until the night's end. */
  readonly shown = new Set<string>();
  readonly due = new Set<string>();
  /** Hidden VMs that a message showed. */
  readonly leaked: string[] = [];
  withdrawn = 0;
  /** The number of toasts of each night with a message. */
  readonly toasts: number[] = [];

  async live(nights: number): Promise<void> {
    await this.#store.tables.watches.put(watchOf({ level: 'progress' }));
    for (let night = 0; night < nights; night += 1) {
      const beganMs = this.#clock.now().getTime() + night * DAY;
      const posts: OutMessage[] = [];
      const failed = new Map<string, string>();
      VMS.forEach((vm, n) => {
        this.#turn(vm, n % 2 === 1);
      });
      for (const [n, vm] of VMS.entries()) {
        const atMs = beganMs + n * 5 * MINUTE_MS;
        const code = this.#random.chance(0.12) ? `E${this.#random.between(1, 8)}` : null;
        const notice = code === null ? noticeOf({ vm, atMs, job: `${vm}@${atMs}` }) : failureOf(vm, atMs, code);
        await enqueue(this.#store.tables, [notice], this.#mayTell);
        if (code !== null && !this.#hidden.has(vm)) failed.set(vm, code);
        if (this.#random.chance(0.2) && this.#turn(vm, this.#random.chance(0.7))) failed.delete(vm);
        if (this.#random.chance(0.3)) posts.push(...(await this.#tell(atMs)));
      }
      posts.push(...(await this.#tell(beganMs + 5 * 60 * MINUTE_MS)));
      for (const [vm, code] of failed) this.due.add(`${vm} ${code}`);
      if (posts.length > 0) this.toasts.push(posts.filter(({ alert }) => alert).length);
    }
  }

  /** Hides or shows the VM; returns `hides`. */
  #turn(vm: string, hides: boolean): boolean {
    if (hides) this.#hidden.add(vm);
    else this.#hidden.delete(vm);
    return hides;
  }

  /** Sends all waiting messages; resolves with the new ones. */
  async #tell(nowMs: number): Promise<OutMessage[]> {
    const { tables } = this.#store;
    const recheck = async () => ({ kind: 'stillDone', ...READ_AGAIN }) as const;
    const posts: OutMessage[] = [];
    for (let tries = 0; ; tries += 1) {
      const atMs = nowMs + tries * 5_000; // A message changes at most once in 3 s.
      const taken = await takeRow(tables, CHANNEL, atMs);
      if (!('row' in taken)) return posts;
      const checks = { mayTell: this.#mayTell, recheck, otherOf: async () => null, clock: this.#clock };
      const isChange = taken.activityId !== null;
      const message = (await revalidateMessage({ to: CHANNEL, ...taken, isChange }, checks)) as OutMessage | null; // No question waits.
      assert(message === null || 'validity' in message);
      if (message === null) this.withdrawn += 1;
      else this.#see(message);
      if (message && taken.activityId === null) posts.push(message);
      const outcome = message ? ({ kind: 'sent', activityId: `a${taken.row.id}`, validity: message.validity } as const) : ({ kind: 'dropped', failure: null } as const); // prettier-ignore
      await recordOutcome(tables, taken, { outcome, nowMs: atMs });
    }
  }

  #see({ content }: OutMessage): void {
    const names = content.kind === 'group' ? content.group.vms.map(({ vmName }) => vmName) : [content.notice.vmName];
    this.leaked.push(...names.filter((name) => this.#hidden.has(name)));
    if (content.kind === 'group') for (const name of names) this.shown.add(`${name} ${content.group.code}`);
  }
}

it('a year with a VM scope and messages withdrawn before they are sent: one toast a night, nothing hidden is shown, nothing visible is lost', async () => {
  const year = new Year();
  await year.live(365);
  expect(year.leaked).toEqual([]);
  expect([...year.due].filter((failure) => !year.shown.has(failure))).toEqual([]);
  expect(new Set(year.toasts)).toEqual(new Set([1]));
  expect(year.toasts.length).toBeGreaterThan(300);
  expect(year.withdrawn).toBeGreaterThan(100);
  expect(year.due.size).toBeGreaterThan(80);
});
