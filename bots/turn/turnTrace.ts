import { createHash, randomUUID } from 'node:crypto';

import type { Activity } from 'botbuilder';

import { currentTraceId } from '../../services/platform/trace';

/** The length of a turn's id: people read it out of an apology. */
const TURN_ID_LENGTH = 12;

/**
 * The trace of an activity's turn. It is equal for each delivery of one activity in any process. Undefined for an
 * activity without an id, whose trace gets a random one.
 */
export function turnTraceId({ id, conversation }: Activity): string | undefined {
  const given: unknown = id;
  if (typeof given !== 'string' || given === '') return undefined;
  return createHash('sha256')
    .update(JSON.stringify([conversation.id, given]))
    .digest('hex')
    .slice(0, 32);
}

/**
 * The first characters of the trace's id, so that an apology's id finds the trace and each line of the log. A trigger
 * that was written before a crash is found again by it.
 */
export function turnIdOf(activity: Activity): string {
  const id = turnTraceId(activity) ?? currentTraceId() ?? randomUUID().replaceAll('-', '');
  return id.slice(0, TURN_ID_LENGTH);
}
