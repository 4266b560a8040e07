import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { START_OPTIONS } from '../../bench/startOptions';
import { parseRules } from '../../services/access/accessRules';
import { isAddressRange } from '../../services/platform/addresses';
import { SETTINGS } from '../../services/platform/settings';
import { readPostgresUrl } from '../../services/store/postgresUrl';
import { at, type BicepFile, declaredValue, find, objectOf, readBicep, type Value, valueOf } from '../support/bicep';

const ROOT = resolve(__dirname, '../..');
const APPS = 'modules/containerApps.bicep';
const SITE = 'modules/appService.bicep';
const PLATFORM = ['WEBSITE_RUN_FROM_PACKAGE', 'SCM_DO_BUILD_DURING_DEPLOYMENT', 'WEBSITES_CONTAINER_STOP_TIME_LIMIT'];
/** The process ends by itself this long after SIGTERM, at the latest. */
const STOP_S = 9.5;

let files: ReadonlyMap<string, BicepFile>;
beforeAll(async () => {
  files = await readBicep();
});
const resource = (path: string, name: string): Value => declaredValue(files.get(path), 'resource', name);
const objectIn = (path: string, name: string, place: number): Value => {
  return valueOf(find(files.get(path), 'var', name).body?.children[1]?.children[place]);
};
const common = (): Record<string, string> => objectIn('azure.bicep', 'settings', 0) as Record<string, string>;
const ofApps = (): Record<string, string> => objectIn(APPS, 'environmentVariables', 1) as Record<string, string>;
const ofSite = (): Record<string, string> => objectIn(SITE, 'appSettings', 1) as Record<string, string>;

describe('the environment variables of the bot', () => {
  it('each is one that the bot reads, or that App Service does', () => {
    const names = [common(), ofApps(), ofSite()].flatMap((settings) => Object.keys(settings));
    expect(names.filter((name) => !(name in SETTINGS) && !PLATFORM.includes(name))).toEqual([]);
  });

  it('those that are written out are ones that the bot takes', () => {
    const written = [common(), ofApps(), ofSite()].flatMap((settings) =>
      Object.entries(settings).filter(([name, value]) => name in SETTINGS && !/[=$]/.test(value)),
    );
    expect(written.map(([name]) => name)).toEqual(expect.arrayContaining(['BOT_MODE', 'MicrosoftAppType']));
    const wrong = written.filter(
      ([name, value]) => !SETTINGS[name as keyof typeof SETTINGS].schema.safeParse(value).success,
    );
    expect(wrong).toEqual([]);
  });

  it('the bot starts in teams mode with them: all that it needs is there, and the file of rules', () => {
    const needed = ['MicrosoftAppType', 'MicrosoftAppId', 'MicrosoftAppTenantId', 'BACKUP_VAULTS', 'DATABASE_URL'];
    expect(Object.keys(common())).toEqual(expect.arrayContaining([...needed, 'READ_ONLY', 'HOST']));
    expect(common()).toMatchObject({ BOT_MODE: 'teams', MicrosoftAppType: 'UserAssignedMSI', READ_ONLY: '=readOnly' });
    expect(ofApps()['ACCESS_FILE']).toBe('${rulesFolder}/${rulesFile}');
    expect(ofSite()['ACCESS_FILE']).toMatch(/\/infra\/access\.json$/);
  });

  it('the database is signed in to with a token, over TLS that is verified', () => {
    const written = common()['DATABASE_URL']!;
    const url = written
      .replace('${botIdentity.name}', 'backupbot-bot')
      .replace('${database.outputs.host}', 'backupbot-db.postgres.database.azure.com')
      .replace('${databaseName}', 'bot');
    const token = async (): Promise<string> => 'a token';
    expect(readPostgresUrl(url, token)).toMatchObject({
      user: 'backupbot-bot',
      host: 'backupbot-db.postgres.database.azure.com',
      database: 'bot',
      password: token,
      ssl: { rejectUnauthorized: true },
    });
  });

  it('the addresses from which the ingress connects are ranges, and private ones', () => {
    const [ingressRanges] = [find(files.get(APPS), 'var', 'ingressRanges').body!.text.replaceAll("'", '')];
    expect(ofApps()['TRUSTED_PROXIES']).toBe('=ingressRanges');
    for (const range of [...ingressRanges.split(','), ofSite()['TRUSTED_PROXIES']!]) {
      expect(isAddressRange(range)).toBe(true);
      expect(range).toMatch(/^(100\.100|169\.254)\./);
    }
  });
});

