import assert from 'node:assert';

import type { z } from 'zod';

import { isLoopback, isLoopbackHost } from './addresses';
import { OperatorError } from './errors';
import type { Language } from './language';
import { type APP_TYPES, type Setting, SETTINGS } from './settings';
import type { TracesExporter } from './spanExport';

type Name = keyof typeof SETTINGS;
type Values = { readonly [N in Name]?: z.output<(typeof SETTINGS)[N]['schema']> };

export interface ChannelConfig {
  readonly type: (typeof APP_TYPES)[number];
  readonly appId: string;
  /** The client secret; null if a managed identity is used. */
  readonly password: string | null;
  readonly tenantId: string;
}

export interface Config {
  readonly mode: 'demo' | 'teams';
  readonly host: string;
  readonly port: number;
  readonly ops: { readonly host: string; readonly port: number } | null;
  /** Addresses or CIDR ranges. */
  readonly trustedProxies: readonly string[];
  /** null in demo mode: no channel authentication. */
  readonly channel: ChannelConfig | null;
  /** Managed identities that call Azure, by role. Null: the bot's own makes all calls, or none in demo mode. */
  readonly azureClientIds: { readonly reader: string; readonly trigger: string; readonly canceller: string } | null;
  readonly subscriptionIds: readonly string[];
  readonly vaults: readonly { readonly subscription: string; readonly resourceGroup: string; readonly name: string }[];
  /** Null in demo mode without a setting, which means the simulated Azure inside the process. */
  readonly resourceManagerUrl: string | null;
  /** `anew` marks a demo whose database is emptied at start, because its clock starts anew too. */
  readonly database: { readonly url: string; readonly anew: boolean };
  readonly accessFile: string | null;
  readonly readOnly: boolean;
  readonly jobReadsPerHour: number | null;
  readonly checklistFile: string | null;
  readonly clock: { readonly speed: number; readonly epoch: Date | null };
  readonly defaultLanguage: Language;
  readonly defaultTimeZone: string;
  readonly logLevel: string;
  readonly tracesExporter: TracesExporter;
  /** Id of the conversation in which the bot says once a day that it is there; null: in none. */
  readonly heartbeatConversation: string | null;
}

/**
 * Reads the environment; an empty variable counts as not given. Throws OperatorError with one line that names the
 * variable, the fault and an example. It never repeats the wrong value, which may be a secret in the wrong place.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, setting]) => [name, valueOf(name, setting, env[name])]),
  ) as Values;
  if (isGiven(env['OPS_HOST']) && values.OPS_PORT === undefined)
    throw new OperatorError('OPS_HOST: expected beside OPS_PORT, such as 9090; without it nothing listens there.');
  // A demo keeps its data only if DATABASE_URL or CLOCK_EPOCH is given. Otherwise its clock and its data start anew.
  const anew = ![env['DATABASE_URL'], env['CLOCK_EPOCH']].some(isGiven);
  return values.BOT_MODE === 'teams' ? teamsConfig(values) : demoConfig(values, anew);
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}

function valueOf(name: string, setting: Setting, given: string | undefined): unknown {
  const text = isGiven(given) ? given.trim() : setting.fallback;
  if (text === undefined) return undefined;
  const result = setting.schema.safeParse(text);
  if (result.success) return result.data;
  throw new OperatorError(`${name}: expected ${result.error.issues[0]?.message ?? 'another value'}.`);
}

function common(values: Values): Omit<Config, 'mode' | 'host' | 'channel' | 'clock' | 'resourceManagerUrl'> {
  return {
    port: values.PORT ?? 0,
    ops: opsOf(values),
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    azureClientIds: azureClientIdsOf(values),
    subscriptionIds: values.AZURE_SUBSCRIPTION_IDS ?? [],
    vaults: (values.BACKUP_VAULTS ?? []).map((text) => {
      const [subscription = '', resourceGroup = '', name = ''] = text.split('/');
      return { subscription, resourceGroup, name };
    }),
    database: { url: values.DATABASE_URL ?? 'sqlite:.data/bot.db', anew: false },
    accessFile: values.ACCESS_FILE ?? null,
    readOnly: values.READ_ONLY ?? false,
    ...readBudgetOf(values),
    defaultLanguage: values.DEFAULT_LANGUAGE ?? 'en',
    defaultTimeZone: values.DEFAULT_TIME_ZONE ?? 'UTC',
    logLevel: values.LOG_LEVEL ?? 'info',
    tracesExporter: tracesExporterOf(values),
    heartbeatConversation: heartbeatConversationOf(values),
  };
}

function readBudgetOf(values: Values): Pick<Config, 'jobReadsPerHour' | 'checklistFile'> {
  const { AZURE_JOB_READS_PER_HOUR: jobReadsPerHour = null, CHECKLIST_FILE: checklistFile = null } = values;
  return { jobReadsPerHour, checklistFile };
}

/** Without the thread: the id of a channel's thread is what a link to a message shows. */
function heartbeatConversationOf({ HEARTBEAT_CONVERSATION: id }: Values): string | null {
  return id?.replace(/;messageid=.*$/, '') ?? null;
}

