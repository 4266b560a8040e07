import type { View } from '../../../protocol/view';
import { SECOND_MS } from '../../../services/platform/durations';
import type { Metrics } from '../../../services/platform/metrics';
import { type InvokeBody, messageBody } from '../../http/invokeResponse';
import { done, type EarlyReply } from '../../inbox/earlyReply';
import type { InFlight } from '../../inbox/inFlight';
import { answerWith, type PreparedAnswer } from './answer';
import type { Caller } from './identify';
import { invokeBodyOf, type PlacedAnswer } from './place';
import { renderAnswer, type RenderedAnswer } from './render';
import { sendAnswer, type SendParts } from './send';

/**
 * Real ms after the activity's arrival: first typing is shown, then a message or an invoke's answer says that work goes
 * on.
 */
const TYPING_MS = 700;
const SLOW_MS = 5 * SECOND_MS;

export interface AcknowledgeParts extends SendParts {
  readonly inFlight: InFlight;
  readonly metrics: Pick<Metrics, 'count' | 'observe'>;
}

/** Runs `make`, then `finish`. If `make` takes over 5 s, "working" is sent first and the turn ends without waiting. */
export async function acknowledge<T extends PreparedAnswer>(
  parts: AcknowledgeParts,
  caller: Caller,
  { make, finish }: { readonly make: () => Promise<T>; readonly finish: (made: T) => Promise<void> },
): Promise<EarlyReply<null>> {
  const { inFlight, sender } = parts;
  if (inFlight.full) {
    await say(parts, caller, 'busy');
    return done(null);
  }
  const making = inFlight.track(measured(parts, make, (answer) => answer));
  const quick = await inFlight.within(TYPING_MS, making);
  if (!quick) void inFlight.track(sender.typing(caller.to));
  if (quick ?? (await inFlight.within(SLOW_MS - TYPING_MS, making))) {
    await finish(await making);
    return done(null);
  }
  inFlight.countAsSlow(making);
  await say(parts, caller, 'working');
  return { now: null, rest: making.then(finish).then(() => null) };
}

/** Like `acknowledge`, but for an invoke, whose answer is the body of its HTTP response. */
export async function acknowledgeInvoke(
  parts: AcknowledgeParts,
  caller: Caller,
  make: () => Promise<PlacedAnswer>,
): Promise<EarlyReply<InvokeBody>> {
  const { inFlight } = parts;
  const making = inFlight.track(measured(parts, make, ({ answer }) => answer));
  const quick = await inFlight.within(SLOW_MS, making);
  if (quick) return done(invokeBodyOf(quick.value));
  inFlight.countAsSlow(making);
  return { now: await sentence(parts, caller, 'working'), rest: making.then(invokeBodyOf) };
}

/** One of the bot's own short sentences as the body of an invoke's response. */
export async function sentence(parts: SendParts, caller: Caller, key: string): Promise<InvokeBody> {
  return messageBody((await renderSentence(parts, caller, key)).rendered.summary);
}

async function say(parts: SendParts, caller: Caller, key: string): Promise<void> {
  await sendAnswer(parts, await renderSentence(parts, caller, key), caller);
}

function renderSentence(parts: SendParts, { ask }: Caller, key: string): Promise<RenderedAnswer> {
  const view: View = { kind: 'message', tone: 'info', key, facts: {}, offers: [] };
  return renderAnswer(parts, answerWith(view), ask);
}

async function measured<T>(
  { metrics }: AcknowledgeParts,
  make: () => Promise<T>,
  answerIn: (made: T) => PreparedAnswer,
): Promise<T> {
  const startedMs = performance.now();
  const made = await make();
  const { view, failed } = answerIn(made);
  metrics.count('bot_commands_total', { command: view.kind, result: failed ? 'failed' : 'answered' });
  metrics.observe('bot_answer_seconds', (performance.now() - startedMs) / 1_000, { command: view.kind });
  return made;
}
