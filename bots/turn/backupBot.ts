import { type Activity, ActivityHandlerBase, type InvokeResponse, TurnContext } from 'botbuilder';

import { type Tracer, untraced } from '../../services/platform/trace';
import type { TurnOpener } from '../channel/adapter';
import type { ActivityLog } from '../inbox/activityLog';
import { FIRST_SEEN_MS } from './steps/identify';
import { Turn, type TurnParts } from './turn';
import { turnTraceId } from './turnTrace';
import { Welcome } from './welcome';

interface BotParts extends TurnParts {
  readonly activityLog: Pick<ActivityLog, 'once' | 'keepReference' | 'forget'>;
  readonly turner: TurnOpener;
  readonly tracer?: Tracer | undefined;
}

/**
 * Routes activities by type and decides nothing about backups. botbuilder's ActivityHandler does not await the handlers
 * of an invoke, so their errors and answers would be lost.
 */
export class BackupBot extends ActivityHandlerBase {
  readonly #parts: BotParts;
  readonly #turn: Turn;
  readonly #welcome: Welcome;

  constructor(parts: BotParts) {
    super();
    this.#parts = parts;
    this.#turn = new Turn(parts);
    this.#welcome = new Welcome(parts, this.#turn.identify);
  }

  /**
   * A turn is one trace, named by its activity: each delivery of the activity, in any process, has the same id. No
   * `traceparent` of the request counts, because the Bot Service sends none and anybody else may not name our traces.
   */
  override run(context: TurnContext): Promise<void> {
    const { type, channelId } = context.activity;
    const { tracer = untraced } = this.#parts;
    const facts = { 'bot.activity': type, 'bot.channel': channelId };
    const start = { name: `activity ${type}`, kind: 'server', traceId: turnTraceId(context.activity), facts } as const;
    return tracer(start, () => super.run(context));
  }

  /** Waits at most `ms` of real time until all work in flight is answered. Call it when no more activities arrive. */
  drain(ms: number): Promise<void> {
    return this.#parts.inFlight.drain(ms);
  }

  /** Runs the turn of an activity that a dead process left unanswered. `seenMs` is its arrival in epoch ms. */
  async resume(activity: Activity, seenMs: number): Promise<void> {
    await this.#parts.turner.turn(TurnContext.getConversationReference(activity), async (context) => {
      Object.assign(context.activity, activity);
      context.turnState.set(FIRST_SEEN_MS, seenMs);
      await this.run(context);
    });
  }

  protected override async onMessageActivity(context: TurnContext): Promise<void> {
    const { channelData } = context.activity as { channelData?: { eventType?: unknown } | null };
    if (channelData?.eventType === 'editMessage') await this.onMessageUpdateActivity(context);
    else await this.#turn.message(context);
  }

  /** An edited message runs nothing, because its command ran when it was sent. */
  protected override async onMessageUpdateActivity({ activity }: TurnContext): Promise<void> {
    await this.#parts.activityLog.keepReference(activity);
  }

  /** The HTTP status is always 200; Teams reads the invoke's own status in the body. */
  protected override async onInvokeActivity(context: TurnContext): Promise<InvokeResponse> {
    return { status: 200, body: await this.#turn.invoke(context) };
  }

  protected override async onConversationUpdateActivity({ activity }: TurnContext): Promise<void> {
    const isBot = ({ id }: { id: string }): boolean => id === (activity.recipient as { id: string } | undefined)?.id;
    if (activity.membersRemoved?.some(isBot)) await this.#removed(activity);
    else await this.#updated(activity, { isNew: activity.membersAdded?.some(isBot) === true });
  }

  protected override async onInstallationUpdateActivity({ activity }: TurnContext): Promise<void> {
    if (activity.action === 'remove' || activity.action === 'remove-upgrade') await this.#removed(activity);
    else await this.#updated(activity, { isNew: activity.action === 'add' });
  }

  async #updated(activity: Activity, { isNew }: { readonly isNew: boolean }): Promise<void> {
    await this.#parts.activityLog.keepReference(activity);
    if (isNew) await this.#welcome.send(activity);
  }

  async #removed(activity: Activity): Promise<void> {
    await this.#parts.activityLog.forget(activity);
    this.#welcome.forget(activity);
  }
}
