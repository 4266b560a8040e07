import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { TeamsManifestLatest } from '@microsoft/app-manifest';
import { strFromU8, unzipSync } from 'fflate';

import { OperatorError } from '../../services/platform/errors';
import { valuesOf } from '../../tools/appPackage/placeholders';
import { packageTool } from '../../tools/package';
import { tempFolder } from '../support/tempFolder';

const ROOT = resolve(__dirname, '..', '..');
const VALUES = {
  TEAMS_APP_ID: '00000000-0000-4000-8000-0000000000a1',
  BOT_ID: '00000000-0000-4000-8000-0000000000b1',
  BOT_DOMAIN: 'backup-bot.example.com',
};
const ORIGIN = 'https://someone:a-secret@github.com/contoso/backup-bot.git';
const ZIP = 'appPackage/build/appPackage.dev.zip';

let root: string;
let said: string[];
let done: string[];
beforeEach(() => {
  root = tempFolder();
  said = [];
  done = [];
  mkdirSync(join(root, 'env'));
  for (const file of ['manifest.json', 'ja.json', 'color.png', 'outline.png'])
    cpSync(join(ROOT, 'appPackage', file), join(root, 'appPackage', file));
  jest.spyOn(globalThis, 'fetch').mockRejectedValue(new OperatorError('there is no network'));
});
afterEach(() => {
  expect(fetch).not.toHaveBeenCalled();
  rmSync(root, { recursive: true });
});

interface Given {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly origin?: string | null;
}

function packaged({ args = [], env = VALUES, origin = ORIGIN }: Given = {}): Promise<number> {
  const say = (line: string): void => void said.push(line);
  return packageTool(args, { root, env, origin, say, done: (zip) => done.push(zip) });
}

function envFile(name: string, values: Readonly<Record<string, string>>): void {
  writeFileSync(
    join(root, 'env', name),
    Object.entries(values)
      .map(([name, value]) => `${name}="${value}"`)
      .join('\n'),
  );
}

/** The files of the package. */
function contents(zip: string): Readonly<Record<string, Uint8Array>> {
  return unzipSync(readFileSync(join(root, zip)));
}

function inZip(file: string, zip = ZIP): string {
  return strFromU8(contents(zip)[file] ?? new Uint8Array());
}

/** Changes a file that the package is made of. */
function edited(file: string, changes: readonly (readonly [string | RegExp, string])[]): void {
  const path = join(root, 'appPackage', file);
  const text = changes.reduce(
    (before, [old, now]) => {
      const after = before.replace(old, () => now);
      assert.notEqual(after, before);
      return after;
    },
    readFileSync(path, 'utf8'),
  );
  writeFileSync(path, text);
}

describe('when every value is given', () => {
  it('then it writes the manifest, the Japanese texts and the two icons, with the values in them', async () => {
    expect(await packaged()).toBe(0);
    expect({ said, done }).toEqual({ said: [], done: [ZIP] });
    expect(Object.keys(contents(ZIP))).toEqual(['manifest.json', 'ja.json', 'color.png', 'outline.png']);
    const manifest = JSON.parse(inZip('manifest.json')) as TeamsManifestLatest;
    expect(manifest).toMatchObject({
      id: VALUES.TEAMS_APP_ID,
      name: { short: 'Azure Backup ChatOps' },
      bots: [{ botId: VALUES.BOT_ID }],
      validDomains: [VALUES.BOT_DOMAIN],
    });
    expect(inZip('manifest.json') + inZip('ja.json')).not.toContain('${{');
    expect(Buffer.from(contents(ZIP)['color.png'] ?? [])).toEqual(readFileSync(join(ROOT, 'appPackage', 'color.png')));
  });

  it('then the same values give the same bytes, in any time zone', async () => {
    await packaged();
    const first = readFileSync(join(root, ZIP));
    await packaged();
    expect(readFileSync(join(root, ZIP))).toEqual(first);
    // Time and date of the first file: 00:00 on 1 January 1980, wherever the process runs.
    expect(first.readUInt32LE(10)).toBe(((1 << 5) | 1) << 16);
  });
});

