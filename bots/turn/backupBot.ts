import { type Activity, ActivityHandlerBase, type InvokeResponse, TurnContext } from 'botbuilder';

import type { View } from '../../protocol/view';
import type { Ask } from '../../services/conversations/ask';
import { BoundedMap } from '../../services/platform/boundedMap';
import type { Metrics } from '../../services/platform/metrics';
import { deliveryKey, placeKey } from '../channel/activityAddress';
import type { Turner } from '../channel/adapter';
import type { Membership, Roster } from '../channel/roster';
import type { Address } from '../channel/sender';
import { cardBody, errorBody, type InvokeBody, messageBody } from '../http/invokeResponse';
import type { ActivityLog } from '../inbox/activityLog';
import { type EarlyReply, withEarlyReply } from '../inbox/earlyReply';
import { IdempotentConsumer } from '../inbox/idempotentConsumer';
import type { InFlight } from '../inbox/inFlight';
import { type Answer, Answers, type AnswersParts } from './steps/answer';
import { type CardAction, pressKey, readExecute, readSubmit } from './cardAction';
import { askOf, type Defaults } from './steps/identify';
import { messageText } from './messageText';
import { TypedLanguage } from './typedLanguage';

/** Real ms from the activity on: typing is shown, the command is acknowledged, the turn ends in any case (TEAMS.md 2). */
const TYPING_MS = 700;
const SLOW_MS = 5_000;
const TURN_MS = 9_500;
const WELCOMED_MAX = 10_000;
/** Under which a turn keeps when its activity came, where that was before. */
const SEEN_MS = Symbol('seenMs');

export interface BotParts extends AnswersParts {
  readonly defaults: Defaults;
  /** null in demo mode, where the activity is believed. */
  readonly roster: Pick<Roster, 'of'> | null;
  readonly activityLog: Pick<ActivityLog, 'once' | 'keepReference' | 'forget'>;
  readonly inFlight: InFlight;
  readonly turner: Turner;
  readonly metrics: Pick<Metrics, 'count' | 'observe'>;
}

interface Asked {
  readonly ask: Ask;
  readonly to: Address;
}

/** What came of a press, whoever pressed it and how often. */
interface Outcome {
  readonly answer: Answer;
  /** The answer stands in the place of the card, or is to be put there by the client alone. */
  readonly inPlace: boolean;
}

/**
 * Activities in, answers out; decides nothing about backups. Not botbuilder's ActivityHandler, whose invoke path runs
 * handlers that nobody waits for (TEAMS.md 2). Answers go out through the sender, never through the turn that asked,
 * so that one which takes longer than a turn is no different from one that does not.
 */
export class BackupBot extends ActivityHandlerBase {
  readonly #parts: BotParts;
  readonly #answers: Answers;
  readonly #messages: IdempotentConsumer<{ readonly value: unknown } | null>;
  readonly #invokes: IdempotentConsumer<InvokeBody | undefined>;
  readonly #presses: IdempotentConsumer<Outcome>;
  readonly #spoken = new TypedLanguage();
  readonly #welcomed = new BoundedMap<string, true>(WELCOMED_MAX);

  constructor(parts: BotParts) {
    super();
    this.#parts = parts;
    this.#answers = new Answers(parts);
    this.#messages = new IdempotentConsumer(parts.services);
    this.#invokes = new IdempotentConsumer(parts.services);
    this.#presses = new IdempotentConsumer(parts.services);
  }

  /** Waits, at most `ms` of real time, until what is under way has been answered; call it once no more activities come in. */
  drain(ms: number): Promise<void> {
    return this.#parts.inFlight.drain(ms);
  }

