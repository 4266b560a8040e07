import { type Identity, openIdentity } from '../../services/azure/http/tokens';
import { AZURE_ROLES, type AzureRole } from '../../services/backup/vaults';
import type { Config } from '../../services/platform/config';
import { SECOND_MS } from '../../services/platform/durations';
import type { Language } from '../../services/platform/language';
import { createLog } from '../../services/platform/log';
import { withTimeout } from '../../services/platform/timeout';
import { checkAccess } from './access';
import { reachAzure } from './azure';
import { askTime, checkEndpoint, checkKeys } from './channel';
import { checkClock, type Witness } from './clock';
import { checkDatabase } from './database';
import type { Disk } from './disk';
import { type Finding, finding } from './finding';
import { checkGraph } from './graph';
import { createProber, type Prober } from './prober';
import { type ReadSettings, readSettings } from './settings';
import { type Account, checkToken, type WantedToken } from './tokens';
import { checkRights, discoverVaults, type VaultMeans } from './vaultChecks';

/** What the doctor looks at besides the settings. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** This machine's clock, in epoch ms. */
  readonly now: () => number;
  readonly disk: Disk;
  /** Whether a file `.env` lies where the bot would start. */
  readonly hasEnvFile: boolean;
  /** The Bot Framework's OpenID metadata. */
  readonly metadataUrl: string;
  /** Where Entra issues tokens for a client secret. */
  readonly entraUrl: string;
  readonly limits: TimeLimits;
  /** Makes the credential of an account, instead of Azure's. */
  readonly createCredential?: NonNullable<Parameters<typeof openIdentity>[1]>;
}

interface Examined {
  readonly findings: readonly Finding[];
  readonly language: Language;
}

/** In ms of real time. */
interface TimeLimits {
  /** For a token, for one request to Azure, and for one to another service. */
  readonly token: number;
  readonly azure: number;
  readonly web: number;
  /** For a check that is no single request, and for all checks together. */
  readonly check: number;
  readonly all: number;
}

export const LIMITS: TimeLimits = {
  ...{ token: 10 * SECOND_MS, azure: 8 * SECOND_MS, web: 5 * SECOND_MS },
  ...{ check: 15 * SECOND_MS, all: 60 * SECOND_MS },
};
const CHANNEL_SCOPE = 'https://api.botframework.com/.default';

/** A check that one of these settings decides about says nothing while it is wrong. */
const IDENTITY_SETTINGS = ['MicrosoftAppType', 'MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId'];
const CLIENT_SETTINGS = ['AZURE_READER_CLIENT_ID', 'AZURE_TRIGGER_CLIENT_ID', 'AZURE_CANCELLER_CLIENT_ID'];

/** What all checks share. */
interface Case extends Surroundings, ReadSettings {
  readonly identity: Identity | null;
  readonly deadlineMs: number;
}

/**
 * Checks all that the bot needs, and changes nothing: it reads, and asks for tokens. It ends within a minute, whatever
 * does not answer. A check that cannot be made says why.
 */
export async function examine(surroundings: Surroundings): Promise<Examined> {
  const { limits } = surroundings;
  const settings = readSettings(surroundings.env, surroundings.hasEnvFile);
  const bounded = within(limits.check);
  const { config } = settings;
  const identity = openIdentity(config, surroundings.createCredential);
  const subject: Case = { ...surroundings, ...settings, identity, deadlineMs: performance.now() + limits.all };
  const tokens = examineTokens(subject);
  const parts = await Promise.all([
    tokens,
    within(limits.all)('azure', examineAzure(subject, tokens)),
    bounded('database', skipping(subject, 'database', ['DATABASE_URL']) ?? databaseOf(subject)),
    bounded('access', skipping(subject, 'access', ['ACCESS_FILE']) ?? accessOf(subject)),
    config.mode === 'demo' ? [finding('channel.keys', 'skippedDemo')] : bounded('channel.keys', keysOf(subject)),
    config.mode === 'demo'
      ? [finding('endpoint', 'skippedDemo')]
      : bounded('endpoint', skipping(subject, 'endpoint', ['HOST', 'PORT']) ?? checkEndpoint(config, limits.web)),
  ]);
  return { findings: [...settings.findings, ...parts.flat()], language: config.defaultLanguage };
}

