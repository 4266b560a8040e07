import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder';

import { BoundedMap } from '../../services/platform/boundedMap';
import type { Clock } from '../../services/platform/clock';
import type { Config } from '../../services/platform/config';
import type { Log } from '../../services/platform/log';
import { type ConnectorOptions, createChannelHttp } from './connectorClient';
import { ConversationThrottle } from './conversationThrottle';
import { trusts } from './serviceUrls';

type Options = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>;
/** botbuilder does not export these classes of botframework-connector; their shape is enough. */
type Credentials = Pick<NonNullable<Options[1]>, keyof NonNullable<Options[1]>>;
type Authentication = Pick<NonNullable<Options[2]>, keyof NonNullable<Options[2]>>;
type Logic = (context: TurnContext) => Promise<void>;

/** The issuer of the Bot Framework's tokens; those of any other are refused. */
export const CHANNEL_ISSUER = 'https://api.botframework.com';
const CHANNEL_TIMEOUT_MS = 8_000;

export interface Reply {
  readonly status: number;
  /** undefined: no body. */
  readonly body?: unknown;
}

/** Opens turns that no activity began: all that the sender and the "which VM?" question need of the adapter. */
export interface Turner {
  /**
   * Runs `logic` in a turn of the conversation `reference`. What it sends replies to `reference.activityId`, if given.
   */
  turn(reference: Partial<ConversationReference>, logic: Logic): Promise<void>;
}

/**
 * botbuilder's adapter without its leak: `CloudAdapter.process` writes an error's message, which may hold a secret,
 * into the HTTP response and onto the console. This one answers 401 or 500 with a fixed sentence.
 */
export class ChannelAdapter extends CloudAdapter implements Turner {
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
   * Authenticates and runs one activity; never rejects. `logic` leaves the body of an invoke's response in the turn.
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
   * A token of the bot's managed identity for `scope`, from a cache: each request with `UserAssignedMSI` asks for one.
   */
  readonly channelToken: (scope: string) => Promise<string>;
  /** Called with the HTTP status of each request to the channel; 0: no answer. */
  readonly onStatus?: (status: number) => void;
}

/**
 * The way in and out over the Bot Framework. In teams mode only tokens that the Bot Framework issued for Teams pass:
 * botbuilder by itself takes an Entra token of any tenant for the bot's app id (docs/teams.md). In demo mode nothing is
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
  const authentication = new OneIdentity(
    channel ? { MicrosoftAppId: channel.appId, MicrosoftAppTenantId: channel.tenantId } : {},
    channel ? credentialsOf(channel, channelToken) : undefined, // Without an app id nothing is authenticated.
    channel ? TEAMS_ONLY : undefined,
    undefined,
    connector,
  );
  return new ChannelAdapter({ authentication, appId: channel?.appId ?? '', log });
}

type Authenticator = ConfigurationBotFrameworkAuthentication;
type Factory = ReturnType<Authenticator['createConnectorFactory']>;
/** Teams has a handful of addresses for the whole world. */
const CONNECTORS_MAX = 100;

/**
 * Keeps one client for user tokens (which the bot never asks for) and one connector for each service URL. botbuilder
 * builds both anew for each turn.
 */
class OneIdentity extends ConfigurationBotFrameworkAuthentication {
  readonly #connectors = new BoundedMap<string, ReturnType<Factory['create']>>(CONNECTORS_MAX);
  #userTokens: ReturnType<Authenticator['createUserTokenClient']> | undefined;

  override createUserTokenClient(
    ...identity: Parameters<Authenticator['createUserTokenClient']>
  ): ReturnType<Authenticator['createUserTokenClient']> {
    const userTokens = (this.#userTokens ??= super.createUserTokenClient(...identity));
    userTokens.catch(() => (this.#userTokens = undefined));
    return userTokens;
  }

  override createConnectorFactory(...identity: Parameters<Authenticator['createConnectorFactory']>): Factory {
    return this.#keeping(super.createConnectorFactory(...identity));
  }

  override async authenticateRequest(
    ...request: Parameters<Authenticator['authenticateRequest']>
  ): ReturnType<Authenticator['authenticateRequest']> {
    const result = await super.authenticateRequest(...request);
    if (result.connectorFactory) this.#keeping(result.connectorFactory);
    return result;
  }

  #keeping(factory: Factory): Factory {
    const create = factory.create.bind(factory);
    factory.create = (serviceUrl, audience) => {
      const key = `${audience} ${serviceUrl}`;
      const known = this.#connectors.get(key);
      if (known) return known;
      const made = create(serviceUrl, audience);
      made.catch(() => this.#connectors.delete(key));
      this.#connectors.set(key, made);
      return made;
    };
    return factory;
  }
}

const TEAMS_ONLY: Authentication = {
  requiredEndorsements: ['msteams'],
  validateClaims: async (claims) => {
    if (!claims.some(({ type, value }) => type === 'iss' && value === CHANNEL_ISSUER)) throw new IssuerRefused();
  },
};

class IssuerRefused extends Error {
  override readonly name = 'IssuerRefused';
  readonly statusCode = 401;

  constructor() {
    super('the token was not issued by the Bot Framework');
  }
}

/** Errors of jsonwebtoken, which botbuilder passes on. */
const TOKEN_ERRORS: readonly string[] = ['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError'];

/** botbuilder does not export its AuthenticationError, which carries the HTTP status. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (
    TOKEN_ERRORS.includes(error.name) || ('statusCode' in error && [401, 403].includes(error.statusCode as number))
  );
}

function credentialsOf(channel: NonNullable<Config['channel']>, channelToken: Parts['channelToken']): Credentials {
  const { type, appId, password, tenantId } = channel;
  if (type === 'SingleTenant')
    return withNewClients(
      new ConfigurationServiceClientCredentialFactory({
        MicrosoftAppType: type,
        MicrosoftAppId: appId,
        MicrosoftAppPassword: password ?? '',
        MicrosoftAppTenantId: tenantId,
      }),
    );
  // Not botbuilder's own: it uses DefaultAzureCredential, which prefers credentials in the environment's variables.
  return {
    isValidAppId: async (id) => id === appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async (_appId, audience = CHANNEL_ISSUER) => ({
      signRequest: async (request) => {
        request.headers.set('authorization', `Bearer ${await channelToken(`${audience}/.default`)}`);
        return request;
      },
    }),
  };
}

/**
 * Signs each request with a new MSAL client. One that is kept stops asking for a minute, or a whole Retry-After, once
 * Entra has failed. All clients share their tokens.
 */
function withNewClients(factory: Credentials): Credentials {
  return {
    isValidAppId: (id) => factory.isValidAppId(id),
    isAuthenticationDisabled: () => factory.isAuthenticationDisabled(),
    createCredentials: async (...identity) => ({
      signRequest: async (request) => (await factory.createCredentials(...identity)).signRequest(request),
    }),
  };
}