  /** Answers an activity that came at `seenMs` and that a process which died left unanswered; an invoke's answer goes where a late one goes. */
  async resume(activity: Activity, seenMs: number): Promise<void> {
    await this.#parts.turner.turn(TurnContext.getConversationReference(activity), async (context) => {
      Object.assign(context.activity, activity);
      context.turnState.set(SEEN_MS, seenMs);
      await this.run(context);
    });
  }

  protected override async onMessageActivity(context: TurnContext): Promise<void> {
    const { activity } = context;
    const { inFlight: turns, activityLog } = this.#parts;
    if ((activity.channelData as { eventType?: unknown } | null | undefined)?.eventType === 'editMessage')
      return activityLog.keepReference(activity);
    const work = (): Promise<unknown> => {
      const { first, whole } = withEarlyReply<null>(
        (all) => activityLog.once(activity, all),
        async (noneStood) => {
          const asked = await this.#asked(context, noneStood);
          const pressed = readSubmit(activity);
          return pressed ? this.#submit(context, pressed, asked) : this.#text(context, asked);
        },
      );
      void turns.track(whole);
      return first;
    };
    await this.#messages.once(
      deliveryKey(activity),
      () => turns.within(TURN_MS, work()),
      (done) => done === null || isOurs(done.value),
    );
  }

  /** An edited message never runs anything (WORDING.md). */
  protected override async onMessageUpdateActivity({ activity }: TurnContext): Promise<void> {
    await this.#parts.activityLog.keepReference(activity);
  }

  protected override async onInvokeActivity(context: TurnContext): Promise<InvokeResponse> {
    const { activity } = context;
    const { inFlight: turns, activityLog } = this.#parts;
    const work = (): Promise<InvokeBody | undefined> => {
      const { first, whole } = withEarlyReply<InvokeBody>(
        (all) => activityLog.once(activity, all),
        (noneStood) => this.#invoke(context, noneStood),
      );
      void turns.track(whole);
      return first;
    };
    const made = await this.#invokes.once(deliveryKey(activity), work, isOurs);
    return { status: 200, body: made ?? (await this.#word('working', await this.#asked(context))) };
  }

  protected override async onConversationUpdateActivity({ activity }: TurnContext): Promise<void> {
    const isBot = ({ id }: { id: string }): boolean => id === (activity.recipient as { id: string } | undefined)?.id;
    if (activity.membersRemoved?.some(isBot)) await this.#forget(activity);
    else await this.#heard(activity, { isNew: activity.membersAdded?.some(isBot) === true });
  }

  protected override async onInstallationUpdateActivity({ activity }: TurnContext): Promise<void> {
    if (activity.action === 'remove' || activity.action === 'remove-upgrade') await this.#forget(activity);
    else await this.#heard(activity, { isNew: activity.action === 'add' });
  }

  async #text(context: TurnContext, asked: Asked): Promise<EarlyReply<null>> {
    const { ask } = asked;
    const text = messageText(context.activity);
    context.activity.text = text; // What the dialog reads.
    const said = await this.#parts.vmChoice.answer(context, (turn, choice) => this.#answers.show(turn, choice, ask));
    if (said?.kind === 'asked') return DONE;
    if (said?.kind === 'picked') return this.#reply(asked, () => this.#answers.command(said.command, ask));
    return this.#reply(asked, () => this.#answers.text(text, { ...ask, closedPick: said !== null }));
  }

  async #submit(context: TurnContext, pressed: CardAction, asked: Asked): Promise<EarlyReply<null>> {
    await this.#parts.vmChoice.drop(context);
    return this.#reply(asked, async () => (await this.#press(pressed, asked)).answer, { isPlaced: true });
  }

  /** Answers with a message; `isPlaced`: the work shows its answer itself. */
  async #reply(asked: Asked, work: () => Promise<Answer>, { isPlaced = false } = {}): Promise<EarlyReply<null>> {
    const { inFlight: turns, sender } = this.#parts;
    if (turns.full) {
      await this.#say('busy', asked);
      return DONE;
    }
    const made = turns.track(this.#timed(work));
    const quick = await turns.within(TYPING_MS, made);
    if (!quick) void turns.track(sender.typing(asked.to));
    if (quick ?? (await turns.within(SLOW_MS - TYPING_MS, made))) {
      if (!isPlaced) await this.#answers.send(await made, asked.ask, asked.to);
      return DONE;
    }
    turns.leave(made);
    await this.#say('working', asked);
    const rest = async (): Promise<null> => {
      const answer = await made;
      if (!isPlaced) await this.#answers.send(answer, asked.ask, asked.to);
      return null;
    };
    return { now: null, rest: rest() };
  }

  async #invoke(context: TurnContext, noneStood?: boolean): Promise<EarlyReply<InvokeBody>> {
    const { activity } = context;
    const { inFlight: turns, services } = this.#parts;
    if (activity.name !== 'adaptiveCard/action')
      return said(errorBody(404, 'NotSupported', 'This bot does not know this invoke.'));
    const pressed = readExecute(activity);
    if (pressed === null) return said(errorBody(400, 'BadRequest', 'The invoke carries no Action.Execute with data.'));
    const asked = await this.#asked(context, noneStood);
    try {
      if (turns.full) return said(await this.#word('busy', asked));
      if (!pressed.automatic) await this.#parts.vmChoice.drop(context);
      const outcome = turns.track(this.#timed(() => this.#press(pressed, asked)));
      const quick = await turns.within(SLOW_MS, outcome);
      if (quick) return said(bodyOf(quick.value));
      turns.leave(outcome);
      return { now: await this.#word('working', asked), rest: outcome.then(bodyOf) };
    } catch (error) {
      services.log.error({ turnId: asked.ask.turnId, err: error }, 'an invoke failed');
      return said(errorBody(500, 'InternalError', 'Something went wrong here; the log says what.'));
    }
  }

  /** Runs a press and shows what came of it: in the place of the card, or as a message. Once, where it changed something. */
  #press(pressed: CardAction, asked: Asked): Promise<Outcome> {
    const work = async (): Promise<Outcome> => {
      const answer = await this.#answers.press(pressed.data, { ...asked.ask, automatic: pressed.automatic });
      return { answer, inPlace: await this.#place(answer, pressed, asked) };
    };
    if (pressed.automatic) return work();
    return this.#presses.once(pressKey(pressed, asked.ask.person.id), work, ({ answer }) => answer.isFinal);
  }

  async #place(answer: Answer, pressed: CardAction, { ask, to }: Asked): Promise<boolean> {
    const fits = pressed.update && !answer.failed && answer.choice === null;
    if (pressed.automatic) return fits;
    const shownIn = fits ? await this.#answers.replace(answer, pressed, { ask, to }) : null;
    const settled = this.#answers.settle(pressed, shownIn);
    if (shownIn === null) await this.#answers.send(answer, ask, to);
    await settled;
    return shownIn !== null;
  }

  async #say(key: string, { ask, to }: Asked): Promise<void> {
    await this.#answers.send(await this.#answers.view(word(key), ask), ask, to);
  }

  async #word(key: string, { ask }: Asked): Promise<InvokeBody> {
    return messageBody((await this.#answers.view(word(key), ask)).rendered.summary);
  }

  async #heard(activity: Activity, { isNew }: { readonly isNew: boolean }): Promise<void> {
    await this.#parts.activityLog.keepReference(activity);
    if (isNew) await this.#welcome(activity);
  }

  async #welcome(activity: Activity): Promise<void> {
    const key = placeKey(activity);
    if (this.#welcomed.has(key)) return;
    this.#welcomed.set(key, true);
    const { ask, to } = await this.#askedBy(activity, null); // The same for everybody.
    await this.#parts.inFlight.within(
      TURN_MS,
      this.#parts.inFlight.track(
        this.#answers.view({ kind: 'welcome' }, ask).then((answer) => this.#answers.send(answer, ask, to)),
      ),
    );
  }

  async #forget(activity: Activity): Promise<void> {
    await this.#parts.activityLog.forget(activity);
    this.#welcomed.delete(placeKey(activity));
  }

  async #asked(context: TurnContext, noneStood = false): Promise<Asked> {
    const { roster: members } = this.#parts;
    const { ask, to } = await this.#askedBy(context.activity, members && (await members.of(context)));
    const askedMs = context.turnState.get<number | undefined>(SEEN_MS);
    return { ask: { ...ask, noneStood, ...(askedMs !== undefined && { askedMs }) }, to };
  }

  async #askedBy(activity: Activity, membership: Membership | null): Promise<Asked> {
    return {
      ask: await askOf(activity, membership, { ...this.#parts, spoken: this.#spoken.in(activity) }),
      to: TurnContext.getConversationReference(activity),
    };
  }

  async #timed<T extends Answer | Outcome>(work: () => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    const done = await work();
    const { kind, failed } = 'answer' in done ? done.answer : done;
    const { metrics } = this.#parts;
    metrics.count('bot_commands_total', { command: kind, result: failed ? 'failed' : 'answered' });
    metrics.observe('bot_answer_seconds', (performance.now() - startedMs) / 1_000, { command: kind });
    return done;
  }
}

/** Not where another replica was at it: should that one die, the work may come here. */
function isOurs(made: unknown): boolean {
  return made !== undefined;
}

const DONE: EarlyReply<null> = said(null);

/** That was all. */
function said<T>(now: T): EarlyReply<T> {
  return { now, rest: null };
}

function bodyOf({ answer, inPlace }: Outcome): InvokeBody {
  return inPlace ? cardBody(answer.rendered.card) : messageBody(answer.rendered.summary);
}

function word(key: string): View {
  return { kind: 'message', tone: 'info', key, facts: {}, offers: [] };
}
