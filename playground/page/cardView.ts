import type { CardPress } from './api.js';
import { h } from './dom.js';
import { TEAMS_HOST_CONFIG } from './hostConfig.js';
import { highlightMentions, renderMarkdown } from './markdown.js';
import type { Texts } from './texts.js';
import type { Mention } from './wire.js';

const hostConfig = new AdaptiveCards.HostConfig(TEAMS_HOST_CONFIG);
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = renderMarkdown(text);
  result.didProcess = true;
};

interface CardOptions {
  readonly texts: Texts;
  readonly onPress: (press: CardPress) => void;
}

/** Draws an Adaptive Card with the official renderer. A card that it cannot read becomes its fallback text. */
export function drawCard(payload: unknown, { texts, onPress }: CardOptions): HTMLElement {
  AdaptiveCards.Strings.defaults.overflowButtonTooltip = () => texts.moreActions;
  const frame = h('div', { class: 'card', lang: texts.lang });
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig;
  card.onExecuteAction = (action) => {
    run(action, onPress);
  };
  let drawn: HTMLElement | undefined;
  try {
    card.parse(payload);
    card.lang = texts.lang;
    drawn = card.render();
  } catch {
    drawn = undefined;
  }
  frame.append(drawn ?? h('p', {}, fallbackTextOf(payload) || texts.unreadableCard));
  highlightMentions(frame, mentionsOf(payload));
  return frame;
}

/** The text of a card for screen readers, and where the card cannot be drawn. */
export function fallbackTextOf(payload: unknown): string {
  const text = (payload as { fallbackText?: unknown } | null)?.fallbackText;
  return typeof text === 'string' ? text : '';
}

function run(action: CardAction, onPress: (press: CardPress) => void): void {
  const data = action.data ?? {};
  switch (action.getJsonTypeName()) {
    case 'Action.Execute':
      onPress({ kind: 'execute', verb: action.verb ?? '', data, ...(action.id && { id: action.id }) });
      break;
    case 'Action.Submit':
      onPress({ kind: 'submit', data });
      break;
    case 'Action.OpenUrl':
      if (action.url?.startsWith('https://')) window.open(action.url, '_blank', 'noopener,noreferrer');
      break;
  }
}

function mentionsOf(payload: unknown): readonly Mention[] {
  const { msteams } = payload as { msteams?: { entities?: unknown } };
  const entities = Array.isArray(msteams?.entities) ? (msteams.entities as Partial<CardEntity>[]) : [];
  return entities.flatMap(({ type, text, mentioned }) =>
    type === 'mention' && text && mentioned ? [{ ...mentioned, text }] : [],
  );
}

interface CardEntity {
  readonly type: string;
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
}