describe('Container Apps', () => {
  it('run two replicas that may drain', () => {
    const template = at(resource(APPS, 'app'), 'properties.template')!;
    expect(at(template, 'scale')).toEqual({ minReplicas: 2, maxReplicas: 2 });
    expect(at(template, 'terminationGracePeriodSeconds')).toBeGreaterThan(STOP_S);
  });

  it('let two paths through, and nothing else: the app is internal, and the route names them whole', () => {
    const ingress = at(resource(APPS, 'app'), 'properties.configuration.ingress');
    expect(ingress).toEqual({ external: false, targetPort: '=port', transport: 'http', allowInsecure: false });
    const rules = at(resource(APPS, 'route'), 'properties.rules') as Value[];
    expect(rules).toHaveLength(1);
    expect(at(rules[0]!, 'routes')).toEqual([
      { match: { path: '/api/messages', caseSensitive: true } },
      { match: { path: '/healthz', caseSensitive: true } },
    ]);
    expect(at(rules[0]!, 'targets')).toEqual([{ containerApp: '=app.name' }]);
  });

  it('are probed by what no outage of Azure fails; the checks have a port that no ingress reaches', () => {
    const [container] = at(resource(APPS, 'app'), 'properties.template.containers') as Value[];
    const probes = at(container!, 'probes') as Record<string, Value>[];
    const told = probes.map(({ type, httpGet }) => [type, at(httpGet!, 'path'), at(httpGet!, 'port')]);
    expect(told).toEqual([
      ['Startup', '/healthz', '=port'],
      ['Liveness', '/healthz', '=port'],
      ['Readiness', '/healthz', '=port'],
    ]);
    // Azure takes no more than 10.
    expect(probes.filter(({ failureThreshold }) => !(Number(failureThreshold) <= 10))).toEqual([]);
    expect(ofApps()).toMatchObject({ PORT: '=string(port)', OPS_PORT: '=string(opsPort)', OPS_HOST: '0.0.0.0' });
  });

  it('have the rules as a secret that is mounted as a file', () => {
    const app = resource(APPS, 'app');
    expect(at(app, 'properties.configuration.secrets')).toEqual([{ name: 'access-rules', value: '=accessRules' }]);
    const [volume] = at(app, 'properties.template.volumes') as Value[];
    expect(volume).toMatchObject({
      storageType: 'Secret',
      secrets: [{ secretRef: 'access-rules', path: '=rulesFile' }],
    });
    const [container] = at(app, 'properties.template.containers') as Value[];
    expect(at(container!, 'volumeMounts')).toEqual([{ volumeName: 'access-rules', mountPath: '=rulesFolder' }]);
  });
});

describe('App Service', () => {
  it('runs two instances of the bundle on Node 24, always on, over TLS 1.2 or newer, without passwords', () => {
    expect(at(resource(SITE, 'plan'), 'sku.capacity')).toBe(2);
    const properties = at(resource(SITE, 'site'), 'properties')!;
    expect(properties).toMatchObject({ httpsOnly: true, virtualNetworkSubnetId: '=subnetId' });
    expect(at(properties, 'siteConfig')).toMatchObject({
      linuxFxVersion: 'NODE|24-lts',
      appCommandLine: `node ${START_OPTIONS.join(' ')} dist/index.js`,
      alwaysOn: true,
      healthCheckPath: '/healthz',
      ftpsState: 'Disabled',
      minTlsVersion: '1.2',
      scmMinTlsVersion: '1.2',
    });
    for (const name of ['noFtpPassword', 'noScmPassword'])
      expect(at(resource(SITE, name), 'properties.allow')).toBe(false);
    expect(Number(ofSite()['WEBSITES_CONTAINER_STOP_TIME_LIMIT'])).toBeGreaterThan(STOP_S);
  });
});

