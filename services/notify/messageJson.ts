import type { Notice } from '../backup/jobEvents';
import { jobFromJson, jobToJson } from '../backup/jobJson';
import { currentTraceparent } from '../platform/trace';
import { type Draft, isBackupMessage, type QueuedMessage } from './message';

/** Adds the present trace: it is the message's own, unless the person who asked has one; then it is the cause. */
export function draftToJson(draft: QueuedMessage): string {
  const present = currentTraceparent();
  if (present === undefined) return JSON.stringify(draft);
  return JSON.stringify({ ...draft, [draft.trace === undefined ? 'trace' : 'cause']: present });
}

/** Parses any message that `draftToJson` wrote. Throws as `draftFromJson` does. */
export function queuedMessageFromJson(text: string): QueuedMessage {
  const waiting = JSON.parse(text) as QueuedMessage;
  return isBackupMessage(waiting) ? draftFromJson(text) : waiting;
}

/** Parses the draft that `draftToJson` wrote. Throws SyntaxError or TypeError for any other text. */
export function draftFromJson(text: string): Draft {
  const draft = JSON.parse(text) as Draft;
  const { content } = draft;
  if (content.kind === 'group')
    return { ...draft, content: { ...content, group: { ...content.group, first: reviveTimes(content.group.first) } } };
  return { ...draft, content: { ...content, notice: reviveTimes(content.notice) } };
}

/** A notice that was parsed from JSON, with the times of its job as Dates again. */
export function reviveTimes(notice: Notice): Notice {
  return { ...notice, job: notice.job && jobFromJson(jobToJson(notice.job)) };
}
