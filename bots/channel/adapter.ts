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
/** By shape: botbuilder does not export these classes of botframework-connector, whose package is not ours to depend on. */
type Credentials = Pick<NonNullable<Options[1]>, keyof NonNullable<Options[1]>>;
type Authentication = Pick<NonNullable<Options[2]>, keyof NonNullable<Options[2]>>;
type Logic = (context: TurnContext) => Promise<void>;

/** Who signs what the Bot Framework sends (TEAMS.md 1); tokens of any other issuer are refused. */
export const CHANNEL_ISSUER = 'https://api.botframework.com';
const CHANNEL_TIMEOUT_MS = 8_000;

export interface Reply {
  readonly status: number;
  /** undefined: no body. */
  readonly body?: unknown;
}

/** Whoever can open a turn of the bot's own accord: `bots/sender.ts` and the pick list need no more of the adapter. */
export interface Turner {
  /** Runs `logic` in a turn towards `reference`; what it sends replies to `reference.activityId` where that is given. */
  turn(reference: Partial<ConversationReference>, logic: Logic): Promise<void>;
}

/**
 * botbuilder's adapter without its leaks: `CloudAdapter.process` writes an error's message into the HTTP answer and
 * onto the console (TEAMS.md 1), this one says only which of the two it was.
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

  /** Authenticates and runs one activity; never rejects. The body of an invoke's answer is what `logic` left in the turn. */
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
        outcome.error = error as Error; // onTurnError would swallow it, and whoever sends must know.
      }
    });
    if (outcome.error !== undefined) throw outcome.error;
  }
}

interface Parts {
  readonly config: Pick<Config, 'mode' | 'channel'>;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
  /** A token of the bot's managed identity for `scope`; asked for each request with `UserAssignedMSI`, so it should cache. */
  readonly channelToken: (scope: string) => Promise<string>;
  /** Told of what every request to the channel came to; status 0: no answer. */
  readonly onStatus?: (status: number) => void;
}

/**
 * The way in and out over the Bot Framework. In teams mode only tokens that the Bot Framework issued for Teams pass;
 * the default would take an Entra token of any tenant (TEAMS.md 1). In demo mode nothing is authenticated and only this
 * machine is answered.
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
    channel ? credentialsOf(channel, channelToken) : undefined, // none: nothing is authenticated
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
 * One bot has one client for user tokens, and this one never asks for any; and one connector for each address of the
 * channel. botbuilder would build all of them for each turn.
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

/** What jsonwebtoken throws, which botbuilder passes on. */
const TOKEN_ERRORS: readonly string[] = ['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError'];

/** botbuilder's AuthenticationError is not exported by it; it carries the status. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (
    TOKEN_ERRORS.includes(error.name) || ('statusCode' in error && [401, 403].includes(error.statusCode as number))
  );
}

function credentialsOf(channel: NonNullable<Config['channel']>, channelToken: Parts['channelToken']): Credentials {
  const { type, appId, password, tenantId } = channel;
  if (type === 'SingleTenant')
    return signingAnew(
      new ConfigurationServiceClientCredentialFactory({
        MicrosoftAppType: type,
        MicrosoftAppId: appId,
        MicrosoftAppPassword: password ?? '',
        MicrosoftAppTenantId: tenantId,
      }),
    );
  // Not botbuilder's own: it asks DefaultAzureCredential, which prefers whatever stands in the environment.
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
 * MSAL's client remembers for a minute, or for a whole Retry-After, that Entra once failed, and asks no more: one client for
 * each request forgets it. Its tokens it shares with all others.
 */
function signingAnew(factory: Credentials): Credentials {
  return {
    isValidAppId: (id) => factory.isValidAppId(id),
    isAuthenticationDisabled: () => factory.isAuthenticationDisabled(),
    createCredentials: async (...wanted) => ({
      signRequest: async (request) => (await factory.createCredentials(...wanted)).signRequest(request),
    }),
  };
}
