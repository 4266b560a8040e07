import type { Activity, Attachment, Entity } from 'botbuilder';

import { readMarkup } from './readMarkup';

/**
 * The text that the person typed, without mentions of the bot and quoted messages (a quote never runs anything). HTML's
 * character references are resolved and blanks collapsed. Line breaks stay, since the parser refuses several lines. A
 * tag that somebody typed is text.
 */
export function typedText(activity: Partial<Activity>): string {
  const bot = namesOfBot(activity);
  // The text of a reply repeats the quoted message without a mark; its HTML marks the quote.
  const reply = activity.attachments?.map((attachment) => readMarkup(htmlOf(attachment), { bot, isHtml: true }));
  const { text } = reply?.find(({ hasQuote }) => hasQuote) ?? readMarkup(activity.text ?? '', { bot, isHtml: false });
  return text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .filter((line) => !/^\s*> /.test(line))
    .map((line) => line.replace(/[^\S\n]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

function htmlOf(attachment: Attachment): string {
  const content: unknown = attachment.content;
  return attachment.contentType === 'text/html' && typeof content === 'string' ? content : '';
}

/** The bot's names within `<at>…</at>`. A mention of two words may come as two `<at>` in the text of one entity. */
function namesOfBot({ entities, recipient }: Partial<Activity>): ReadonlySet<string> {
  const own = (entities ?? []).filter(
    (entity) => recipient?.id !== undefined && mentioned(entity)?.id === recipient.id,
  );
  return new Set(own.flatMap((entity) => [...namesIn(entity['text']), mentioned(entity)?.name ?? '']));
}

function namesIn(text: unknown): readonly string[] {
  const parts = typeof text === 'string' ? text.split('</at>').slice(0, -1) : [];
  return parts.map((part) => part.slice(part.lastIndexOf('>') + 1));
}

function mentioned(entity: Entity): { id?: string; name?: string } | undefined {
  const who: unknown = entity['mentioned'];
  return entity.type === 'mention' && typeof who === 'object' && who !== null ? who : undefined;
}
