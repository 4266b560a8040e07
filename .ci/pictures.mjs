// Takes the pictures of README and docs from the demo's chat page, light and dark, in both languages.
// Usage: npm run pictures [-- <folder>]; the folder is docs/pictures unless given.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { chromium } from 'playwright-core';

const ROOT = resolve(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? join(ROOT, 'docs/pictures'));
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** The demo's clock shows this at its start, so that two runs draw the same times to a second or so. */
const START = Date.parse('2026-11-22T17:05:00Z');
/** As slow as the demo allows: time passes when this script sets the clock forward. */
const SPEED = 0.1;
const MINUTE_MS = 60_000;
const STEP_MS = 5_000;
const WAIT_MS = 30_000;
const SETTLE_MS = 700;

const LANGUAGES = {
  en: {
    locale: 'en-US',
    timezoneId: 'Asia/Singapore',
    ...{ status: 'status vm-01', backup: 'backup now vm-01', stopped: 'status batch-stopped' },
    ...{ retention: 'Retention requested', refresh: 'Refresh', done: /vm-01: snapshot done \d/ },
  },
  ja: {
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    ...{ status: '状態 vm-01', backup: 'バックアップ vm-01', stopped: '状態 batch-stopped' },
    ...{ retention: '保持期間', refresh: '更新', done: /vm-01: スナップショット完了 \d/ },
  },
};

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const language of Object.keys(LANGUAGES)) await withDemo((url) => takeAll(language, url));
} finally {
  await browser.close();
}

/** One story a language: how vm-01 stands, its backup, its go-ahead; then a VM that was off when it was backed up. */
async function takeAll(language, url) {
  const words = LANGUAGES[language];
  const page = await openPage(url, words);
  const cards = page.locator('.message.bot .card');
  const say = async (text, told) => {
    await page.locator('#composer-input').fill(text);
    await page.keyboard.press('Enter');
    const answer = cards.filter({ hasText: told }).last();
    await until(url, () => answer.isVisible());
    return answer;
  };
  const take = (name, what) => takeBoth(page, what, (theme) => join(folder, `${name}.${language}.${theme}.png`));

  await take('status', await say(words.status, 'DailyPolicy'));
  const job = await say(words.backup, words.retention);
  await forward(url, 3 * MINUTE_MS);
  await job.getByRole('button', { name: words.refresh }).click();
  await job.getByText('Take Snapshot').first().waitFor();
  await page.locator('[data-busy]').waitFor({ state: 'detached' });
  await take('backup', job);
  const goAhead = cards.filter({ hasText: words.done }).last();
  await forward(url, 4 * MINUTE_MS);
  await until(url, () => goAhead.isVisible());
  await goAhead.scrollIntoViewIfNeeded();
  await take('go-ahead', page);
  await take('crash-consistent', await say(words.stopped, 'batch-stopped'));
  await page.context().close();
}

async function openPage(url, { locale, timezoneId }) {
  const viewport = { width: 1080, height: 830 };
  const context = await browser.newContext({ locale, timezoneId, viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  await page.goto(url);
  await page.locator('.message.bot').first().waitFor();
  // Here the clock hardly moves, which says nothing about the demo.
  await page.locator('#clock-speed').evaluate((speed) => void (speed.hidden = true));
  return page;
}

async function takeBoth(page, what, pathOf) {
  await page.mouse.move(0, 0);
  await page.evaluate('document.fonts.ready');
  await settled(page);
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme="${theme}"]`).waitFor();
    await what.screenshot({ path: pathOf(theme), animations: 'disabled' });
  }
}

/** Live cards are drawn anew while the bot reads on: waits until the chat has stayed the same for a while. */
async function settled(page) {
  const log = page.locator('#log');
  for (let before = ''; ;) {
    const now = await log.innerHTML();
    if (now === before) return;
    before = now;
    await new Promise((later) => setTimeout(later, SETTLE_MS));
  }
}

/** Sets the clock forward step by step, as the bot's own waits pass with it, until this holds. */
async function until(url, holds) {
  for (const began = performance.now(); !(await holds());) {
    if (performance.now() - began > WAIT_MS) throw new TypeError(`not seen within ${WAIT_MS} ms`);
    await forward(url, STEP_MS);
    await new Promise((later) => setTimeout(later, 250));
  }
}

async function forward(url, forwardMs) {
  const body = JSON.stringify({ forwardMs });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}playground/api/clock`, { method: 'POST', headers, body });
  if (!response.ok) throw new TypeError(`the clock was not set: ${response.status}`);
}

/** A demo of its own, in a folder of its own. */
async function withDemo(work) {
  const cwd = mkdtempSync(join(tmpdir(), 'pictures-'));
  // The clock shows CLOCK_EPOCH + (real - CLOCK_EPOCH) × speed: solved for the epoch that makes it START now.
  const epoch = new Date((START - Date.now() * SPEED) / (1 - SPEED)).toISOString();
  const env = { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', CLOCK_SPEED: String(SPEED), CLOCK_EPOCH: epoch };
  const demo = spawn(process.execPath, [join(ROOT, 'dist/index.js')], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'exit');
  try {
    const [line] = await once(demo.stdout.setEncoding('utf8'), 'data');
    await work(line.split('\n')[0]);
  } finally {
    demo.kill('SIGTERM');
    await ended;
    rmSync(cwd, { recursive: true });
  }
}
