import type * as VaultsSdk from '@azure/arm-recoveryservices';
import type { RecoveryServicesClient } from '@azure/arm-recoveryservices';
import type * as BackupSdk from '@azure/arm-recoveryservicesbackup';
import type { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';
import type * as PipelineSdk from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';

import { type ArmTransport, type Asked, createArmTransport, REQUEST_ID_HEADER } from './armTransport';

/** Options for the SDK's methods. The SDK does not parse the answer; the bot does (see jsonFields). */
export interface SdkOptions {
  readonly abortSignal: AbortSignal;
  readonly requestOptions: {
    readonly shouldDeserialize: false;
    readonly customHeaders: Record<string, string>;
  };
}

export interface Sdk {
  readonly transport: ArmTransport;
  backup(subscription: string): RecoveryServicesBackupClient;
  vaults(subscription: string): RecoveryServicesClient;
  /**
   * Sends a GET for which the two clients have no method. `path` includes its query and begins at the endpoint's root.
   */
  get(path: string, options: SdkOptions): Promise<unknown>;
  /** The same for a POST with this JSON. */
  post(path: string, body: unknown, options: SdkOptions): Promise<unknown>;
}

/** The first version whose policies carry snapshotConsistencyType; the SDK's default is 2023-06-01. */
const BACKUP_API_VERSION = '2024-04-01';
/** `import()` would load the packages' ESM copies too, beside the CommonJS copies that the SDK itself loads. */

/**
 * Loads the SDK and makes clients, one per subscription and kind. A null `credential` means an http endpoint: no token
 * is requested or sent. The clients never repeat a request; arm.ts repeats and counts.
 */
export function createSdk(endpoint: string, credential: TokenCredential | null, asked?: Asked): Sdk {
  const backupSdk = module.require('@azure/arm-recoveryservicesbackup') as typeof BackupSdk;
  const vaultsSdk = module.require('@azure/arm-recoveryservices') as typeof VaultsSdk;
  const pipelineSdk = module.require('@azure/core-rest-pipeline') as typeof PipelineSdk;
  const transport = createArmTransport(endpoint, pipelineSdk.createHttpHeaders, asked);
  const settings = {
    endpoint,
    httpClient: transport,
    allowInsecureConnection: credential === null,
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
  };
  const token: TokenCredential = credential ?? { getToken: () => Promise.resolve(null) };
  const prepared = <Client extends RecoveryServicesBackupClient | RecoveryServicesClient>(client: Client): Client => {
    client.pipeline.removePolicy({ name: pipelineSdk.decompressResponsePolicyName });
    if (credential) return client;
    client.pipeline.removePolicy({ name: pipelineSdk.bearerTokenAuthenticationPolicyName });
    client.pipeline.removePolicy({ name: pipelineSdk.proxyPolicyName });
    return client;
  };
  const backup = perSubscription((subscription) =>
    prepared(
      new backupSdk.RecoveryServicesBackupClient(token, subscription, { ...settings, apiVersion: BACKUP_API_VERSION }),
    ),
  );
  const vaults = perSubscription((subscription) =>
    prepared(new vaultsSdk.RecoveryServicesClient(token, subscription, settings)),
  );
  const send = (path: string, { abortSignal, requestOptions }: SdkOptions, body?: unknown): Promise<unknown> =>
    vaults('').sendRequest(
      pipelineSdk.createPipelineRequest({
        url: new URL(path, endpoint).href,
        abortSignal,
        allowInsecureConnection: settings.allowInsecureConnection,
        headers: pipelineSdk.createHttpHeaders({ accept: 'application/json', ...requestOptions.customHeaders }),
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      }),
    );
  return {
    transport,
    backup,
    vaults,
    get: (path, options) => send(path, options),
    post: (path, body, options) => send(path, withJson(options), body),
  };
}

function withJson({ abortSignal, requestOptions }: SdkOptions): SdkOptions {
  const customHeaders = { ...requestOptions.customHeaders, 'content-type': 'application/json' };
  return { abortSignal, requestOptions: { ...requestOptions, customHeaders } };
}

export function sdkOptions(requestId: string, abortSignal: AbortSignal): SdkOptions {
  return {
    abortSignal,
    requestOptions: { shouldDeserialize: false, customHeaders: { [REQUEST_ID_HEADER]: requestId } },
  };
}

function perSubscription<Client>(create: (subscription: string) => Client): (subscription: string) => Client {
  const clients = new Map<string, Client>();
  return (subscription) => {
    const known = clients.get(subscription);
    if (known) return known;
    const client = create(subscription);
    clients.set(subscription, client);
    return client;
  };
}
