import { z } from 'zod';

import { isAddressRange } from './addresses';
import { isTimeZone, LANGUAGES } from './language';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export const APP_TYPES = ['UserAssignedMSI', 'SingleTenant'] as const;

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

const collector = z.url({ protocol: /^https?$/, error: 'an address such as http://127.0.0.1:4318' });
const address = z.string().regex(/^[\w.:-]+$/, 'an address such as 127.0.0.1');

export interface Setting {
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
  CHECKLIST_FILE: {
    about: 'What `npm run checklist` wrote about this subscription',
    schema: z.string().min(1),
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
  HEARTBEAT_CONVERSATION: {
    about: 'Conversation in which the bot says once a day that it is there; `whoami` shows the id',
    schema: z.string().max(400, 'the id of a conversation, as `whoami` shows it there'),
  },
  OTEL_TRACES_EXPORTER: {
    about: 'Traces: `otlp`, `console` or `none`; without it `otlp` where an endpoint is given',
    schema: z.enum(['otlp', 'console', 'none'], 'otlp, console or none'),
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    about: 'Collector of OpenTelemetry that takes traces as `http/protobuf`; off without it',
    schema: collector,
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    about: 'The same with its whole path, for traces only',
    schema: collector,
  },
  OTEL_SDK_DISABLED: {
    about: '`true`: no traces, whatever else is set',
    fallback: 'false',
    schema: z.enum(['true', 'false'], 'true or false').transform((text) => text === 'true'),
  },
  LOG_LEVEL: {
    about: LOG_LEVELS.map((level) => `\`${level}\``).join(', '),
    fallback: 'info',
    schema: z.enum(LOG_LEVELS, LOG_LEVELS.join(', ')),
  },
} as const satisfies Record<string, Setting>;
