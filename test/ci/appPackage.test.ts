import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { unzipSync } from 'fflate';

import { tempFolder } from '../support/tempFolder';

const ROOT = resolve(__dirname, '..', '..');
const GENERATED = ['appPackage/manifest.json', 'appPackage/ja.json', 'docs/commands.md', 'docs/ja/commands.md'];
const VALUES = {
  TEAMS_APP_ID: '00000000-0000-4000-8000-0000000000a1',
  BOT_ID: '00000000-0000-4000-8000-0000000000b1',
  BOT_DOMAIN: 'backup-bot.example.com',
  APP_WEBSITE_URL: 'https://example.com',
  APP_PRIVACY_URL: 'https://example.com/privacy',
  APP_TERMS_URL: 'https://example.com/terms',
};

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a built program in `folder`. */
function program(
  name: string,
  env: Readonly<Record<string, string>>,
): { status: number | null; out: string; err: string } {
  const { PATH = '' } = process.env;
  const args = [join(ROOT, 'dist', 'tools', `${name}.js`)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { PATH, ...env },
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

it('npm run package writes the zip and its path, or says what is missing and ends with 1', () => {
  for (const file of ['manifest.json', 'ja.json', 'color.png', 'outline.png'])
    cpSync(join(ROOT, 'appPackage', file), join(folder, 'appPackage', file));
  const zip = 'appPackage/build/appPackage.dev.zip';
  expect(program('package', VALUES)).toEqual({ status: 0, out: `${zip}\n`, err: '' });
  expect(Object.keys(unzipSync(readFileSync(join(folder, zip))))).toHaveLength(4);
  const { status, out, err } = program('package', {});
  expect({ status, out, lines: err.trim().split('\n').length }).toEqual({ status: 1, out: '', lines: 6 });
  expect(existsSync(join(folder, zip))).toBe(false);
});

it('npm run generate writes what the clone holds', () => {
  mkdirSync(join(folder, 'docs'));
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  expect(program('generate', {})).toEqual({ status: 0, out: `${GENERATED.join('\n')}\n`, err: '' });
  for (const file of GENERATED)
    expect(readFileSync(join(folder, file), 'utf8')).toBe(readFileSync(join(ROOT, file), 'utf8'));
});
