import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { render } from '../../cards/render';
import { SAMPLE_NOW, sampleIn, SAMPLES } from '../../playground/samples';
import { languageOf } from '../../services/platform/language';
import { needing } from '../support/needing';
import { postgresPrograms, startPostgres } from '../support/postgresServer';
import { buildProduct, TeamsProcess } from '../support/teamsProcess';

const ROOT = resolve(__dirname, '../..');
const DIST = join(ROOT, 'dist');
const APART = /\/dist\/(?:playground|bench|simulation|cache)(?:\/|$)|\.map$/;
/** Loaded where somebody has installed them, and done without elsewhere. */
const OPTIONAL = ['bufferutil', 'dtrace-provider', 'encoding', 'pg-native', 'utf-8-validate', 'supports-color'];

let folder: string;
let program: string;
beforeAll(() => {
  buildProduct();
  folder = mkdtempSync(join(tmpdir(), 'alone-'));
  cpSync(DIST, join(folder, 'dist'), { recursive: true, filter: (path) => !APART.test(path) });
  // Nothing can be written where Node keeps what it compiled.
  writeFileSync(join(folder, 'dist/cache'), '');
  program = join(folder, 'dist/index.js');
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Asks for a VM by its name, then by one that two have, and answers which. */
async function itAnswers(env: Record<string, string>): Promise<void> {
  const bot = await TeamsProcess.start(env, () => true, program);
  const answers: (string | undefined)[] = [];
  for (const line of ['status vm-01', 'status app-01', '1']) {
    const before = bot.connector.summaries.length;
    expect(await bot.ask(line, { timestamp: new Date().toISOString() })).toBe(200);
    await bot.connector.until(({ summaries }) => summaries.length > before);
    answers.push(bot.connector.summaries.at(-1));
  }
  const { err } = bot;
  await bot.stop();
  expect({ answers, err }).toEqual({
    answers: [
      expect.stringMatching(/^vm-01: no snapshot is running/),
      expect.stringMatching(/^Which VM\?/),
      expect.stringMatching(/^app-01: /),
    ],
    err: '',
  });
}

it('when two builds run at once, then no program is away meanwhile for longer than a swap, and one is left', async () => {
  const out = join(folder, 'again', 'dist');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'index.js'), '');
  const builds = [1, 2].map(() => spawn(process.execPath, ['build.mjs', out], { cwd: ROOT, stdio: 'inherit' }));
  const ended = Promise.all(builds.map((one) => once(one, 'exit')));
  let looks = 0;
  let absent = 0;
  while (builds.some(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    looks += 1;
    if (!existsSync(join(out, 'index.js'))) absent += 1;
    await setTimeout(2);
  }
  expect((await ended).map(([status]) => status as unknown)).toEqual([0, 0]);
  expect(absent / looks).toBeLessThan(0.05);
  expect(readdirSync(join(folder, 'again'))).toEqual(['dist']);
  expect(existsSync(join(out, 'licences.txt'))).toBe(true);
}, 60_000);

describe('a copy of dist alone, without node_modules', () => {
  it('answers in teams mode on SQLite', () => itAnswers({ DATABASE_URL: 'sqlite:bot.db' }), 60_000);

  needing(postgresPrograms(), 'PostgreSQL is not installed')('with a server', (programs) => {
    it('answers in teams mode on PostgreSQL', async () => {
      const server = await startPostgres(programs);
      await itAnswers({ DATABASE_URL: await server.createDatabase() });
      server.remove();
    }, 90_000);
  });

  it('starts as a demo without its playground', async () => {
    const started = `require(${JSON.stringify(program)}).start(process.env, { playground: false })`;
    const child = spawn(process.execPath, ['-e', started], {
      cwd: folder,
      env: { PORT: '0', LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const statuses = await Promise.all(
      ['healthz', 'metrics'].map(async (path) => (await fetch(`${String(line).trim()}${path}`)).status),
    );
    child.kill('SIGKILL');
    expect(statuses).toEqual([200, 200]);
  }, 60_000);

  it('says in one line that the demo is not there', async () => {
    const child = spawn(process.execPath, [program], { cwd: folder, env: {}, stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += String(chunk)));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^BOT_MODE: [^\n]+\n$/) });
  }, 60_000);
});

/** Starts `node dist/index.js` there, and stops it as an operator does once `work` is done at its address. */
async function whileRunning(cwd: string, file: string, work: (url: string) => Promise<void>): Promise<void> {
  const env = { PORT: '0', LOG_LEVEL: 'error', NODE_COMPILE_CACHE: join(folder, 'kept') };
  const child = spawn(process.execPath, [file], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  await work(String(line).trim());
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}

it('draws each card of the gallery as the sources do, whose expressions are parsed as they are drawn', async () => {
  const cards = new Map<string, unknown>();
  await whileRunning(folder, join(DIST, 'index.js'), async (url) => {
    for (const lang of ['en', 'ja']) cards.set(lang, await (await fetch(`${url}gallery/cards?lang=${lang}`)).json());
  });
  for (const [language, drawn] of cards) {
    const here = {
      language: languageOf(language),
      timeZone: language === 'ja' ? 'Asia/Tokyo' : 'UTC',
      now: SAMPLE_NOW,
    };
    const expected = await Promise.all(
      SAMPLES.map(async ({ name, view }) => {
        const rendered = await render(sampleIn(view, here.language), { ...here, cardId: name });
        return { name, ...rendered, characters: JSON.stringify(rendered.card).length };
      }),
    );
    expect(drawn).toEqual(JSON.parse(JSON.stringify(expected)));
  }
  expect(cards.size).toBe(2);
}, 60_000);

it('what V8 compiled is kept where the environment says once the process has ended, and is made anew if damaged', async () => {
  const run = (): Promise<void> =>
    whileRunning(folder, join(DIST, 'index.js'), async (url) => {
      expect((await fetch(`${url}healthz`)).status).toBe(200);
    });
  /** The largest file, of bot.js. */
  const ofTheBundle = (): { name: string; size: number; mtimeMs: number } =>
    readdirSync(join(folder, 'kept'), { recursive: true, encoding: 'utf8' })
      .map((name) => ({ name, stat: statSync(join(folder, 'kept', name)) }))
      .map(({ name, stat: { size, mtimeMs } }) => ({ name, size, mtimeMs }))
      .reduce((one, other) => (other.size > one.size ? other : one));
  rmSync(join(folder, 'kept'), { recursive: true, force: true });
  await run();
  const { name, size, mtimeMs } = ofTheBundle();
  expect(size).toBeGreaterThan(500_000);
  await run();
  expect(ofTheBundle()).toMatchObject({ name, mtimeMs });

  writeFileSync(join(folder, 'kept', name), 'half');
  await run();
  expect(ofTheBundle().name).toBe(name);
}, 60_000);

it('the file that V8 reads at each start is small: what it seldom needs stands apart', () => {
  expect(statSync(join(folder, 'dist/bot.js')).size).toBeLessThan(3_500_000);
  const bot = readFileSync(join(folder, 'dist/bot.js'), 'utf8');
  expect(bot).not.toMatch(
    /ConfidentialClientApplication\s*=?\s*class|class ConfidentialClientApplication|ExpressionAntlr/,
  );
});

it('nothing of the product loads a package that is not in it', () => {
  const files = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, 'dist', name), 'utf8'));
  const named = files.flatMap((text) => [...text.matchAll(/\brequire\("((?:@[\w.-]+\/)?[\w-][\w./:-]*)"\)/g)]);
  const packages = new Set(named.map(([, name = '']) => name.replace(/^node:/, '')));
  expect(packages.size).toBeGreaterThan(20);
  expect([...packages].filter((name) => !builtinModules.includes(name) && !OPTIONAL.includes(name))).toEqual([]);
});

it('the licence of each package in it is beside it', () => {
  const licences = readFileSync(join(folder, 'dist/licences.txt'), 'utf8');
  for (const name of ['botbuilder', 'restify', 'kysely', 'libsql', 'zod', '@azure/identity', 'pg', 'i18next'])
    expect(licences).toMatch(new RegExp(`^=== ${name} \\d[^\\n]*\\n[^=]{200}`, 'm'));
});
