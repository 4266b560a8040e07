import type { JobEvent, Notice } from '../../services/backup/jobEvents';
import type { Job, JobState } from '../../services/backup/types';
import { DeliveryError } from '../../services/notify/deliveryError';
import type { Messenger, OutMessage } from '../../services/notify/message';
import type { DeliveryChecks } from '../../services/notify/outbox/revalidate';
import type { JobSubscription } from '../../services/subscriptions/jobSubscription';
import type { Watch } from '../../services/subscriptions/watch';
import { aKey } from './samples';

export const VAULT = { subscription: 'sub', resourceGroup: 'rg', name: 'vault-a' };
export const CHANNEL = { tenant: 't1', conversation: '19:channel' };
export const NIGHT = Date.parse('2026-11-22T22:00:00Z');
const STATUS: Partial<Record<JobState, string>> = {
  completed: 'Completed',
  failed: 'Failed',
  completedWithWarnings: 'CompletedWithWarnings',
};

interface Told {
  readonly event?: JobEvent;
  readonly vm?: string;
  readonly job?: string;
  readonly atMs?: number;
  readonly state?: JobState;
  readonly code?: string;
}

export function noticeOf({
  event = 'ended',
  vm = 'vm-01',
  job = `job-${vm}`,
  atMs = NIGHT,
  ...rest
}: Told = {}): Notice {
  return {
    jobKey: aKey(job),
    event,
    vault: VAULT,
    itemId: `/item/${vm}`,
    vmName: vm,
    vmResourceGroup: 'rg',
    job: jobOf(vm, { atMs, ...rest }),
    atMs,
    readMs: atMs,
  };
}

function jobOf(vm: string, { atMs = NIGHT, state = 'completed', code }: Told): Job {
  const ended = state === 'inProgress' ? null : new Date(atMs);
  return {
    ...{ id: 'j', vault: VAULT, vmName: vm, vmResourceGroup: 'rg', operation: 'Backup', state },
    statusText: STATUS[state] ?? state,
    ...{ startedAt: new Date(atMs - 3_600_000), endedAt: ended, durationMs: null, tasks: null },
    errors: code === undefined ? [] : [{ code, message: '', recommendations: [] }],
    ...{ sizeMb: null, retainUntil: null, restore: null },
  };
}

/** What a go-ahead's job looks like where it is read once more. */
export const READ_AGAIN = { job: jobOf('vm-01', { state: 'inProgress' }), readMs: NIGHT + 45 * 60_000 };

/** Nothing is hidden from any watch's owner. */
export const everybody: DeliveryChecks['mayTell'] = async () => true;

export function failureOf(vm: string, atMs: number, code = 'E1'): Notice {
  return noticeOf({ vm, atMs, code, state: 'failed', job: `${vm}@${atMs}` });
}

export function promisedTo(more: Partial<JobSubscription> = {}): JobSubscription {
  return {
    ...{ jobKey: aKey('job-vm-01'), to: CHANNEL, thread: 'root-1', asker: { id: '29:tanaka', name: 'Tanaka' } },
    ...{ language: 'en', timeZone: 'UTC', cardActivityId: 'card-1', cardId: 'c1', createdMs: NIGHT },
    ...more,
  };
}

export function watchOf(more: Partial<Watch> = {}): Watch {
  const person = { id: '29:sato', name: 'Sato', aadObjectId: 'o1', tenantId: 't1', guest: false };
  return {
    ...{ to: CHANNEL, thread: null, scope: { kind: 'all' }, level: 'failures', language: 'en', timeZone: 'UTC' },
    owner: { person, place: { id: CHANNEL.conversation, kind: 'channel', teamId: null } },
    createdMs: 0,
    ...more,
  };
}

/** The channel's answer to a try: success, an error before or after the message arrived, or none until `release`. */
type Answer =
  'ok' | { readonly fails: DeliveryError['kind']; readonly afterMs?: number; readonly arrived?: boolean } | 'hang';

interface Arrived {
  readonly message: OutMessage;
  readonly id: string;
  /** Whether it changed a message that was there. */
  readonly update: boolean;
  readonly atMs: number;
}

/** A channel that answers by a script and keeps what arrived. */
export class FakeMessenger implements Messenger {
  readonly arrived: Arrived[] = [];
  /** Tries, those that failed too; ms of the clock. */
  readonly tries: number[] = [];
  /** `isChange`: of a message that is there. */
  answer: (message: OutMessage, isChange: boolean) => Answer = () => 'ok';
  inFlight = 0;
  inFlightMost = 0;
  #release: (() => void)[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get posts(): readonly Arrived[] {
    return this.arrived.filter(({ update }) => !update);
  }

  release(): void {
    for (const go of this.#release.splice(0)) go();
  }

  async post(message: OutMessage): Promise<{ activityId: string }> {
    const id = `a${this.arrived.length + 1}`;
    await this.#take(message, false, () => this.arrived.push({ message, id, update: false, atMs: this.#nowMs() }));
    return { activityId: id };
  }

  async update(message: OutMessage, activityId: string): Promise<void> {
    await this.#take(message, true, () =>
      this.arrived.push({ message, id: activityId, update: true, atMs: this.#nowMs() }),
    );
  }

  async #take(message: OutMessage, isChange: boolean, arrive: () => void): Promise<void> {
    this.tries.push(this.#nowMs());
    this.inFlight += 1;
    this.inFlightMost = Math.max(this.inFlightMost, this.inFlight);
    try {
      const answer = this.answer(message, isChange);
      if (answer === 'hang') await new Promise<void>((resolve) => this.#release.push(resolve));
      if (typeof answer === 'object') {
        if (answer.arrived) arrive();
        throw new DeliveryError(answer.fails, answer.afterMs ?? null);
      }
      arrive();
    } finally {
      this.inFlight -= 1;
    }
  }
}

/** What a message says, short: `ended vm-01`, `failures vm-01+vm-02`. */
export function gist({ content }: OutMessage): string {
  if (content.kind === 'group') return `failures ${content.group.vms.map(({ vmName }) => vmName).join('+')}`;
  return `${content.kind === 'card' ? 'card ' : ''}${content.notice.event} ${content.notice.vmName}`;
}
