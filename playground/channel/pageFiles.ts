import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Server } from 'restify';

import { HttpProblem, rawRoute } from './http';

/** Forbids inline and foreign scripts, styles and pictures. Styles set through the DOM, as by the renderer, pass. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Serves the listed files and the page's bundled scripts, nothing else. */
export function attachPageFiles(server: Server): void {
  const root = projectRoot();
  const page = join(root, 'playground/page');
  serve(server, '/', join(page, 'index.html'));
  for (const name of ['theme.css', 'page.css', 'card.css', 'gallery.css', 'icon.svg'])
    serve(server, `/playground/page/${name}`, join(page, name));
  serve(server, '/playground/lib/adaptivecards.js', require.resolve('adaptivecards/dist/adaptivecards.min.js'));
  serve(server, '/playground/lib/markdown-it.js', require.resolve('markdown-it/dist/markdown-it.min.js'));
  for (const script of ['page.js', 'galleryPage.js'])
    serve(server, `/playground/page/${script}`, join(root, 'dist/playground/page', script));
}

/** Serves one file under `path`. It is read for each request, so an edit shows on reload. */
export function serve(server: Server, path: string, file: string): void {
  const type = TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  server.get(
    path,
    rawRoute(async (_request, response) => {
      const content = await readFile(file).catch(() => null);
      if (!content) throw new HttpProblem(404, 'NotFound', `${path} is not there. Run: npm run build`);
      response.writeHead(200, { ...HEADERS, 'content-type': type });
      response.end(content);
    }),
  );
}

/** The folder of package.json, found from the sources and from dist/ alike. */
export function projectRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    assert(folder !== dirname(folder), 'no package.json above the playground');
    folder = dirname(folder);
  }
  return folder;
}
