import { createHeartbeat, type HeartbeatTables } from '../../../../services/notify/heartbeat/heartbeat';
import { localHour } from '../../../../services/notify/heartbeat/heartbeatDay';
import { queuedMessageFromJson } from '../../../../services/notify/messageJson';
import { ManualClock, settle } from '../../../support/manualClock';
import { MemoryStore } from '../../../support/memoryTables';
import { type LogLine, recording } from '../../../support/startBot';

const HERE = { tenant: 't', conversation: '19:ops@thread.tacv2' };
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** The heartbeats of several replicas over one store. */
class Night {
  readonly clock: ManualClock;
  readonly store = new MemoryStore();
  readonly lines: LogLine[] = [];
  known: typeof HERE | null = HERE;
  restingMs: number | null = null;
  timeZone = 'Asia/Tokyo';
  isDown = false;

  constructor(now: string) {
    this.clock = new ManualClock(now);
  }

  replica(conversation: string | null = HERE.conversation): ReturnType<typeof createHeartbeat> {
    const { clock, lines, store } = this;
    const mine = {
      conversations: { keyOf: async () => this.known },
      reach: { restingSince: async () => this.restingMs },
    };
    const made = createHeartbeat({
      ...{ conversation, clock, log: recording(lines), onEnqueued: () => undefined },
      store: {
        transaction: <T>(work: (tables: HeartbeatTables) => Promise<T>) =>
          this.isDown
            ? Promise.reject(new RangeError('no database'))
            : store.transaction((tables) => work({ ...tables, ...mine })),
      },
      settings: { of: async () => ({ language: 'ja', timeZone: this.timeZone }) },
      defaults: { defaultLanguage: 'en', defaultTimeZone: 'UTC' },
    });
    made.start();
    return made;
  }

  /** Lets time pass as the bot sees it, minute by minute. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 10 * MINUTE) {
      await this.clock.advance(Math.min(left, 10 * MINUTE));
      await settle();
    }
  }

  days(): string[] {
    return [...this.store.state.rows.values()].map(({ body }) => {
      const { content } = queuedMessageFromJson(body);
      return content.kind === 'heartbeat' ? content.day : content.kind;
    });
  }
}

it('when it is nine in the time zone of the conversation, then one is enqueued, by one of three replicas', async () => {
  const night = new Night('2026-11-27T23:40:00Z'); // 08:40 in Tokyo.
  const replicas = [night.replica(), night.replica(), night.replica()];
  await settle();
  expect(night.days()).toEqual([]);
  await night.pass(30 * MINUTE);
  expect(night.days()).toEqual(['2026-11-28']);
  const [row] = night.store.state.rows.values();
  expect(row).toMatchObject({ to: HERE, slot: 'heartbeat:2026-11-28', update: false });
  expect(queuedMessageFromJson(row?.body ?? '')).toMatchObject({
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    mention: null,
  });
  await night.pass(48 * HOUR);
  expect(night.days()).toEqual(['2026-11-28', '2026-11-29', '2026-11-30']);
  for (const replica of replicas) await replica.stop();
});

it('when the bot was down at nine, then it says it when it comes back, and once, however often it restarts', async () => {
  const night = new Night('2026-11-28T09:00:00Z'); // 18:00 in Tokyo.
  for (let restart = 0; restart < 4; restart += 1) {
    const replica = night.replica();
    await settle();
    await night.pass(20 * MINUTE);
    await replica.stop();
  }
  expect(night.days()).toEqual(['2026-11-28']);
});

it('when a replica has just started, then it says nothing yet: an earlier release may still run, and cannot read it', async () => {
  const night = new Night('2026-11-28T09:00:00Z');
  const replica = night.replica();
  await night.clock.advance(9 * MINUTE);
  await settle();
  expect(night.days()).toEqual([]);
  await night.clock.advance(MINUTE);
  await settle();
  expect(night.days()).toEqual(['2026-11-28']);
  await replica.stop();
});

it('when the database was away at nine, then it is said when the database is back', async () => {
  const night = new Night('2026-11-28T00:30:00Z');
  night.isDown = true;
  const replica = night.replica();
  await night.pass(HOUR);
  night.isDown = false;
  await night.pass(10 * MINUTE);
  expect(night.days()).toEqual(['2026-11-28']);
  await replica.stop();
});

it.each([
  ['America/New_York', '2026-03-06T00:00:00Z', 8, 'in which the clocks go forward'],
  ['America/New_York', '2026-10-30T00:00:00Z', 8, 'in which the clocks go back'],
  ['Pacific/Chatham', '2026-09-24T00:00:00Z', 8, 'of a zone with quarters of an hour'],
  ['Asia/Kathmandu', '2026-02-26T00:00:00Z', 7, 'at the end of February'],
])(
  'when %s has a week from %s with %i days, %s, then each day has one, from nine on',
  async (timeZone, from, count) => {
    const night = new Night(from);
    night.timeZone = timeZone;
    const replica = night.replica();
    await night.pass(7 * 24 * HOUR);
    await replica.stop();
    const days = night.days();
    expect(days).toHaveLength(count);
    expect(new Set(days).size).toBe(count);
    for (const { createdMs, body } of night.store.state.rows.values()) {
      const { content } = queuedMessageFromJson(body);
      const first = createdMs === night.store.state.rows.values().next().value?.createdMs;
      expect(localHour(new Date(createdMs), timeZone)).toEqual({
        day: content.kind === 'heartbeat' && content.day,
        hour: first ? (expect.any(Number) as number) : 9,
      });
    }
  },
);

it('when the time zone is set back to yesterday, then no day is said twice', async () => {
  const night = new Night('2026-11-28T01:00:00Z');
  const replica = night.replica();
  await night.pass(10 * MINUTE);
  night.timeZone = 'America/Los_Angeles'; // There it is 27 November, 17:10.
  await night.pass(20 * HOUR);
  expect(night.days()).toEqual(['2026-11-28']);
  await replica.stop();
});

it('when nobody has spoken in the conversation, then the log says once what to do, and so does /readyz', async () => {
  const night = new Night('2026-11-28T01:00:00Z');
  night.known = null;
  const replica = night.replica();
  await night.pass(HOUR);
  expect(night.lines.map(({ message }) => message)).toEqual([expect.stringContaining('mention the bot there once')]);
  expect(await replica.check()).toMatchObject({
    ok: false,
    detail: expect.stringContaining('mention the bot') as string,
  });
  night.known = HERE;
  await night.pass(10 * MINUTE);
  expect(night.days()).toEqual(['2026-11-28']);
  expect(await replica.check()).toMatchObject({
    ok: true,
    detail: expect.stringContaining('none was sent yet') as string,
  });
  await night.store.transaction(({ heartbeats }) => heartbeats.told(HERE, Date.parse('2026-11-28T02:00:00Z')));
  expect(await replica.check()).toMatchObject({ ok: true, at: new Date('2026-11-28T02:00:00Z') });
  night.restingMs = Date.parse('2026-11-28T03:00:00Z');
  expect(await replica.check()).toMatchObject({
    ok: false,
    detail: expect.stringContaining('2026-11-28T03:00') as string,
  });
  await replica.stop();
});

it('when no conversation is set, then nothing is said or checked', async () => {
  const night = new Night('2026-11-28T01:00:00Z');
  const replica = night.replica(null);
  await night.pass(HOUR);
  expect([night.days(), night.lines, await replica.check()]).toEqual([[], [], null]);
  await replica.stop();
});
