import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';

import type { Activity, TurnContext } from 'botbuilder';

import type { Reply } from '../channel/adapter';
import { readActivity } from './activitySchema';
import type { Admission } from './admission';
import { BODY_BYTES_MAX, readRequestBody } from './body';
import type { Guard, HttpRefusal } from './guard';
import { errorBody } from './invokeResponse';
import type { Refusals } from './refusals';
import type { Strangers } from './strangers';

const RETRY_AFTER_S = 5;
/** An address that has failed too often waits this long for each refusal, in real time: a flood waits for itself. */
const REFUSAL_PAUSE_MS = 25;
const CROWDED: HttpRefusal = { status: 503, reason: 'Too many requests are under way.', cause: 'too many under way' };

export interface HttpReply extends Reply {
  readonly retryAfterS?: number;
  /** Nothing more is read from the connection. */
  readonly closes?: boolean;
}

export interface ReceiveParts {
  readonly guard: Guard;
  readonly adapter: {
    handle(activity: Activity, logic: (context: TurnContext) => Promise<void>): Promise<Reply>;
  };
  readonly bot: { run(context: TurnContext): Promise<void> };
  readonly admission: Admission;
  readonly strangers: Pick<Strangers, 'know'>;
  readonly refusals: Pick<Refusals, 'note'>;
  readonly addressOf: (request: IncomingMessage) => string;
}

/**
 * Answers one POST of an activity. First the token, then the body, then a slot: who is not authenticated takes neither
 * memory nor a slot. Rejects with RequestCut where there is nobody left to answer.
 */
export async function receive(parts: ReceiveParts, request: IncomingMessage): Promise<HttpReply> {
  const { admission, adapter, bot, addressOf } = parts;
  const address = addressOf(request);
  const entered = (await admission.entering(address, () => enter(parts, request))) ?? CROWDED;
  if ('status' in entered) return refuse(parts, { request, address }, entered);
  const { activity } = entered;
  const reply = await admission.underWay(() => adapter.handle(activity, (context) => bot.run(context)));
  if (reply === null) return refuse(parts, { request, address }, CROWDED);
  // Teams wants 200 for an invoke that the bot ran, with the error in the body. botbuilder's 501 says nothing.
  if (activity.type === 'invoke' && (reply.status === 501 || reply.status === 500))
    return { status: 200, body: errorBody(500, 'InternalError', 'Something went wrong here; the log says what.') };
  return reply;
}

async function enter(
  { guard, strangers }: ReceiveParts,
  request: IncomingMessage,
): Promise<{ readonly activity: Activity } | HttpRefusal> {
  const authenticated = await guard.authenticate(request.headers.authorization);
  if ('status' in authenticated) return authenticated;
  strangers.know(request.socket);
  const body = await readRequestBody(request);
  if (body === null) return { status: 413, reason: 'The body is larger than 256 KB.', cause: 'too large' };
  const read = readActivity(body);
  if ('problem' in read)
    return { status: 400, reason: read.problem, cause: 'no activity', facts: { problem: read.problem } };
  return guard.admitsActivity(read.activity, authenticated.caller) ?? read;
}

async function refuse(
  { admission, refusals }: ReceiveParts,
  { request, address }: { readonly request: IncomingMessage; readonly address: string },
  { status, reason, cause, facts }: HttpRefusal,
): Promise<HttpReply> {
  refusals.note(cause, { address, ...facts });
  if (status === 401 && !admission.mayFail(address)) {
    await setTimeout(REFUSAL_PAUSE_MS);
    return { status: 429, body: { error: 'Too many requests failed.' }, retryAfterS: RETRY_AFTER_S, closes: true };
  }
  return {
    status,
    body: { error: reason },
    ...(status === 503 && { retryAfterS: RETRY_AFTER_S }),
    closes: !request.complete && !(Number(request.headers['content-length']) <= BODY_BYTES_MAX),
  };
}
