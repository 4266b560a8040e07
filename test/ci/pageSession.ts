import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';

const DEBIANS = '/usr/bin/chromium';
/** null where Chromium is not installed. */
export const CHROMIUM = existsSync(DEBIANS) ? DEBIANS : null;
const ROOT = resolve(__dirname, '../..');
/** A new profile that asks nothing of the network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface PageSession {
  readonly url: string;
  /** A window of its own, with a profile of its own, at the chat page. */
  open(options?: BrowserContextOptions): Promise<ChatWindow>;
  close(): Promise<void>;
}

/** The product as `npm run test:ci` built it, and Chromium at `executablePath`. */
export async function pageSession(executablePath: string): Promise<PageSession> {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const product = spawn(process.execPath, [join(ROOT, 'dist/index.js')], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await firstLine(product);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  return {
    url,
    open: (options = {}) => openWindow(browser, url, options),
    close: async () => {
      await browser.close();
      const ended = new Promise((done) => product.once('exit', done));
      product.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** The chat page as a person uses it. */
export interface ChatWindow {
  readonly page: Page;
  /** What the browser complained of: errors, refused scripts. */
  readonly complaints: readonly string[];
  /** Types and sends a line; gives the message with the answer. */
  say(text: string): Promise<Locator>;
}

async function openWindow(browser: Browser, url: string, options: BrowserContextOptions): Promise<ChatWindow> {
  const context = await browser.newContext({ locale: 'en-US', timezoneId: 'Asia/Tokyo', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  await page.locator('.message.bot').first().waitFor();
  return {
    page,
    complaints,
    say: async (text) => {
      const before = await page.locator('.message.bot').count();
      await page.locator('#composer-input').fill(text);
      await page.keyboard.press('Enter');
      const answer = page.locator('.message.bot').nth(before);
      await answer.locator('.card').waitFor();
      return answer;
    },
  };
}

function firstLine(product: ChildProcess): Promise<string> {
  return new Promise((done, failed) => {
    let text = '';
    product.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) done(text.split('\n')[0] ?? '');
    });
    product.once('exit', (code) => {
      failed(new TypeError(`the product ended with status ${String(code)} before it said its address`));
    });
  });
}
