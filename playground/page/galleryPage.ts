import { drawCard } from './cardView.js';
import { byId, h } from './dom.js';
import { fill, TEXTS } from './texts.js';
import type { Language } from './wire.js';

interface Sample {
  readonly name: string;
  readonly card: unknown;
  readonly summary: string;
  readonly characters: number;
}

const LINKS = [
  ['lang', 'en', 'English'],
  ['lang', 'ja', '日本語'],
  ['theme', 'light', 'Light'],
  ['theme', 'dark', 'Dark'],
] as const;

const query = new URLSearchParams(location.search);
const language: Language = query.get('lang') === 'ja' ? 'ja' : 'en';
const theme = query.get('theme') === 'dark' ? 'dark' : 'light';

/** Draws every sample with its name, its toast and its size; buttons do nothing here. */
async function showGallery(): Promise<void> {
  const texts = TEXTS[language];
  document.documentElement.lang = language;
  document.documentElement.dataset['theme'] = theme;
  byId('title', HTMLElement).textContent = texts.gallery;
  byId('switches', HTMLElement).replaceChildren(...LINKS.map(([name, value, label]) => link(name, value, label)));
  const response = await fetch(`/gallery/cards?lang=${language}`);
  if (!response.ok) {
    byId('count', HTMLElement).textContent = `HTTP ${response.status}`;
    return;
  }
  const samples = (await response.json()) as readonly Sample[];
  byId('cards', HTMLElement).replaceChildren(
    ...samples.map(({ name, card, summary, characters }) =>
      h(
        'figure',
        { 'data-name': name },
        h(
          'figcaption',
          {},
          h('h2', {}, name),
          h('p', {}, summary),
          h('p', {}, fill(texts.size, { n: characters.toLocaleString(language) })),
        ),
        drawCard(card, { texts, onPress: () => undefined }),
      ),
    ),
  );
  byId('count', HTMLElement).textContent = fill(texts.cardCount, { n: samples.length });
}

function link(name: 'lang' | 'theme', value: string, label: string): HTMLElement {
  const target = new URLSearchParams({ lang: language, theme, [name]: value });
  const current = value === language || value === theme;
  return h('a', { href: `/gallery?${target.toString()}`, ...(current && { 'aria-current': 'true' }) }, label);
}

void showGallery();
