import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readConfig } from '../../../services/platform/config';
import { OperatorError } from '../../../services/platform/errors';
import { secretsOf } from '../../../services/platform/secrets';
import { SETTINGS } from '../../../services/platform/settings';

const ID = '11111111-2222-3333-4444-555555555555';
const TEAMS = {
  BOT_MODE: 'teams',
  MicrosoftAppType: 'UserAssignedMSI',
  MicrosoftAppId: ID,
  MicrosoftAppTenantId: ID,
  ACCESS_FILE: 'access.json',
  AZURE_SUBSCRIPTION_IDS: ID,
};

describe('demo mode', () => {
  it('when nothing is configured, then it starts on this machine with the simulated Azure, 60 times faster', () => {
    expect(readConfig({})).toMatchObject({
      mode: 'demo',
      host: '127.0.0.1',
      port: 3978,
      channel: null,
      resourceManagerUrl: null,
      clock: { speed: 60, epoch: null },
    });
  });

  it('when a variable is empty, then it counts as not given', () => {
    expect(readConfig({ PORT: ' ', CLOCK_EPOCH: '' })).toMatchObject({ port: 3978, clock: { epoch: null } });
  });

  it.each([
    ['HOST', '0.0.0.0'],
    ['OPS_HOST', '0.0.0.0'],
    ['AZURE_RESOURCE_MANAGER_URL', 'https://management.azure.com'],
    ['AZURE_RESOURCE_MANAGER_URL', 'http://127.0.0.1.example.com'],
  ])('when %s is %s, then it refuses to leave this machine', (name, value) => {
    expect(() => readConfig({ OPS_PORT: '9090', [name]: value })).toThrow(OperatorError);
  });
});