describe('where the values come from', () => {
  it("is env/.env.<name>, over it the person's own file, and over both the process", async () => {
    envFile('.env.prod', { ...VALUES, APP_NAME_SUFFIX: ' (prod)', APP_TERMS_URL: 'https://contoso.com/terms' });
    envFile('.env.prod.user', { BOT_DOMAIN: 'user.example.com', APP_NAME_SUFFIX: ' (mine)' });
    expect(await packaged({ args: ['--env', 'prod'], env: { BOT_DOMAIN: 'process.example.com' } })).toBe(0);
    expect(done).toEqual(['appPackage/build/appPackage.prod.zip']);
    const { name, validDomains, developer } = JSON.parse(inZip('manifest.json', done[0])) as TeamsManifestLatest;
    expect({ name: name.short, validDomains, terms: developer.termsOfUseUrl }).toEqual({
      name: 'Azure Backup ChatOps (mine)',
      validDomains: ['process.example.com'],
      terms: 'https://contoso.com/terms',
    });
  });

  it('is the environment that TEAMSFX_ENV names, else dev', async () => {
    for (const name of ['local', '']) {
      said = [];
      await packaged({ env: { TEAMSFX_ENV: name } });
      expect(said[0]).toContain(`env/.env.${name || 'dev'} or`);
    }
  });

  it('is text, whatever stands in it: it cannot leave its place in the manifest', async () => {
    const suffix = '","x":"$&';
    expect(await packaged({ env: { ...VALUES, APP_NAME_SUFFIX: suffix } })).toBe(0);
    expect(JSON.parse(inZip('manifest.json'))).toMatchObject({ name: { short: `Azure Backup ChatOps${suffix}` } });
    expect(JSON.parse(inZip('ja.json'))).toMatchObject({ 'name.short': `Azure Backup ChatOps${suffix}` });
  });
});

