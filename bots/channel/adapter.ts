import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { type Activity, CloudAdapter, type ConversationReference, type TurnContext } from 'botbuilder';

import type { Clock } from '../../services/platform/clock';
import type { Config } from '../../services/platform/config';
import { SECOND_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';
import { CachingAuthentication, CHANNEL_AUDIENCE, credentialsOf } from './channelAuthentication';
import { type ConnectorOptions, createChannelHttp } from './connectorClient';
import { ConversationThrottle } from './conversationThrottle';
import { trusts } from './serviceUrls';

type Logic = (context: TurnContext) => Promise<void>;
const CHANNEL_TIMEOUT_MS = 8 * SECOND_MS;

export interface Reply {
  readonly status: number;
  /** Undefined if the response has no body. */
  readonly body?: unknown;
}

/**
 * Opens a turn without an incoming activity. The sender and the "which VM?" question need nothing else of the adapter.
 */
export interface TurnOpener {
  /** Runs `logic` in a turn of the conversation `reference`. Its messages reply to `reference.activityId`, if given. */
  turn(reference: Partial<ConversationReference>, logic: Logic): Promise<void>;
}

/**
 * botbuilder's adapter without its own way in. `CloudAdapter.process` reads tokens and keeps parts of foreign ones for
 * ever. It writes errors, which may hold a secret, into the HTTP response and onto the console (docs/teams.md). This
 * one takes activities that the caller has authenticated, and answers 500 with a fixed sentence.
 */
export class ChannelAdapter extends CloudAdapter implements TurnOpener {
  readonly #appId: string;
  readonly #log: Log;

  constructor({
    authentication,
    appId,
    log,
  }: {
    authentication: ConfigurationBotFrameworkAuthentication;
    appId: string;
    log: Log;
  }) {
    super(authentication);
    this.#appId = appId;
    this.#log = log;
    this.onTurnError = async (_context, error) => {
      this.#log.error({ err: error }, 'a turn failed');
    };
  }

  /**
   * Runs one activity of an authenticated sender; never rejects. `logic` leaves the body of an invoke's response in the
   * turn.
   */
  async handle(activity: Activity, logic: Logic): Promise<Reply> {
    try {
      const claimsIdentity = this.createClaimsIdentity(this.#appId);
      const connectorFactory = this.botFrameworkAuthentication.createConnectorFactory(claimsIdentity);
      const result = { audience: CHANNEL_AUDIENCE, claimsIdentity, connectorFactory };
      const answer = await this.processActivity(result, activity, logic);
      return answer ? { status: answer.status, body: answer.body as unknown } : { status: 200 };
    } catch (error) {
      this.#log.error({ err: error }, 'an activity could not be handled');
      return { status: 500, body: { error: 'Something went wrong here; the log says what.' } };
    }
  }

  async turn(reference: Partial<ConversationReference>, logic: Logic): Promise<void> {
    const outcome: { error?: Error } = {};
    await this.continueConversationAsync(this.#appId, reference, async (context) => {
      // botbuilder invents an id for this turn and would send it as replyToId.
      Object.assign(context.activity, { id: reference.activityId });
      try {
        await logic(context);
      } catch (error) {
        outcome.error = error as Error; // onTurnError would swallow it, but the sender has to know.
      }
    });
    if (outcome.error !== undefined) throw outcome.error;
  }
}

interface Parts {
  readonly config: Pick<Config, 'mode' | 'channel'>;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
  /**
   * Reads a token of the bot's managed identity for `scope` from a cache: each request with `UserAssignedMSI` needs
   * one.
   */
  readonly channelToken: (scope: string) => Promise<string>;
  /** Called with the HTTP status of each request to the channel; 0 means no answer. */
  readonly onStatus?: (status: number) => void;
}

/** The way out over the Bot Framework. In demo mode nothing is signed, and answers go to this machine only. */
export function createAdapter({ config, log, clock, channelToken, onStatus = () => undefined }: Parts): ChannelAdapter {
  const { mode, channel } = config;
  const httpClient = createChannelHttp({
    trusts: (url) => trusts(mode, url),
    timeoutMs: CHANNEL_TIMEOUT_MS,
    throttle: new ConversationThrottle(clock),
    onStatus,
  });
  const connector: ConnectorOptions = { httpClient };
  const authentication = new CachingAuthentication(
    channel ? { MicrosoftAppId: channel.appId, MicrosoftAppTenantId: channel.tenantId } : {},
    channel ? credentialsOf(channel, channelToken) : undefined, // Without an app id nothing is authenticated.
    undefined,
    undefined,
    connector,
  );
  return new ChannelAdapter({ authentication, appId: channel?.appId ?? '', log });
}
