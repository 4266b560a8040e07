import { createRequire } from 'node:module';

const load = createRequire(__filename);
const MarkdownIt = load('markdown-it') as new (options: object) => { render(text: string): string };
/** More than Teams renders of markdown (docs/teams.md): also bare addresses as links, HTML as HTML. */
const markdown = new MarkdownIt({ linkify: true, html: true });

interface Official {
  readonly AdaptiveCard: {
    new (): { parse(card: unknown): void; render(): StandIn | undefined };
    onProcessMarkdown: (text: string, result: { outputHtml?: string; didProcess: boolean }) => void;
  };
}
const official = load('adaptivecards/dist/adaptivecards.js') as Official;

/** What the official renderer puts on the screen: texts that are HTML, and texts that are text (runs, buttons, alternatives). */
export interface Shown {
  readonly html: readonly string[];
  readonly plain: readonly string[];
}

/** As much of an element of a page as the renderer touches. */
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

/** Draws the card with the official renderer on a page that is not there. */
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

/** Every word that a reader sees, without the invisible characters that keep foreign text from coming alive. */
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
