// Draws the Teams app's icons from their SVG files, with Chromium: node .ci/icons.mjs
import { readFileSync } from 'node:fs';

import { chromium } from 'playwright-core';

const SIZES = { color: 192, outline: 32 };

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [name, size] of Object.entries(SIZES)) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = readFileSync(`appPackage/${name}.svg`, 'utf8').replace('<svg ', `<svg width="${size}" height="${size}" `);
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await page.screenshot({ path: `appPackage/${name}.png`, omitBackground: true });
}
await browser.close();