describe('when something is missing or wrong, then there is no package, an earlier one neither', () => {
  beforeEach(() => {
    mkdirSync(join(root, 'appPackage', 'build'));
    writeFileSync(join(root, ZIP), 'an earlier one');
  });
  afterEach(() => {
    expect({ done, zip: existsSync(join(root, ZIP)) }).toEqual({ done: [], zip: false });
  });

  it('and a line for each value that is missing says which, and where it is given', async () => {
    envFile('.env.dev', { BOT_ID: '' });
    expect(await packaged({ env: {}, origin: '/srv/clone' })).toBe(1);
    expect(said.map((line) => line.split(';')[0])).toEqual(
      ['TEAMS_APP_ID', 'APP_WEBSITE_URL', 'APP_PRIVACY_URL', 'APP_TERMS_URL', 'BOT_ID', 'BOT_DOMAIN'].map(
        (name) => `${name} is missing: set it in env/.env.dev or in the environment`,
      ),
    );
  });

  it.each([
    ['BOT_ID', 'not-a-guid'],
    ['TEAMS_APP_ID', '{00000000-0000-4000-8000-0000000000a1}'],
    ['BOT_DOMAIN', 'https://backup-bot.example.com'],
    ['APP_PRIVACY_URL', 'http://contoso.com/privacy'],
    ['APP_NAME_SUFFIX', 'longer than a name may be'],
  ])('and a line says that %s is wrong where it is %s', async (name, value) => {
    expect(await packaged({ env: { ...VALUES, [name]: value } })).toBe(1);
    expect(said).toEqual([expect.stringMatching(new RegExp(`^${name} is wrong in env/.env.dev or`))]);
  });

  it('and a line tells of each fault in the manifest', async () => {
    edited('manifest.json', [
      ['"accentColor"', '"accent"'],
      ['ChatOps$', 'ChatOps is long too$'],
      ['"commands": [', '"commands": [{ "title": "x", "description": "y" },'],
      ['"title": "vms"', `"title": "${'v'.repeat(33)}"`],
      [/"vms \[text\][^"]*"/, `"${'v'.repeat(129)}"`],
    ]);
    expect(await packaged()).toBe(1);
    const inManifest = said.filter((line) => line.startsWith('manifest.json: ')).join('\n');
    expect(inManifest).toMatch(/"additionalProperty":"accent"/);
    expect(inManifest).toMatch(/\/name\/short .*30/);
    expect(inManifest).toMatch(/Teams shows 10 commands, not 11/);
    expect(inManifest).toMatch(/\.commands\[6\]\.title has 33 characters; Teams shows 32/);
    expect(inManifest).toMatch(/\.commands\[6\]\.description has 129 characters; Teams shows 128/);
    // The tenth command has become the eleventh.
    expect(said).toContain('ja.json: bots[0].commandLists[0].commands[10].title is not translated');
  });

  it('and a line tells of each fault in the Japanese texts', async () => {
    edited('ja.json', [
      ['commands[9].title', 'commands[10].title'],
      ['"name.full"', '"name.long"'],
      ['"説明"', `"${'説'.repeat(33)}"`],
    ]);
    expect(await packaged()).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(/^ja\.json: .*"additionalProperty":"name\.long"/),
      'ja.json: name.full is not translated',
      'ja.json: bots[0].commandLists[0].commands[9].title is not translated',
      'ja.json: name.long is not in the manifest',
      'ja.json: bots[0].commandLists[0].commands[10].title is not in the manifest',
      'ja.json: bots[0].commandLists[0].commands[8].title has 33 characters; Teams shows 32',
    ]);
  });

  it('and a line tells of each icon of another size', async () => {
    cpSync(join(ROOT, 'appPackage', 'outline.png'), join(root, 'appPackage', 'color.png'));
    cpSync(join(ROOT, 'appPackage', 'color.png'), join(root, 'appPackage', 'outline.png'));
    expect(await packaged()).toBe(1);
    expect(said).toEqual([
      'color.png has 32 × 32 pixels, not 192 × 192',
      'outline.png has 192 × 192 pixels, not 32 × 32',
    ]);
  });
});

it('when the environment has no name that a file could have, then it says how it is given', async () => {
  for (const args of [['--env', '../x'], ['--environment', 'dev'], ['dev']])
    await expect(packaged({ args })).rejects.toThrow(OperatorError);
});

describe('the pages that Teams links to', () => {
  const pages = {
    APP_WEBSITE_URL: 'https://github.com/contoso/backup-bot',
    APP_PRIVACY_URL: 'https://github.com/contoso/backup-bot/blob/HEAD/docs/privacy.md',
    APP_TERMS_URL: 'https://github.com/contoso/backup-bot/blob/HEAD/docs/terms.md',
  };

  it.each([
    'https://someone:a-secret@github.com/contoso/backup-bot.git',
    'https://github.com/contoso/backup-bot',
    'git@github.com:contoso/backup-bot.git',
    'ssh://git@github.com/contoso/backup-bot.git',
  ])('are those of the repository that was cloned: %s', (origin) => {
    expect(valuesOf(root, 'dev', { env: {}, origin })).toEqual({ APP_NAME_SUFFIX: '', ...pages });
    for (const url of [pages.APP_PRIVACY_URL, pages.APP_TERMS_URL])
      expect(existsSync(join(ROOT, url.split('/HEAD/')[1] ?? ''))).toBe(true);
  });

  it.each([
    null,
    '/srv/clone',
    'https://example.com/github.com/contoso/backup-bot.git',
    'https://github.com.example/a/b',
  ])('must be given where the origin is no repository of GitHub: %s', (origin) => {
    expect(valuesOf(root, 'dev', { env: {}, origin })).toEqual({ APP_NAME_SUFFIX: '' });
  });
});