/** Nothing is exported unless somebody says where to: an exporter, or the address of a collector. */
function tracesExporterOf(values: Values): TracesExporter {
  const { OTEL_SDK_DISABLED: isDisabled, OTEL_TRACES_EXPORTER: exporter } = values;
  if (isDisabled === true) return 'none';
  const collector = values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT;
  return exporter ?? (collector === undefined ? 'none' : 'otlp');
}

function opsOf({ OPS_HOST: host, OPS_PORT: port }: Values): Config['ops'] {
  return port === undefined ? null : { host: host ?? '127.0.0.1', port };
}

function demoConfig(values: Values, anew: boolean): Config {
  const url = values.AZURE_RESOURCE_MANAGER_URL ?? null;
  if (url !== null && !isLoopback(url))
    throw new OperatorError(
      'AZURE_RESOURCE_MANAGER_URL: demo mode speaks to this machine only, such as http://127.0.0.1:4010 (or set BOT_MODE=teams).',
    );
  const host = values.HOST ?? '127.0.0.1';
  for (const [name, bound] of Object.entries({ HOST: host, OPS_HOST: values.OPS_HOST }))
    if (bound !== undefined && !isLoopbackHost(bound))
      throw new OperatorError(`${name}: demo mode binds this machine only, such as 127.0.0.1 (or set BOT_MODE=teams).`);
  const shared = common(values);
  return {
    ...shared,
    database: { ...shared.database, anew },
    mode: 'demo',
    host,
    channel: null,
    resourceManagerUrl: url,
    clock: { speed: values.CLOCK_SPEED ?? 60, epoch: values.CLOCK_EPOCH ?? null },
  };
}

/** Settings without which teams mode does not start. */
const NEEDED: readonly { readonly text: string; readonly missing: (values: Values) => boolean }[] = [
  { text: 'MicrosoftAppType (UserAssignedMSI or SingleTenant)', missing: (v) => v.MicrosoftAppType === undefined },
  { text: 'MicrosoftAppId (a GUID)', missing: (v) => v.MicrosoftAppId === undefined },
  { text: 'MicrosoftAppTenantId (a GUID)', missing: (v) => v.MicrosoftAppTenantId === undefined },
  {
    text: 'MicrosoftAppPassword (the client secret)',
    missing: (v) => v.MicrosoftAppType === 'SingleTenant' && v.MicrosoftAppPassword === undefined,
  },
  { text: 'ACCESS_FILE (such as access.json)', missing: (v) => v.ACCESS_FILE === undefined },
  {
    text: 'AZURE_SUBSCRIPTION_IDS (such as <id>,<id>) or BACKUP_VAULTS (such as <id>/rg-prod/vault-a)',
    missing: (v) => v.AZURE_SUBSCRIPTION_IDS === undefined && v.BACKUP_VAULTS === undefined,
  },
];

function teamsConfig(values: Values): Config {
  for (const name of ['CLOCK_SPEED', 'CLOCK_EPOCH'] as const)
    if (values[name] !== undefined)
      throw new OperatorError(`${name}: only demo mode has a clock of its own; leave it out with BOT_MODE=teams.`);
  const missing = NEEDED.filter((need) => need.missing(values)).map((need) => need.text);
  if (missing.length > 0) throw new OperatorError(`BOT_MODE=teams needs ${missing.join(', ')}.`);
  const url = values.AZURE_RESOURCE_MANAGER_URL ?? 'https://management.azure.com';
  if (!url.startsWith('https:') && !isLoopback(url))
    throw new OperatorError(
      'AZURE_RESOURCE_MANAGER_URL: without TLS only this machine is allowed; give an address such as https://management.azure.com.',
    );
  return {
    ...common(values),
    mode: 'teams',
    host: values.HOST ?? '0.0.0.0',
    channel: channelOf(values),
    resourceManagerUrl: url,
    clock: { speed: 1, epoch: null },
  };
}

function channelOf(values: Values): ChannelConfig {
  const { MicrosoftAppType: type, MicrosoftAppId: appId, MicrosoftAppTenantId: tenantId } = values;
  assert(type !== undefined && appId !== undefined && tenantId !== undefined, 'NEEDED was checked before');
  return { type, appId, tenantId, password: values.MicrosoftAppPassword ?? null };
}

/** All three or none: with fewer, the bot's own identity would need the rights that the operator means to part. */
function azureClientIdsOf(values: Values): Config['azureClientIds'] {
  const {
    AZURE_READER_CLIENT_ID: reader,
    AZURE_TRIGGER_CLIENT_ID: trigger,
    AZURE_CANCELLER_CLIENT_ID: canceller,
  } = values;
  if (reader !== undefined && trigger !== undefined && canceller !== undefined) return { reader, trigger, canceller };
  const missing = Object.entries({ READER: reader, TRIGGER: trigger, CANCELLER: canceller })
    .filter(([, id]) => id === undefined)
    .map(([role]) => `AZURE_${role}_CLIENT_ID`);
  if (missing.length === 3) return null;
  throw new OperatorError(
    `${missing.join(', ')}: expected beside the other AZURE_…_CLIENT_ID, all three or none, such as 00000000-0000-0000-0000-000000000000.`,
  );
}
