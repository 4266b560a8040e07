import type { JobView } from '../protocol/jobViews';
import type { FailuresView, NoticeView } from '../protocol/noticeViews';
import type { View } from '../protocol/view';
import { adviceFor } from '../services/backup/advice';
import { comparedWithBefore } from '../services/backup/comparison';
import type { Notice } from '../services/backup/jobEvents';
import { pointOf } from '../services/backup/points';
import type { Job } from '../services/backup/types';
import { SNAPSHOT_SLOW_MS } from '../services/monitor/track/stateMachine';
import type { FailureCard } from '../services/notify/failureCard';
import type { OutMessage } from '../services/notify/message';
import { freshReadingMs } from '../services/notify/outbox/revalidate';
import { jobView } from './job';
import { firstNotice, isSingleFailure, type NoticeFacts } from './noticeFacts';

interface NoticeContext {
  readonly notice: Notice;
  readonly facts: NoticeFacts;
}

/** The view of an unasked message, with the facts that could be read. `speed` is the clock's speed. */
export function messageViewNow(message: OutMessage, facts: NoticeFacts, speed: number): View {
  const { content } = message;
  if (content.kind === 'group' && !isSingleFailure(content.group)) return failuresView(content.group, content.night);
  const notice = firstNotice(content);
  const { event, job } = notice;
  const isLiveCard = content.kind === 'card' && event !== 'vanished' && event !== 'notStarted';
  if (job !== null && (isLiveCard || event === 'started' || event === 'taskChanged'))
    return liveCardView(message, { notice, facts, job }, speed);
  return noticeView(message, { notice, facts }, event === 'started' || event === 'taskChanged' ? 'notStarted' : event);
}

/** A young job without tasks gets the first card. An older job's snapshot may be over. */
function liveCardView(message: OutMessage, context: NoticeContext & { readonly job: Job }, speed: number): View {
  const { notice, facts, job } = context;
  const { item, askedBy, retainUntil, toldWithEnd = false, past, told } = facts;
  const { jobKey, readMs } = notice;
  const isYoung = job.startedAt === null || readMs - job.startedAt.getTime() <= SNAPSHOT_SLOW_MS;
  if (item !== null && job.state === 'inProgress' && job.tasks === null && isYoung) {
    const jobId = job.id;
    const at = new Date(readMs);
    const known = { jobKey, item, jobId, askedBy, retainUntil, pastSnapshots: past.snapshot, told, toldWithEnd };
    return { kind: 'started', ...known, at };
  }
  return { ...noticeJobView(message, context), stale: message.toldMs - readMs > freshReadingMs({ speed }) };
}

function noticeView(message: OutMessage, context: NoticeContext, event: NoticeView['event']): NoticeView {
  const { notice, facts } = context;
  const { vmName, vmResourceGroup, vault, job, atMs, readMs } = notice;
  const { content, late, validity, other, mention, toldMs } = message;
  const failure = content.kind === 'group' ? content.group.vms[0] : undefined;
  const recoveredMs = failure?.recoveredMs ?? null;
  const { all, policy } = facts.points;
  const point = job && pointOf(job, all, new Date(toldMs));
  return {
    kind: 'notice',
    event,
    vmName,
    vmResourceGroup,
    vault,
    item: facts.item,
    seen: job && noticeJobView(message, { ...context, job }),
    happenedAt: new Date(atMs),
    toldAt: new Date(toldMs),
    late,
    validity,
    other,
    mention,
    comparison: point && comparedWithBefore(point, all, policy),
    recoveredAt: recoveredMs === null ? null : new Date(recoveredMs),
    again: failure?.again ?? null,
    night: content.kind === 'card' ? null : content.night,
    at: new Date(readMs),
  };
}

/** Everybody in the conversation gets the buttons. The role of the person who presses one is checked then. */
function noticeJobView({ toldMs }: OutMessage, { notice, facts, job }: NoticeContext & { readonly job: Job }): JobView {
  const { item, upcoming, told } = facts;
  return jobView({ ...facts, job }, new Date(toldMs), {
    next: upcoming?.next ?? null,
    ...(upcoming && { schedule: upcoming.schedule }),
    told,
    mayOperate: item !== null,
    at: new Date(notice.readMs),
  });
}

function failuresView({ code, vms, more, first }: FailureCard, night: FailuresView['night']): FailuresView {
  return {
    kind: 'failures',
    failures: { code, vms, more },
    state: first.job?.state === 'completedWithWarnings' ? 'completedWithWarnings' : 'failed',
    advice: adviceFor(code),
    night,
    at: new Date(Math.max(...vms.map(({ atMs, recoveredMs }) => recoveredMs ?? atMs))),
  };
}