describe('a wrong value', () => {
  it.each([
    ['PORT', '70000'],
    ['PORT', 'abc'],
    ['PORT', '-1'],
    ['BOT_MODE', 'prod'],
    ['CLOCK_SPEED', '0'],
    ['CLOCK_EPOCH', 'yesterday'],
    ['DEFAULT_TIME_ZONE', 'Tokyo'],
    ['DEFAULT_LANGUAGE', 'fr'],
    ['BACKUP_VAULTS', 'only-a-vault'],
    ['AZURE_SUBSCRIPTION_IDS', 'not-a-guid'],
    ['AZURE_JOB_READS_PER_HOUR', '0'],
    ['LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://x'],
    ['TRUSTED_PROXIES', 'proxy.example.com'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.0/'],
    ['TRUSTED_PROXIES', '10.0.0.1, 10.0.0.0/8/8'],
  ])('when %s is "%s", then one line names it with an example and does not repeat the value', (name, value) => {
    const read = (): unknown => readConfig({ [name]: value });
    expect(read).toThrow(new RegExp(`^${name}: expected [^\n]+\\.$`));
    expect(read).not.toThrow(new RegExp(`expected.*"${value}"`));
  });
});

describe('teams mode', () => {
  it('when all is given, then it binds every address and runs in real time', () => {
    expect(readConfig(TEAMS)).toMatchObject({
      host: '0.0.0.0',
      resourceManagerUrl: 'https://management.azure.com',
      clock: { speed: 1, epoch: null },
      channel: { type: 'UserAssignedMSI', password: null },
    });
  });

  it.each(['MicrosoftAppType', 'MicrosoftAppId', 'MicrosoftAppTenantId', 'ACCESS_FILE', 'AZURE_SUBSCRIPTION_IDS'])(
    'when %s is missing, then it refuses to start and names it',
    (name) => {
      expect(() => readConfig({ ...TEAMS, [name]: undefined })).toThrow(new RegExp(name));
    },
  );

  it('when the type is SingleTenant, then it needs a password', () => {
    expect(() => readConfig({ ...TEAMS, MicrosoftAppType: 'SingleTenant' })).toThrow(/MicrosoftAppPassword/);
  });

  it.each([
    { MicrosoftAppType: 'MultiTenant' },
    { CLOCK_SPEED: '60' },
    { CLOCK_EPOCH: new Date().toISOString() },
    { AZURE_RESOURCE_MANAGER_URL: 'http://management.example.com' },
  ])('when given %j, then it refuses to start', (extra) => {
    expect(() => readConfig({ ...TEAMS, ...extra })).toThrow(OperatorError);
  });
});

describe('the ops port', () => {
  it('when only its port is given, then it binds this machine alone, also where the bot binds every address', () => {
    expect(readConfig({ ...TEAMS, OPS_PORT: '9090' }).ops).toEqual({ host: '127.0.0.1', port: 9090 });
  });

  it('when its host is given, then it binds that', () => {
    expect(readConfig({ ...TEAMS, OPS_PORT: '9090', OPS_HOST: '10.0.0.4' }).ops).toMatchObject({ host: '10.0.0.4' });
  });

  it('when no port is given, then there is none, and a host for it is refused', () => {
    expect(readConfig({ ...TEAMS, OPS_HOST: ' ' }).ops).toBeNull();
    expect(() => readConfig({ ...TEAMS, OPS_HOST: '10.0.0.4' })).toThrow(/^OPS_HOST: expected beside OPS_PORT/);
  });
});

describe('the identities of the calls to Azure', () => {
  const THREE = {
    AZURE_READER_CLIENT_ID: ID,
    AZURE_TRIGGER_CLIENT_ID: ID.replace('1', '2'),
    AZURE_CANCELLER_CLIENT_ID: ID.replace('1', '3'),
  };
  const NAMES = Object.keys(THREE);

  it('when three client ids are given, then each call has its own; when none is, then the bot has one', () => {
    expect(readConfig({ ...TEAMS, ...THREE }).azureClientIds).toEqual({
      reader: THREE.AZURE_READER_CLIENT_ID,
      trigger: THREE.AZURE_TRIGGER_CLIENT_ID,
      canceller: THREE.AZURE_CANCELLER_CLIENT_ID,
    });
    expect(readConfig(TEAMS).azureClientIds).toBeNull();
    expect(readConfig({ ...TEAMS, AZURE_READER_CLIENT_ID: ' ' }).azureClientIds).toBeNull();
  });

  it.each(NAMES)('when %s alone is given or missing, then one line names what is missing, with an example', (name) => {
    const others = NAMES.filter((other) => other !== name);
    const line = (missing: readonly string[]): RegExp =>
      new RegExp(`^${missing.join(', ')}: expected [^\n]+ [0-]+\\.$`);
    expect(() => readConfig({ ...TEAMS, [name]: ID })).toThrow(line(others));
    expect(() => readConfig({ ...TEAMS, ...THREE, [name]: undefined })).toThrow(line([name]));
    expect(() => readConfig({ ...TEAMS, ...THREE, [name]: 'reader' })).toThrow(/^AZURE_\w+: expected a GUID/);
  });
});

it("README's table names every variable with what it is for and its default", () => {
  const readme = readFileSync(join(__dirname, '..', '..', '..', 'README.md'), 'utf8').replace(/ +/g, ' ');
  const missing = Object.entries(SETTINGS)
    .map(
      ([name, setting]) =>
        `| \`${name}\` | ${'fallback' in setting ? `\`${setting.fallback}\`` : '–'} | ${setting.about} |`,
    )
    .filter((row) => !readme.includes(row));
  expect(missing).toEqual([]);
});

it('when proxies are named, by address or by range, then they are trusted', () => {
  const TRUSTED_PROXIES = '10.0.0.4, 10.1.0.0/16,2001:db8::/32';
  expect(readConfig({ TRUSTED_PROXIES }).trustedProxies).toEqual(['10.0.0.4', '10.1.0.0/16', '2001:db8::/32']);
  expect(readConfig({}).trustedProxies).toEqual([]);
});

it.each<[Record<string, string>, string[]]>([
  [{}, []],
  [{ MicrosoftAppPassword: ' hidden-1 ' }, ['hidden-1']],
  [{ DATABASE_URL: 'postgres://bot:p%40ss%2Fword@db/bot' }, ['p%40ss%2Fword', 'p@ss/word']],
  [{ DATABASE_URL: 'postgres://bot:100%25%@db/bot' }, ['100%25%', '100%25%']],
  [
    { DATABASE_URL: 'postgres://bot@db/bot', PGPASSWORD: 'hidden-2', IDENTITY_HEADER: 'hidden-3' },
    ['hidden-2', 'hidden-3'],
  ],
  [{ DATABASE_URL: 'sqlite:.data/bot.db' }, []],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'api-key=k%3Dey,x=1%2F2' }, ['k%3Dey', '1%2F2', 'k=ey', '1/2']],
])('when the environment is %j, then its secrets are %j', (env, secrets) => {
  expect(secretsOf(env)).toEqual(secrets);
});

it.each<[Record<string, string>, string]>([
  [{}, 'none'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }, 'otlp'],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' }, 'otlp'],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, 'otlp'],
  [{ OTEL_TRACES_EXPORTER: 'console' }, 'console'],
  [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }, 'none'],
  [{ OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'otlp' }, 'none'],
])('when the environment is %j, then traces go to %s', (env, exporter) => {
  expect(readConfig(env).tracesExporter).toBe(exporter);
});

it('when the id of the conversation for the heartbeat has a thread, then the thread is left out', () => {
  const HEARTBEAT_CONVERSATION = '19:ops@thread.tacv2;messageid=1';
  expect(readConfig({ HEARTBEAT_CONVERSATION }).heartbeatConversation).toBe('19:ops@thread.tacv2');
  expect(readConfig({}).heartbeatConversation).toBeNull();
});
