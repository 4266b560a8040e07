import { createRequire } from 'node:module';

const load = createRequire(__filename);
const MarkdownIt = load('markdown-it') as new (options: object) => { render(text: string): string };
/** More markdown than Teams renders: also bare addresses become links and HTML stays HTML. */
const markdown = new MarkdownIt({ linkify: true, html: true });

interface Official {
  readonly AdaptiveCard: {
    new (): { parse(card: unknown): void; render(): StandIn | undefined };
    onProcessMarkdown: (text: string, result: { outputHtml?: string; didProcess: boolean }) => void;
  };
}
const official = load('adaptivecards/dist/adaptivecards.js') as Official;

/** What the official renderer shows: HTML texts, and plain texts (runs, buttons, alternative texts). */
export interface Shown {
  readonly html: readonly string[];
  readonly plain: readonly string[];
}

/** The part of a DOM element that the renderer uses. */
class StandIn {
  readonly children: StandIn[] = [];
  readonly style = { removeProperty: nothing, setProperty: nothing };
  readonly classList = { add: nothing, remove: nothing };
  readonly setAttribute = nothing;
  readonly removeAttribute = nothing;
  readonly addEventListener = nothing;
  readonly replaceChildren = nothing;
  innerHTML: string | undefined;
  innerText: string | undefined;
  alt: string | undefined;

  get firstElementChild(): StandIn | null {
    return this.children[0] ?? null;
  }

  appendChild(child: StandIn): StandIn {
    this.children.push(child);
    return child;
  }

  insertBefore(child: StandIn): void {
    this.children.push(child);
  }

  getElementsByTagName(): readonly StandIn[] {
    return [];
  }

  getAttribute(): null {
    return null;
  }
}

/** Draws the card with the official renderer on a minimal stand-in for the DOM. */
export function shownCard(card: unknown): Shown {
  const page = {
    document: { createElement: () => new StandIn() },
    window: {},
    HTMLElement: StandIn,
    HTMLButtonElement: StandIn,
  };
  Object.assign(globalThis, page);
  official.AdaptiveCard.onProcessMarkdown = (text, result) => {
    Object.assign(result, { outputHtml: markdown.render(text), didProcess: true });
  };
  try {
    const drawn = new official.AdaptiveCard();
    drawn.parse(card);
    const elements = all(drawn.render() ?? new StandIn());
    return {
      html: elements.flatMap(({ innerHTML }) => (innerHTML === undefined ? [] : [innerHTML.trim()])),
      plain: elements.flatMap(({ innerText, alt }) => [innerText, alt].filter((text) => text !== undefined)),
    };
  } finally {
    for (const name of Object.keys(page)) Reflect.deleteProperty(globalThis, name);
  }
}

/** All visible text, without the invisible characters that disarm markdown in foreign text. */
export function wordsOf({ html, plain }: Shown): string {
  const texts = html.map((text) =>
    text
      .replace(/<\/?[a-z][^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&'),
  );
  return [...texts, ...plain].join('\n').replaceAll('\u2060', '');
}

function all(element: StandIn): readonly StandIn[] {
  return [element, ...element.children.flatMap(all)];
}

function nothing(): void {
  // The renderer's marks on elements say nothing of the text.
}
