import type { Rendered } from '../../protocol/rendering';
import type { Ask } from '../../services/conversations/ask';

/** Replaces a card that cannot be rendered. It needs neither templates nor locales. */
export function fallbackMessage({ language, turnId }: Pick<Ask, 'language' | 'turnId'>): Rendered {
  const summary =
    language === 'ja'
      ? `このボットの内部で問題が発生しました。お問い合わせの際は ${turnId} をお伝えください。`
      : `Something went wrong on my side. Quote ${turnId} when you ask for help.`;
  return {
    summary,
    card: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      fallbackText: summary,
      body: [{ type: 'TextBlock', text: summary, wrap: true }],
    },
  };
}
