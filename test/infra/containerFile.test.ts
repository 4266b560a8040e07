import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { START_OPTIONS } from '../../bench/startOptions';
import { readConfig } from '../../services/platform/config';
import { environmentOf, readContainerFile, said, wordsOf } from '../support/containerFile';

const ROOT = resolve(__dirname, '../..');
const [build, image, ...others] = readContainerFile();

it('has two stages on one base: Node 24 slim by its version', () => {
  expect(others).toEqual([]);
  expect(build?.name).toBe('build');
  expect(build?.base).toMatch(/^node:24\.\d+\.\d+-slim$/);
  expect(image?.base).toBe(build?.base);
});

it('builds as the README does, from the lock file', () => {
  expect(said(build!, 'RUN')[0]).toMatch(/^npm ci( |$)/);
  expect(said(build!, 'RUN')[1]).toMatch(/^npm run build && /);
});

it('the image gets the bundle and the licence, and neither packages nor npm', () => {
  const copied = said(image!, 'COPY').map((text) => text.split(/\s+/));
  expect(copied).toEqual([
    ['--from=build', '/app/dist', './dist'],
    ['LICENSE', './'],
  ]);
  expect(said(image!, 'RUN').filter((text) => /\b(npm|apt|curl|wget)\b/.test(text))).toEqual([]);
  expect(said(image!, 'ADD')).toEqual([]);
});

it('runs node itself as a user by number that is not root, and is told to stop by SIGTERM', () => {
  expect(said(image!, 'USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(wordsOf(said(image!, 'CMD')[0]!)).toEqual(['node', 'dist/index.js']);
  expect(said(image!, 'ENTRYPOINT')).toEqual([]);
  expect(said(image!, 'STOPSIGNAL')).toEqual(['SIGTERM']);
});

it('its health check is node asking for /healthz', () => {
  const [check] = said(image!, 'HEALTHCHECK');
  const [program, option, script] = wordsOf(check!);
  expect([program, option]).toEqual(['node', '-e']);
  expect(script).toContain('/healthz');
  expect(check).toMatch(/--timeout=\d+s/);
});

it('starts in teams mode only, with settings that the bot takes, and holds no secret', () => {
  const environment = environmentOf(image!);
  expect(environment).toMatchObject({
    ...{ BOT_MODE: 'teams', NODE_ENV: 'production', NODE_OPTIONS: START_OPTIONS.join(' ') },
  });
  expect(() => readConfig(environment)).toThrow(/^BOT_MODE=teams needs MicrosoftAppType/);
  expect(said(image!, 'EXPOSE')).toEqual([environment['PORT']]);
  expect([...said(build!, 'ARG'), ...said(image!, 'ARG')]).toEqual([]);
});

it('the build is not sent what it does not read, nor what nobody else may see', () => {
  const left = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  const secret = ['**/*.env', '.env.*', 'env/.env.*.user', '.localConfigs*', '.data'];
  // What the documents have people write here, with names of theirs in it.
  const theirs = ['backup', 'audit.jsonl', 'checklist*.json*'];
  expect(left).toEqual(expect.arrayContaining(['.git', 'node_modules', 'dist', ...secret, ...theirs]));
  const ignored = readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['*.env', '/backup/', '/audit.jsonl', 'checklist*.json*']));
  const needed = ['package.json', 'package-lock.json', '.npmrc', 'LICENSE', 'index.ts', 'infra', 'appPackage', 'docs'];
  expect(left.filter((line) => needed.includes(line))).toEqual([]);
});
