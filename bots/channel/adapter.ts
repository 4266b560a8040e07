import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { type Activity, CloudAdapter, type ConversationReference, type TurnContext } from 'botbuilder';

import type { Clock } from '../../services/platform/clock';
import type { Config } from '../../services/platform/config';
import { SECOND_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';
import { CachingAuthentication, credentialsOf, TEAMS_ONLY } from './channelAuthentication';
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
 * Answers a failed turn with 401 or 500 and a fixed sentence. `CloudAdapter.process` writes the error's message into
 * the HTTP response and onto the console, and that message may hold a secret.
 */
class ChannelAdapter extends CloudAdapter implements TurnOpener {
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
   * Authenticates and runs one activity; never rejects. `logic` stores the body of an invoke's response in the turn.
   */
  async handle(authorization: string, activity: Activity, logic: Logic): Promise<Reply> {
    try {
      const answer = await this.processActivity(authorization, activity, logic);
      return answer ? { status: answer.status, body: answer.body as unknown } : { status: 200 };
    } catch (error) {
      if (isRefusal(error)) {
        this.#log.warn({ reason: error.message }, 'an activity was not authenticated');
        return { status: 401, body: { error: 'The token was not accepted.' } };
      }
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

/**
 * Connects the bot to the Bot Framework. In teams mode it accepts only tokens that the Bot Framework issued for Teams.
 * botbuilder alone accepts an Entra token of any tenant for the bot's app id (docs/teams.md). In demo mode nothing is
 * authenticated, and answers go to this machine only.
 */
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
    channel ? TEAMS_ONLY : undefined,
    undefined,
    connector,
  );
  return new ChannelAdapter({ authentication, appId: channel?.appId ?? '', log });
}

/** Names of the errors of jsonwebtoken, which botbuilder passes on. */
const TOKEN_ERRORS: readonly string[] = ['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError'];

/** botbuilder does not export its AuthenticationError, which carries the HTTP status. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (
    TOKEN_ERRORS.includes(error.name) || ('statusCode' in error && [401, 403].includes(error.statusCode as number))
  );
}
