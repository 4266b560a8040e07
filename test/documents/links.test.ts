import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { anchorOf, documentPairs, documentText, headingsOf, linksOf } from '../support/documentText';

const ROOT = resolve(__dirname, '../..');
const PICTURES = 'docs/pictures';
const PICTURE_BYTES_MAX = 150_000;
const DOCUMENTS = documentPairs().flat();

it.each(DOCUMENTS)('%s links to files and headings that are there', (document) => {
  const broken = linksOf(document).filter(
    ({ path, anchor }) => !existsSync(join(ROOT, path)) || (anchor !== '' && !hasHeading(path, anchor)),
  );
  expect(broken).toEqual([]);
});

it('each document can be reached from README, in its own language', () => {
  for (const [at, first] of ['README.md', 'README.ja.md'].entries()) {
    const reached = new Set([first]);
    for (const document of reached)
      for (const { path } of linksOf(document)) if (DOCUMENTS.includes(path)) reached.add(path);
    expect(documentPairs().flatMap((pair) => (reached.has(pair[at] ?? '') ? [] : [pair[at]]))).toEqual([]);
  }
});

describe('the pictures', () => {
  const files = readdirSync(join(ROOT, PICTURES));

  it('each is in both languages, light and dark, and small enough to load at once', () => {
    const scenes = new Set(files.map((file) => file.split('.')[0] ?? ''));
    const wanted = [...scenes].flatMap((scene) =>
      ['en.dark', 'en.light', 'ja.dark', 'ja.light'].map((kind) => `${scene}.${kind}.png`),
    );
    expect(files.toSorted()).toEqual(wanted.toSorted());
    expect(files.filter((file) => statSync(join(ROOT, PICTURES, file)).size > PICTURE_BYTES_MAX)).toEqual([]);
  });

  it('each is shown, light and dark, and says what it shows to those who do not see it', () => {
    const shown = DOCUMENTS.flatMap((document) => linksOf(document).map(({ path }) => path));
    expect(files.filter((file) => !shown.includes(`${PICTURES}/${file}`))).toEqual([]);
    for (const document of DOCUMENTS) {
      const text = documentText(document);
      const pairs = [...text.matchAll(/srcset="(?<dark>[^"]+)\.dark\.png">\s*<img src="(?<light>[^"]+)\.light\.png"/g)];
      expect(pairs.length * 2).toBe(linksOf(document).filter(({ path }) => path.endsWith('.png')).length);
      expect(pairs.filter(({ groups }) => groups?.['dark'] !== groups?.['light'])).toEqual([]);
      expect([...text.matchAll(/<img (?![^>]*alt="[^"]{20,}")/g)]).toEqual([]);
    }
  });
});

function hasHeading(path: string, anchor: string): boolean {
  return headingsOf(documentText(path)).some(({ title }) => anchorOf(title) === decodeURIComponent(anchor));
}
