import type { Locator } from 'playwright-core';

import { needing } from '../support/needing';
import { type ChatWindow, CHROMIUM, type PageSession, pageSession } from './pageSession';

jest.setTimeout(120_000);

needing(CHROMIUM, 'Chromium is not installed')('the chat page, in Chromium', (chromium) => {
  let session: PageSession;
  const windows: ChatWindow[] = [];

  beforeAll(async () => {
    session = await pageSession(chromium);
  });
  afterEach(async () => {
    const complaints = windows.flatMap((window) => window.complaints);
    for (const { page } of windows.splice(0)) await page.context().close();
    expect(complaints).toEqual([]);
  });
  afterAll(() => session.close());

  const open = async (options: Parameters<PageSession['open']>[0] = {}): Promise<ChatWindow> => {
    const window = await session.open(options);
    windows.push(window);
    return window;
  };
  const press = (message: Locator, name: string): Promise<void> => message.getByRole('button', { name }).click();
  const see = (where: Locator, text: string | RegExp): Promise<void> => where.getByText(text).first().waitFor();

  it('when a person asks, backs up and sets the clock forward, then the job completes and names its consistency', async () => {
    const window = await open();

    const status = await window.say('status vm-01');
    await see(status, 'vm-01');
    const job = await window.say('backup now vm-01');
    await press(job, 'Refresh');
    await see(job, 'Take Snapshot');
    for (let hours = 0; hours < 2; hours += 1) {
      const before = await window.page.locator('#clock-face').getAttribute('datetime');
      await window.page.getByRole('button', { name: 'Set the clock 1 h forward' }).click();
      await window.page.locator(`#clock-face:not([datetime^="${before?.slice(0, 13) ?? ''}"])`).waitFor();
    }
    // The live card moves by itself.
    await see(job, /Completed/);
    await see(job, /Application-consistent/);

    expect(await window.page.locator('#toast').textContent()).not.toBe('');
  });

  it('when the language is Japanese, then the page and the answers are', async () => {
    const window = await open({ locale: 'ja-JP' });

    const answer = await window.say('状態 vm-02');

    await see(answer, /整合性/);
    await see(window.page.locator('#side'), 'チャット');
    expect(await window.page.locator('html').getAttribute('lang')).toBe('ja');
  });

  it('when the language is switched, then the next answer follows it', async () => {
    const window = await open();

    await window.page.locator('#language').selectOption('ja');
    const answer = await window.say('ヘルプ');

    await see(answer, /バックアップ/);
  });

  it('when only the keyboard is used, then a card is reached, pressed, and keeps the focus when it changes', async () => {
    const window = await open();
    const { keyboard } = window.page;
    const focused = window.page.locator(':focus');

    await keyboard.type('status vm-02');
    await keyboard.press('Enter');
    await window.page.getByRole('button', { name: 'Refresh' }).last().waitFor();
    await tabUntil(window, 'Shift+Tab', 'button:focus:has-text("Refresh")');
    await keyboard.press('Enter');
    await window.page.locator('[data-busy]').waitFor({ state: 'detached' });

    expect(await focused.textContent()).toBe('Refresh');
    await tabUntil(window, 'Tab', '#composer-input:focus');
    await keyboard.press('ArrowUp');
    expect(await focused.inputValue()).toBe('status vm-02');
  });

  it.each(['en-US', 'ja-JP'])('when the window is 320 px wide (%s), then nothing scrolls sideways', async (locale) => {
    const window = await open({ locale, viewport: { width: 320, height: 640 } });
    const { page } = window;

    await window.say(locale === 'en-US' ? 'vms' : '一覧');
    await window.say(locale === 'en-US' ? 'help' : 'ヘルプ');
    const wider = await page.evaluate(
      "[document.documentElement, document.querySelector('.log')].map((e) => e.scrollWidth - e.clientWidth)",
    );
    await page.locator('#menu').click();
    await page.locator('.conversation').first().waitFor();
    await page.keyboard.press('Escape');

    expect(wider).toEqual([0, 0]);
    expect(await page.locator('#menu').getAttribute('aria-expanded')).toBe('false');
  });

  it('when a message holds HTML and markdown, then it is shown as it was typed', async () => {
    const window = await open();
    const typed = '<img src=x onerror=alert(1)> **bold** [a](https://example.com) {{DATE()}}';

    const answer = await window.say(typed);

    expect(await window.page.locator('.message.own .text').last().textContent()).toBe(typed);
    expect(await answer.locator('img[src="x"], strong, a').count()).toBe(0);
  });

  it('when somebody asks in a channel, then the answer stands in the thread and the others see both', async () => {
    const [alex, tanaka] = [await open(), await open({ locale: 'ja-JP' })] as const;

    for (const { page } of [alex, tanaka]) {
      await page.locator('.conversation[data-kind="channel"]').click();
      await page.locator('.message.bot').first().waitFor();
    }
    await alex.say('whoami');

    const thread = tanaka.page.locator('.thread').last();
    await see(thread, 'whoami');
    await thread.locator('.message.bot .card').waitFor();
    expect(await thread.locator('.message').count()).toBe(2);
  });

  it.each(['lang=en&theme=light', 'lang=ja&theme=dark'])(
    'when the gallery is opened (%s), then each card is drawn',
    async (query) => {
      const window = await open();
      const { page } = window;

      await page.goto(`${session.url}gallery?${query}`);
      await page.locator('figure').first().waitFor();

      expect(await page.locator('figure').count()).toBeGreaterThan(20);
      expect(await page.locator('figure:not(:has(.ac-adaptiveCard))').count()).toBe(0);
    },
  );
});

const TABS_MAX = 60;

/** Presses the key until this is there. */
async function tabUntil({ page }: ChatWindow, key: string, focused: string): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    await page.keyboard.press(key);
    if ((await page.locator(focused).count()) === 1) return;
  }
  throw new TypeError(`${TABS_MAX} times ${key} did not reach ${focused}`);
}
