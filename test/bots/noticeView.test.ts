import { noFacts, viewOf } from '../../bots/noticeView';
import type { FailedVm, OutMessage } from '../../services/notify/message';
import { CHANNEL, failureOf, NIGHT } from '../support/notifySamples';
import { aJob, anItem } from '../support/samples';

const FIRST = failureOf('vm-01', NIGHT);
const AGAIN = { times: 8, sinceMs: NIGHT - 7 * 24 * 3_600_000 };

function messageOf(...vms: FailedVm[]): OutMessage {
  return {
    content: { kind: 'group', group: { code: 'E1', first: FIRST, vms, more: 0 }, night: null },
    ...{ to: CHANNEL, thread: null, alert: true, mention: null, language: 'en', timeZone: 'UTC', cardId: 'c1' },
    ...{ truth: 'fresh', other: null, late: false, toldMs: NIGHT },
  };
}

function failedVm(change: Partial<FailedVm> = {}): FailedVm {
  const { jobKey, vault, itemId, vmName, vmResourceGroup, atMs } = FIRST;
  return { jobKey, vault, itemId, vmName, vmResourceGroup, atMs, recoveredMs: null, watches: ['all'], ...change };
}

describe('a failure that goes on', () => {
  it('when it is told again, then its message says how often by now, alone and among others', () => {
    expect(viewOf(messageOf(failedVm({ again: AGAIN })), noFacts(), 1)).toMatchObject({ kind: 'notice', again: AGAIN });
    const several = messageOf(failedVm({ again: AGAIN }), failedVm({ jobKey: 'other', vmName: 'vm-02' }));
    expect(viewOf(several, noFacts(), 1)).toMatchObject({
      kind: 'failures',
      failures: { vms: [{ again: AGAIN }, {}] },
    });
  });

  it('when it is told for the first time, then its message counts nothing', () => {
    expect(viewOf(messageOf(failedVm()), noFacts(), 1)).toMatchObject({ kind: 'notice', again: null });
  });
});

describe('a job that a list showed, without its tasks', () => {
  const started = (minutes: number): OutMessage => {
    const job = aJob({ startedAt: new Date(NIGHT - minutes * 60_000) });
    const notice = { ...FIRST, event: 'started', job, readMs: NIGHT } as const;
    return { ...messageOf(), content: { kind: 'card', notice } };
  };
  const facts = { ...noFacts(), item: anItem() };

  it('when it has just begun, then it is told as started', () => {
    expect(viewOf(started(5), facts, 1)).toMatchObject({ kind: 'started' });
  });

  it('when it began hours ago, then nothing is said of a snapshot that is to come', () => {
    expect(viewOf(started(20 * 60), facts, 1)).toMatchObject({ kind: 'job', job: { tasks: null } });
  });
});