it('both kinds of host sign in with the four identities, and send their logs to the workspace', () => {
  for (const [path, host] of [
    [APPS, 'app'],
    [SITE, 'site'],
  ] as const)
    expect(at(resource(path, host), 'identity')).toEqual({
      type: 'UserAssigned',
      userAssignedIdentities: '=toObject(identityIds, id => id, id => {})',
    });
  expect(at(resource(SITE, 'siteLogs'), 'properties.workspaceId')).toBe('=workspaceId');
  expect(at(resource(APPS, 'appsEnvironment'), 'properties.appLogsConfiguration.destination')).toBe('log-analytics');
  expect(valueOf(find(files.get('azure.bicep'), 'var', 'identityIds').body)).toEqual([
    '=botIdentity.id',
    '=readerIdentity.id',
    '=triggerIdentity.id',
    '=cancellerIdentity.id',
  ]);
});

it('the bot is registered by its managed identity, in Teams alone, at the path that the bot serves', () => {
  const path = 'botRegistration/azurebot.bicep';
  expect(at(resource(path, 'botService'), 'properties')).toMatchObject({
    endpoint: 'https://${botAppDomain}/api/messages',
    msaAppType: 'UserAssignedMSI',
    msaAppId: '=identityClientId',
    msaAppMSIResourceId: '=identityResourceId',
    msaAppTenantId: '=identityTenantId',
  });
  const channels = files.get(path)!.declared.filter(({ of }) => of.includes('/channels@'));
  expect(channels.map(({ body }) => at(valueOf(objectOf(body)), 'name'))).toEqual(['MsTeamsChannel']);
});

it('the database takes no password and has no public address; the bot is its only administrator', () => {
  const server = resource('modules/database.bicep', 'server');
  expect(at(server, 'properties.authConfig')).toEqual({
    activeDirectoryAuth: 'Enabled',
    passwordAuth: 'Disabled',
    tenantId: '=tenantId',
  });
  expect(at(server, 'properties.network')).toEqual({
    delegatedSubnetResourceId: '=subnetId',
    privateDnsZoneArmResourceId: '=privateDnsZoneId',
  });
  const administrators = files
    .get('modules/database.bicep')!
    .declared.filter(({ of }) => of.includes('/administrators@'));
  expect(administrators).toHaveLength(1);
  const given = at(declaredValue(files.get('azure.bicep'), 'module', 'database'), 'params');
  expect(given).toMatchObject({
    administratorId: '=botIdentity.properties.principalId',
    // The database role has this name, and DATABASE_URL names it.
    administratorName: '=botIdentity.name',
  });
  const minimum = resource('modules/database.bicep', 'tlsVersion');
  expect([at(minimum, 'name'), at(minimum, 'properties.value')]).toEqual(['ssl_min_protocol_version', 'TLSv1.2']);
});

it('no file holds a key or a password; one key is passed on within Azure, for the logs', () => {
  const found = [...files.values()].flatMap(({ root }) =>
    root.text.match(/.*(?:\blist\w*\(|password:|accountKey|sharedKey|connectionString).*/gi),
  );
  expect(found.filter((line) => line !== null).map((line) => line.trim())).toEqual([
    'sharedKey: workspace.listKeys().primarySharedKey',
  ]);
});

it('alert rules and the workbook come with Container Apps, whose log they read', () => {
  const main = files.get('azure.bicep');
  expect(at(declaredValue(main, 'module', 'alerts'), 'params')).toMatchObject({
    workspaceId: '=logs.id',
    actionGroupIds: '=alertActionGroupIds',
  });
  expect(at(declaredValue(main, 'resource', 'workbook'), 'properties')).toMatchObject({
    sourceId: '=logs.id',
    serializedData: "=loadTextContent('monitoring/workbook.json')",
  });
  for (const [kind, name] of [['module', 'alerts'] as const, ['resource', 'workbook'] as const])
    expect(find(main, kind, name).body?.text).toMatch(/^if \(hosting == 'containerApps'/);
});

it('the rules of access that are filled in are ones that the bot takes; until then nobody is let in', () => {
  const rules = parseRules(readFileSync(join(ROOT, 'infra/access.json'), 'utf8'));
  expect(rules.tenants).toEqual(['<tenant id>']);
  expect(rules.rules).toEqual([{ who: 'user:<your object id>', role: 'admin' }]);
});