type Bounded = (id: string, work: Promise<readonly Finding[]>) => Promise<readonly Finding[]>;

/** A check that takes too long, or has a fault of its own, takes no other with it. */
function within(ms: number): Bounded {
  return async (id, work) => {
    try {
      return await withTimeout(work, ms, () => [finding(id, 'late', { seconds: ms / SECOND_MS })]);
    } catch (error) {
      return [finding(id, 'broken', { says: error instanceof Error ? String(error.stack) : String(error) })];
    }
  };
}

/** Null if none of these settings is wrong or missing. */
function skipping(
  { unusable }: Pick<Case, 'unusable'>,
  id: string,
  names: readonly string[],
): Promise<readonly Finding[]> | null {
  const wrong = names.filter((name) => unusable.has(name));
  return wrong.length === 0 ? null : Promise.resolve([finding(id, 'skippedSetting', { names: wrong.join(', ') })]);
}

function databaseOf({ config, identity, disk }: Case): Promise<readonly Finding[]> {
  return checkDatabase(config.database, { log: createLog('silent'), postgresToken: identity?.postgresToken, disk });
}

async function accessOf({ config, unusable, disk }: Case): Promise<readonly Finding[]> {
  const { channel, accessFile, readOnly } = config;
  const tenantId = unusable.has('MicrosoftAppTenantId') ? null : (channel?.tenantId ?? null);
  return checkAccess(accessFile, { tenantId, readOnly, disk });
}

async function keysOf({ metadataUrl, limits }: Case): Promise<readonly Finding[]> {
  return [await checkKeys(metadataUrl, limits.web)];
}

/** Which identities there are, and whether each gets its tokens. */
async function examineTokens(subject: Case): Promise<readonly Finding[]> {
  const { config, identity, limits } = subject;
  const { channel, azureClientIds } = config;
  if (channel === null || identity === null) return [finding('identity', 'skippedDemo')];
  const skipped = await skipping(subject, 'identity', IDENTITY_SETTINGS);
  if (skipped) return skipped;
  const { type, appId, password } = channel;
  const facts = { type, client: appId, ...azureClientIds };
  const own = [
    finding('identity', azureClientIds === null ? 'identityOne' : 'identityThree', facts),
    ...(type === 'UserAssignedMSI' && password !== null ? [finding('identity', 'secretIdle')] : []),
  ];
  const account: Account = { ...channel, waitMs: limits.token };
  const managed: Account = { ...account, type: 'UserAssignedMSI' };
  const found = await Promise.all(
    wantedTokens(subject, identity).map((wanted) => checkToken(wanted, wanted.clientId === appId ? account : managed)),
  );
  const clients = (await skipping(subject, 'token', CLIENT_SETTINGS)) ?? [];
  return [...own, ...found, ...clients];
}

function wantedTokens({ config, unusable }: Case, identity: Identity): readonly WantedToken[] {
  const { channel, azureClientIds, resourceManagerUrl } = config;
  const appId = channel?.appId ?? '';
  const toChannel: WantedToken = {
    ...{ id: 'token.channel', clientId: appId, scope: CHANNEL_SCOPE },
    get: () => identity.token(CHANNEL_SCOPE),
  };
  // Without TLS no token is sent, so none is asked for.
  if (resourceManagerUrl?.startsWith('https:') !== true) return [toChannel];
  if (CLIENT_SETTINGS.some((name) => unusable.has(name))) return [toChannel];
  const scope = `${new URL(resourceManagerUrl).origin}/.default`;
  const wanted = (role: AzureRole, id: string, clientId: string): WantedToken => ({
    ...{ id, clientId, scope },
    get: async () => (await (await identity.credential(role)).getToken(scope))?.token ?? '',
  });
  if (azureClientIds === null) return [wanted('reader', 'token.azure', appId), toChannel];
  return [...AZURE_ROLES.map((role) => wanted(role, `token.${role}`, azureClientIds[role])), toChannel];
}

