import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';

import Ajv from 'ajv';
import { parse } from 'yaml';

import { readConfig } from '../../services/platform/config';
import { SETTINGS } from '../../services/platform/settings';
import { type BicepFile, readBicep } from '../support/bicep';
import { needing } from '../support/needing';

const ROOT = resolve(__dirname, '../..');
const ENVIRONMENTS = ['dev', 'local', 'playground'] as const;
type Environment = (typeof ENVIRONMENTS)[number];
const STAGES = ['provision', 'deploy', 'publish'] as const;
const MANIFEST = 'appPackage/manifest.json';
const GUID = '00000000-0000-4000-8000-0000000000bb';

interface Action {
  readonly uses: string;
  readonly with: Readonly<Record<string, unknown>>;
  readonly writeToEnvironmentFile?: Readonly<Record<string, string>>;
}
type Project = Readonly<Partial<Record<(typeof STAGES)[number], readonly Action[]>>>;

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const fileOf = (name: Environment): string => (name === 'dev' ? 'm365agents.yml' : `m365agents.${name}.yml`);
const projectOf = (name: Environment): Project => parse(textOf(fileOf(name))) as Project;
const actionsOf = (name: Environment): readonly Action[] => STAGES.flatMap((stage) => projectOf(name)[stage] ?? []);
const declaredIn = (name: Environment): Readonly<Record<string, string | undefined>> =>
  parseEnv(textOf(`env/.env.${name}`));
const placeholdersIn = (text: string): string[] =>
  [...text.matchAll(/\$\{\{\s*(?<name>\w+)\s*\}\}/g)].map(({ groups }) => groups?.['name'] ?? '');
const parameters = (): Readonly<Record<string, { readonly value: string }>> =>
  (JSON.parse(textOf('infra/azure.parameters.json')) as { parameters: Record<string, { value: string }> }).parameters;

let main: BicepFile;
beforeAll(async () => {
  main = (await readBicep()).get('azure.bicep')!;
});

it.each(ENVIRONMENTS)('the file of %s is as the toolkit’s schema wants it', (name) => {
  const ajv = new Ajv({ strict: false });
  const validate = ajv.compile(JSON.parse(textOf('test/support/schemas/m365agents-1.11.json')) as object);
  const project = projectOf(name);
  expect(validate(project)).toBe(true);
  expect(validate({ ...project, deploy: [{ uses: 'arm/deploy' }] })).toBe(false);
});

it('provisioning makes the app, Azure’s resources and the package, in this order', () => {
  const stages = projectOf('dev');
  const uses = (stage: (typeof STAGES)[number]): string[] => (stages[stage] ?? []).map((action) => action.uses);
  const packaging = ['teamsApp/validateManifest', 'teamsApp/zipAppPackage', 'teamsApp/validateAppPackage'];
  expect(uses('provision')).toEqual(['teamsApp/create', 'arm/deploy', ...packaging, 'teamsApp/update']);
  expect(uses('deploy')).toEqual(['cli/runNpmCommand', 'cli/runNpmCommand', 'azureAppService/zipDeploy']);
  expect(uses('publish')).toEqual([...packaging, 'teamsApp/update', 'teamsApp/publishAppPackage']);
});

