import assert from 'node:assert';

import { z } from 'zod';

import { isAddressRange, isLoopback, isLoopbackHost } from './addresses';
import { OperatorError } from './errors';
import { isTimeZone, type Language, LANGUAGES } from './language';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
const APP_TYPES = ['UserAssignedMSI', 'SingleTenant'] as const;

const guid = z.guid('a GUID such as 00000000-0000-0000-0000-000000000000');
const commaSeparated = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
const integer = (min: number, max: number, example: string): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d+$/, `a whole number from ${min} to ${max}, such as ${example}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `a whole number from ${min} to ${max}, such as ${example}`);

const address = z.string().regex(/^[\w.:-]+$/, 'an address such as 127.0.0.1');

interface Setting {
  /** Description in README's table; a test compares the two. */
  readonly about: string;
  readonly fallback?: string;
  readonly schema: z.ZodType;
}

/** Every environment variable that the bot reads; it reads them once, at start. */
export const SETTINGS = {
  BOT_MODE: { about: '`demo` or `teams`', fallback: 'demo', schema: z.enum(['demo', 'teams'], 'demo or teams') },
  HOST: {
    about: 'Address to bind; `0.0.0.0` in teams mode',
    schema: address,
  },
  PORT: { about: 'Port to listen on; `0` picks a free one', fallback: '3978', schema: integer(0, 65_535, '3978') },
  OPS_PORT: {
    about: 'Port of `/readyz` with details and `/metrics` in teams mode',
    schema: integer(1, 65_535, '9090'),
  },
  OPS_HOST: { about: 'Address to bind for `OPS_PORT`', fallback: '127.0.0.1', schema: address },
  TRUSTED_PROXIES: {
    about: 'Comma-separated addresses or CIDR ranges of proxies whose `X-Forwarded-For` is believed',
    schema: z
      .string()
      .transform(commaSeparated)
      .pipe(z.array(z.string().refine(isAddressRange, 'a list such as 10.0.0.4,10.1.0.0/16')).min(1)),
  },
  MicrosoftAppType: {
    about: '`UserAssignedMSI` or `SingleTenant`',
    schema: z.enum(APP_TYPES, 'UserAssignedMSI or SingleTenant'),
  },
  MicrosoftAppId: { about: 'Client id of the bot', schema: guid },
  MicrosoftAppPassword: { about: 'Client secret; only with `SingleTenant`', schema: z.string() },
  MicrosoftAppTenantId: { about: "The bot's home tenant", schema: guid },
  AZURE_SUBSCRIPTION_IDS: {
    about: 'Comma-separated; vaults in them are discovered',
    schema: z.string().transform(commaSeparated).pipe(z.array(guid).min(1, 'a list such as <id>,<id>')),
  },
  BACKUP_VAULTS: {
    about: 'Comma-separated `subscription/resourceGroup/vault`; instead of discovery',
    schema: z
      .string()
      .transform(commaSeparated)
      .pipe(z.array(z.string().regex(/^[^/]+\/[^/]+\/[^/]+$/, 'a list such as <subscription>/rg-prod/vault-a')).min(1)),
  },
  AZURE_RESOURCE_MANAGER_URL: {
    about: "Azure Resource Manager's address; in demo mode the simulated Azure inside the process",
    schema: z.url({ protocol: /^https?$/, error: 'an address such as https://management.azure.com' }),
  },
  AZURE_READER_CLIENT_ID: { about: 'Managed identity that reads Azure; this and the next two, or none', schema: guid },
  AZURE_TRIGGER_CLIENT_ID: { about: 'Managed identity that starts backups', schema: guid },
  AZURE_CANCELLER_CLIENT_ID: { about: 'Managed identity that cancels backups', schema: guid },
  DATABASE_URL: {
    about: '`sqlite:<file>` or `postgres://…`, which any number of replicas share',
    fallback: 'sqlite:.data/bot.db',
    schema: z.string().regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'sqlite:.data/bot.db or postgres://host/database'),
  },
  ACCESS_FILE: {
    about: 'The access rules (JSON); in demo mode without it everyone is `admin`',
    schema: z.string().min(1),
  },
  READ_ONLY: {
    about: '`true`: the bot changes nothing in Azure, and no command lifts that',
    fallback: 'false',
    schema: z.enum(['true', 'false'], 'true or false').transform((text) => text === 'true'),
  },
  AZURE_JOB_READS_PER_HOUR: {
    about: "The most that the monitor spends of Azure's limit on job reads, per subscription",
    schema: integer(1, 1_000_000, '75'),
  },
  CLOCK_SPEED: {
    about: 'Demo mode only: how many times faster than real the clock runs; `60` there',
    schema: z
      .string()
      .regex(/^\d+(\.\d+)?$/, 'a number from 0.1 to 10000, such as 60')
      .transform(Number)
      .refine((n) => n >= 0.1 && n <= 10_000, 'a number from 0.1 to 10000, such as 60'),
  },
  CLOCK_EPOCH: {
    about: 'Demo mode only: the moment from which `CLOCK_SPEED` runs; the start of the process where it is not given',
    schema: z.iso
      .datetime({ offset: true, error: 'a time such as 2026-11-22T22:00:00Z' })
      .transform((text) => new Date(text)),
  },
  DEFAULT_LANGUAGE: {
    about: '`en` or `ja`, where nothing else says',
    fallback: 'en',
    schema: z.enum(LANGUAGES, 'en or ja'),
  },
  DEFAULT_TIME_ZONE: {
    about: 'IANA name, where nothing else says',
    fallback: 'UTC',
    schema: z.string().refine(isTimeZone, 'an IANA name such as Asia/Tokyo'),
  },
  LOG_LEVEL: {
    about: LOG_LEVELS.map((level) => `\`${level}\``).join(', '),
    fallback: 'info',
    schema: z.enum(LOG_LEVELS, LOG_LEVELS.join(', ')),
  },
} as const satisfies Record<string, Setting>;

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
  readonly clock: { readonly speed: number; readonly epoch: Date | null };
  readonly defaultLanguage: Language;
  readonly defaultTimeZone: string;
  readonly logLevel: string;
}

/**
 * Reads the environment; an empty variable counts as not given. Throws OperatorError with one line that names the
 * variable, the fault and an example. It never repeats the wrong value, which may be a secret in the wrong place.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, setting]) => [name, valueOf(name, setting, env[name])]),
  ) as Values;
  // A demo keeps its data only if DATABASE_URL or CLOCK_EPOCH is given. Otherwise its clock and its data start anew.
  const anew = [env['DATABASE_URL'], env['CLOCK_EPOCH']].every((text) => text === undefined || text.trim() === '');
  return values.BOT_MODE === 'teams' ? teamsConfig(values) : demoConfig(values, anew);
}

function valueOf(name: string, setting: Setting, given: string | undefined): unknown {
  const text = given === undefined || given.trim() === '' ? setting.fallback : given.trim();
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
    jobReadsPerHour: values.AZURE_JOB_READS_PER_HOUR ?? null,
    defaultLanguage: values.DEFAULT_LANGUAGE ?? 'en',
    defaultTimeZone: values.DEFAULT_TIME_ZONE ?? 'UTC',
    logLevel: values.LOG_LEVEL ?? 'info',
  };
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
