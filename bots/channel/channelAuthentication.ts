import { ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } from 'botbuilder';

import { BoundedMap } from '../../services/platform/boundedMap';
import type { Config } from '../../services/platform/config';

type Options = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>;

/** botbuilder does not export these classes of botframework-connector, so their types are derived. */
type Credentials = Pick<NonNullable<Options[1]>, keyof NonNullable<Options[1]>>;

type Authentication = Pick<NonNullable<Options[2]>, keyof NonNullable<Options[2]>>;

/** The issuer of the Bot Framework's tokens. Tokens of any other issuer are refused. */
export const CHANNEL_ISSUER = 'https://api.botframework.com';

type Authenticator = ConfigurationBotFrameworkAuthentication;

type Factory = ReturnType<Authenticator['createConnectorFactory']>;

/** Maximum number of connectors that are kept. Teams has fewer than ten service URLs for the whole world. */
const CONNECTORS_MAX = 100;

/**
 * Keeps one client for user tokens, which the bot never requests, and one connector per service URL. botbuilder builds
 * both anew for each turn.
 */
export class CachingAuthentication extends ConfigurationBotFrameworkAuthentication {
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

export const TEAMS_ONLY: Authentication = {
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

export function credentialsOf(
  channel: NonNullable<Config['channel']>,
  channelToken: (scope: string) => Promise<string>,
): Credentials {
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
  // botbuilder's own factory uses DefaultAzureCredential, which prefers credentials in environment variables.
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
 * Signs each request with a new MSAL client. After a failure of Entra, a reused client sends no request for a minute or
 * a whole Retry-After. All clients share one cache of tokens.
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
