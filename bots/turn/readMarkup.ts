import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

/** Elements after which Teams' own HTML begins a new line. */
const LINES: readonly string[] = ['p', 'div', 'li'];
/** The type of a mention's `<span>` in Teams' HTML. In an activity's text a mention is an `<at>`. */
const MENTION = 'schema.skype.com/Mention';

interface Options {
  /** The bot's names. Mentions of them are removed; the names of other people stay. */
  readonly bot: ReadonlySet<string>;
  /** True for Teams' own HTML, where tags are layout. False for text that a person typed, where tags are text. */
  readonly isHtml: boolean;
}

/**
 * Reads a message's HTML, or its text, in which Teams writes mentions, quotes and character references as HTML does.
 * Quotes (`<blockquote>`, `<quoted>`) are removed; an unclosed quote runs to the end.
 */
export function readMarkup(source: string, options: Options): { readonly text: string; readonly hasQuote: boolean } {
  const reader = new MarkupReader(source, options);
  // htmlparser2's Parser is not used. Its stack of open tags takes seconds for a 250 kB message that opens 60 000 tags.
  const tokenizer = new Tokenizer({ decodeEntities: true }, reader);
  tokenizer.write(source);
  tokenizer.end();
  return { text: reader.pieces.join(''), hasQuote: reader.hasQuote };
}

class MarkupReader implements TokenizerCallbacks {
  // The reader takes a tag as a whole, so it ignores attributes.
  readonly onattribname = ignore;
  readonly onattribdata = ignore;
  readonly onattribentity = ignore;
  readonly onattribend = ignore;
  readonly pieces: string[] = [];
  hasQuote = false;
  readonly #source: string;
  readonly #options: Options;
  #readTo = 0;
  #tag = '';
  #openQuotes = 0;
  /** The index of the piece that opens the current mention. */
  #mention: number | null = null;

  constructor(source: string, options: Options) {
    this.#source = source;
    this.#options = options;
  }

  ontext(_start: number, end: number): void {
    this.#put(this.#upTo(end));
  }

  ontextentity(codePoint: number, end: number): void {
    this.#upTo(end);
    this.#put(String.fromCodePoint(codePoint));
  }

  onopentagname(start: number, end: number): void {
    this.#tag = this.#source.slice(start, end).toLowerCase();
  }

  onopentagend(end: number): void {
    const raw = this.#upTo(end + 1);
    const { isHtml } = this.#options;
    if (this.#tag === 'blockquote') {
      this.hasQuote = true;
      this.#openQuotes += 1;
    } else if (this.#tag === 'quoted') this.#put(' ');
    else if (isHtml && this.#tag === 'br') this.#put('\n');
    else {
      if (this.#tag === 'at' || (isHtml && raw.includes(MENTION))) this.#mention = this.pieces.length;
      this.#put(isHtml ? '' : raw);
    }
  }

  onselfclosingtag(end: number): void {
    this.onopentagend(end);
  }

  onclosetag(start: number, end: number): void {
    const raw = this.#upTo(end + 1);
    const tag = this.#source.slice(start, end).trim().toLowerCase();
    if (tag === 'blockquote' && this.#openQuotes > 0) this.#openQuotes -= 1;
    else if (this.#mention !== null && (tag === 'at' || tag === 'span')) this.#closeMention(this.#mention);
    else if (!this.#options.isHtml) this.#put(raw);
    else if (LINES.includes(tag)) this.#put('\n');
  }

  oncomment(_start: number, end: number): void {
    const raw = this.#upTo(end + 1);
    if (!this.#options.isHtml) this.#put(raw);
  }

  oncdata(start: number, end: number): void {
    this.oncomment(start, end);
  }

  ondeclaration(start: number, end: number): void {
    this.oncomment(start, end);
  }

  onprocessinginstruction(start: number, end: number): void {
    this.oncomment(start, end);
  }

  /** An unfinished tag at the end is text. */
  onend(): void {
    this.#put(this.#upTo(this.#source.length));
  }

  #upTo(end: number): string {
    const raw = this.#source.slice(this.#readTo, end);
    this.#readTo = end;
    return raw;
  }

  #put(piece: string): void {
    if (this.#openQuotes === 0) this.pieces.push(piece);
  }

  #closeMention(begin: number): void {
    const [, ...name] = this.pieces.splice(begin);
    const text = name.join('');
    this.#put(this.#options.bot.has(text) ? ' ' : text);
    this.#mention = null;
  }
}

function ignore(): undefined {
  return undefined;
}
