import type { Activity, Attachment, Entity } from 'botbuilder';

/** Teams marks a quoted message so in the HTML that comes with a reply. */
const QUOTE = /<blockquote\b/i;
const QUOTE_TAG = /<(?<end>\/?)blockquote\b[^>]{0,500}>/gi;

/**
 * What the person typed: without mentions of the bot, without quoted messages (a quote never runs anything, docs/messages.md), with
 * HTML's character references resolved. Blanks are collapsed, line breaks stay (several commands in lines are refused
 * by the parser). Everything else is left as it is, tags among it: it is text.
 */
export function messageText(activity: Partial<Activity>): string {
  const quoted = activity.attachments?.map(htmlOf).find((html) => QUOTE.test(html));
  const text = quoted === undefined ? (activity.text ?? '') : plain(withoutQuotes(quoted));
  const spoken = withoutMentions(withoutQuotes(text), activity)
    .replace(/<quoted\b[^>]{0,500}\/>/gi, ' ')
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .filter((line) => !/^\s*(>|&gt;) /.test(line))
    .map((line) =>
      resolved(line)
        .replace(/[^\S\n]+/g, ' ')
        .trim(),
    );
  return spoken
    .filter((line) => line !== '')
    .join('\n')
    .trim();
}

function htmlOf(attachment: Attachment): string {
  const content: unknown = attachment.content;
  return attachment.contentType === 'text/html' && typeof content === 'string' ? content : '';
}

/** Quotes may hold quotes; one that is never closed runs to the end. */
function withoutQuotes(text: string): string {
  if (!QUOTE.test(text)) return text;
  let kept = '';
  let depth = 0;
  let from = 0;
  for (const tag of text.matchAll(QUOTE_TAG)) {
    if (depth === 0) kept += text.slice(from, tag.index);
    depth = Math.max(0, depth + (tag.groups?.['end'] === '/' ? -1 : 1));
    from = tag.index + tag[0].length;
  }
  return depth === 0 ? kept + text.slice(from) : kept;
}

/** Of the HTML that Teams makes of a message: its lines as text, mentions as `<at>` as in the activity's own text. */
function plain(html: string): string {
  return html
    .replace(
      /<span\b[^>]{0,500}schema\.skype\.com\/Mention[^>]{0,500}>(?<name>[^<]{0,500})<\/span>/gi,
      '<at>$<name></at>',
    )
    .replace(/<br\b[^>]{0,100}>|<\/(?:p|div|li)>/gi, '\n')
    .replace(/<(?!\/?at>)[^>]{0,500}>/gi, '');
}

function withoutMentions(text: string, { entities, recipient }: Partial<Activity>): string {
  const own = (entities ?? []).filter(
    (entity) => mentioned(entity)?.id === recipient?.id && recipient?.id !== undefined,
  );
  const names = new Set(own.flatMap((entity) => [textOf(entity), `<at>${mentioned(entity)?.name ?? ''}</at>`]));
  let rest = text;
  for (const name of names) if (name.length > 0 && name !== '<at></at>') rest = rest.replaceAll(name, ' ');
  return rest.replace(/<at\b[^>]{0,500}>(?<name>[^<]{0,500})<\/at>/gi, '$<name>');
}

function mentioned(entity: Entity): { id?: string; name?: string } | undefined {
  const who: unknown = entity['mentioned'];
  return entity.type === 'mention' && typeof who === 'object' && who !== null ? who : undefined;
}

function textOf(entity: Entity): string {
  const text: unknown = entity['text'];
  return typeof text === 'string' ? text : '';
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&#160;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&apos;': "'",
  '&amp;': '&',
};

function resolved(text: string): string {
  return text.replace(/&(?:nbsp|#160|lt|gt|quot|#39|apos|amp);/g, (reference) => REFERENCES[reference] ?? reference);
}