describe('what a file names is there:', () => {
  it.each(ENVIRONMENTS)('every variable of %s is in its env file, or an earlier action writes it', (name) => {
    const known = new Set(Object.keys(declaredIn(name)));
    const missing: string[] = [];
    for (const action of actionsOf(name)) {
      const used = placeholdersIn(JSON.stringify(action.with));
      if (action.uses === 'arm/deploy') {
        used.push(...placeholdersIn(textOf('infra/azure.parameters.json')));
        for (const { name: output } of main.declared.filter(({ kind }) => kind === 'output')) known.add(output);
      }
      missing.push(...used.filter((variable) => !known.has(variable)));
      for (const variable of Object.values(action.writeToEnvironmentFile ?? {})) known.add(variable);
    }
    expect(missing).toEqual([]);
  });

  it('every file, every npm script', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const commands = ENVIRONMENTS.flatMap(actionsOf)
      .filter(({ uses }) => uses === 'cli/runNpmCommand')
      .map((action) => String(action.with['args']).replace(/^run /, ''));
    expect(commands.filter((command) => command !== 'ci' && !(command in scripts))).toEqual([]);
    const deploy = actionsOf('dev').find(({ uses }) => uses === 'arm/deploy')!;
    const [template] = deploy.with['templates'] as [Record<string, string>];
    const zip = actionsOf('dev').find(({ uses }) => uses === 'azureAppService/zipDeploy')!;
    const files = [template['path']!, template['parameters']!, String(zip.with['ignoreFile'])];
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('every parameter of Azure’s resources; those that have no default are given', () => {
    const declared = main.declared.filter(({ kind }) => kind === 'param');
    const names = declared.map(({ name }) => name);
    expect(Object.keys(parameters()).filter((name) => !names.includes(name))).toEqual([]);
    const needed = declared.filter(({ body }) => body === undefined).map(({ name }) => name);
    expect(needed.filter((name) => !(name in parameters()))).toEqual([]);
  });

  it('every output that the other files use, and the env file has a line for each', () => {
    const outputs = main.declared.filter(({ kind }) => kind === 'output').map(({ name }) => name);
    expect(outputs).toEqual(
      expect.arrayContaining(['BOT_ID', 'BOT_DOMAIN', 'BOT_TENANT_ID', 'BOT_AZURE_APP_SERVICE_RESOURCE_ID']),
    );
    expect(outputs.filter((name) => !(name in declaredIn('dev')))).toEqual([]);
  });
});

// The toolkit replaces no placeholder by an empty value, and Azure would get the placeholder.
it('what is not filled in, written or asked for has a value', () => {
  const filledIn = ['BACKUP_VAULTS', 'VM_RESOURCE_GROUPS', 'RESOURCE_SUFFIX'];
  const used = placeholdersIn(textOf('infra/azure.parameters.json'));
  const empty = used.filter((name) => declaredIn('dev')[name] === '');
  expect(empty.toSorted()).toEqual(filledIn.toSorted());
});

describe('the env files', () => {
  it.each(ENVIRONMENTS)('%s names itself, holds no secret, and its suffix fits the app’s name', (name) => {
    const variables = declaredIn(name);
    expect(variables['TEAMSFX_ENV']).toBe(name);
    expect(variables['APP_NAME_SUFFIX']!.length).toBeLessThanOrEqual(10);
    expect(Object.keys(variables).filter((variable) => /^SECRET_|PASSWORD|_KEY$/.test(variable))).toEqual([]);
  });

  it('secrets go to files that git ignores', () => {
    const ignored = textOf('.gitignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['env/.env.*.user', '.localConfigs*']));
    const written = ENVIRONMENTS.flatMap(actionsOf).flatMap((action) =>
      Object.entries(action.writeToEnvironmentFile ?? {}),
    );
    const secrets = written.filter(([what]) => what === 'clientSecret').map(([, variable]) => variable);
    expect(secrets).toEqual(['SECRET_BOT_PASSWORD']);
  });
});

describe('the settings that an environment writes for the bot', () => {
  const settingsOf = (name: Environment): Record<string, string> => {
    const file = actionsOf(name).find(({ uses }) => uses === 'file/createOrUpdateEnvironmentFile')!;
    const filled = Object.entries(file.with['envs'] as Record<string, unknown>);
    return Object.fromEntries(filled.map(([variable, value]) => [variable, String(value)]));
  };

  it('for this machine behind a tunnel: teams mode, read-only, reached by the tunnel alone', () => {
    const written = settingsOf('local');
    expect(Object.keys(written).filter((name) => !(name in SETTINGS))).toEqual([]);
    const values = Object.entries(written).map(([name, value]) => [
      name,
      name === 'BACKUP_VAULTS' ? `${GUID}/rg-prod/vault-a` : value.replace(/\$\{\{\w+\}\}/, GUID),
    ]);
    const config = readConfig(Object.fromEntries(values) as Record<string, string>);
    expect(config).toMatchObject({
      mode: 'teams',
      host: '127.0.0.1',
      readOnly: true,
      channel: { type: 'SingleTenant' },
    });
    expect(existsSync(join(ROOT, config.accessFile!))).toBe(true);
  });

  it('for the playground: the demo', () => {
    expect(readConfig(settingsOf('playground'))).toMatchObject({ mode: 'demo', port: 3978 });
  });
});

needing(existsSync(join(ROOT, MANIFEST)) ? MANIFEST : null, `${MANIFEST} is missing`)('the manifest', (manifest) => {
  it.each(['dev', 'local'] as const)('finds each of its variables in %s', (name) => {
    const used = [...new Set(placeholdersIn(textOf(manifest)))];
    expect(used).toEqual(expect.arrayContaining(['TEAMS_APP_ID', 'BOT_ID', 'BOT_DOMAIN']));
    expect(used.filter((variable) => !(variable in declaredIn(name)))).toEqual([]);
  });
});
