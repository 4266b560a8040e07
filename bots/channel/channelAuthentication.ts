import { ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } from 'botbuilder';

import { BoundedMap } from '../../services/platform/boundedMap';
import type { Config } from '../../services/platform/config';

type Options = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>;

/** botbuilder does not export these classes of botframework-connector, so their types are derived. */
type Credentials = Pick<NonNullable<Options[1]>, keyof NonNullable<Options[1]>>;

/** The audience of the bot's own tokens for the channel. */
export const CHANNEL_AUDIENCE = 'https://api.botframework.com';

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
    createCredentials: async (_appId, audience = CHANNEL_AUDIENCE) => ({
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
