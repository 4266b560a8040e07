// The part that the page uses of two libraries loaded as classic scripts: adaptivecards 3 and markdown-it 14.

interface CardAction {
  readonly id?: string;
  readonly title?: string;
  /** Action.Execute only. */
  readonly verb?: string;
  /** With the values of the card's inputs. */
  readonly data?: unknown;
  /** Action.OpenUrl only. */
  readonly url?: string;
  getJsonTypeName(): string;
}

interface DrawnCard {
  hostConfig: unknown;
  lang?: string;
  onExecuteAction: ((action: CardAction) => void) | null;
  parse(payload: unknown): void;
  render(): HTMLElement | undefined;
}

declare const AdaptiveCards: {
  readonly AdaptiveCard: {
    new (): DrawnCard;
    onProcessMarkdown: ((text: string, result: { outputHtml?: string; didProcess: boolean }) => void) | null;
  };
  readonly HostConfig: new (definition: unknown) => unknown;
  readonly Strings: { readonly defaults: Record<'overflowButtonText' | 'overflowButtonTooltip', () => string> };
};

interface MarkdownIt {
  enable(rules: readonly string[]): MarkdownIt;
  render(text: string): string;
}
declare const markdownit: (preset: 'zero', options: { readonly breaks: boolean }) => MarkdownIt;