/** Azure, the clock, the vaults, the rights and Resource Graph. */
async function examineAzure(subject: Case, tokens: Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  const { config, now, deadlineMs, identity, limits } = subject;
  const times = secondWitness(subject);
  if (config.mode === 'demo' && config.resourceManagerUrl === null) return [finding('azure', 'skippedDemo')];
  const skipped = skipping(subject, 'azure', ['AZURE_RESOURCE_MANAGER_URL', ...IDENTITY_SETTINGS, ...CLIENT_SETTINGS]);
  if (skipped) return [...(await skipped), ...clocks([await times])];
  const mayAsk = mayAskOf(config, await tokens);
  if (!mayAsk('reader')) return [finding('azure', 'skippedToken'), ...clocks([await times])];
  const resourceManagerUrl = config.resourceManagerUrl ?? '';
  const prober = createProber({ resourceManagerUrl, identity, now, deadlineMs, requestMs: limits.azure });
  try {
    const reached = await reachAzure(prober, resourceManagerUrl);
    const clock = clocks([reached.witness, await times]);
    const rest = reached.ok
      ? await examineVaults(subject, { prober, mayAsk, seen: reached.subscriptions })
      : ['permissions', 'graph'].map((id) => finding(id, 'skippedAzure'));
    return [reached.finding, ...clock, ...rest];
  } finally {
    prober.close();
  }
}

/** The token endpoint of a client secret; a managed identity's is on this machine, so the Bot Framework's then. */
function secondWitness({ config, entraUrl, metadataUrl, now, unusable, limits }: Case): Promise<Witness | null> {
  const { channel } = config;
  if (channel === null) return Promise.resolve(null);
  const isSecret = channel.type === 'SingleTenant' && !unusable.has('MicrosoftAppTenantId');
  const url = isSecret ? `${entraUrl}/${channel.tenantId}/v2.0/.well-known/openid-configuration` : metadataUrl;
  return askTime(url, { now, waitMs: limits.web });
}

function clocks(witnesses: readonly (Witness | null)[]): readonly Finding[] {
  return witnesses.flatMap((witness) => (witness ? [checkClock(witness)] : []));
}

/** An identity without a token asks Azure nothing. Over plain http none is needed. */
function mayAskOf({ resourceManagerUrl, azureClientIds }: Config, tokens: readonly Finding[]): VaultMeans['mayAsk'] {
  const isPlain = resourceManagerUrl?.startsWith('http:') === true;
  const given = new Set(tokens.filter(({ outcome }) => /^token(?:Given|Opaque)$/.test(outcome)).map(({ id }) => id));
  return (role) => isPlain || given.has(azureClientIds === null ? 'token.azure' : `token.${role}`);
}

async function examineVaults(
  subject: Case,
  { prober, mayAsk, seen }: { prober: Prober; mayAsk: VaultMeans['mayAsk']; seen: readonly string[] },
): Promise<readonly Finding[]> {
  const { config, now } = subject;
  const own = config.channel?.appId ?? '<client id>';
  const clientIds = config.azureClientIds ?? { reader: own, trigger: own, canceller: own };
  const means: VaultMeans = { prober, mayAsk, clientIds, readOnly: config.readOnly, now: () => new Date(now()) };
  const named = config.vaults.length > 0;
  const skipped = skipping(subject, 'permissions', [named ? 'BACKUP_VAULTS' : 'AZURE_SUBSCRIPTION_IDS']);
  if (skipped) return skipped;
  const subscriptions = config.subscriptionIds.length > 0 ? config.subscriptionIds : seen;
  const asked = named ? [...new Set(config.vaults.map(({ subscription }) => subscription))] : subscriptions;
  const graph = checkGraph({ prober, now: means.now }, asked);
  const found = named ? { vaults: config.vaults, findings: [] } : await discoverVaults(subscriptions, means);
  const rights =
    found.vaults.length > 0 ? await checkRights(found.vaults, means) : [finding('permissions', 'skippedVaults')];
  return [...found.findings, ...rights, await graph];
}
