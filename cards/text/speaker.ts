import type * as I18next from 'i18next';

import type { CardReader } from '../../protocol/rendering';
import enAdvice from '../locales/en/advice.json';
import enCards from '../locales/en/cards.json';
import enExplain from '../locales/en/explain.json';
import enHelp from '../locales/en/help.json';
import enMessages from '../locales/en/messages.json';
import enParse from '../locales/en/parse.json';
import jaAdvice from '../locales/ja/advice.json';
import jaCards from '../locales/ja/cards.json';
import jaExplain from '../locales/ja/explain.json';
import jaHelp from '../locales/ja/help.json';
import jaMessages from '../locales/ja/messages.json';
import jaParse from '../locales/ja/parse.json';
import { markdownText, plainText } from './plainText';
import { clientTime } from './times';
import { zonedTime } from './zonedTimes';

/** Values for the placeholders of a text. Strings are untrusted and made safe; only `Verbatim` is inserted as it is. */
export type Facts = Readonly<Record<string, string | number | Date | Verbatim>>;

/** Text that a `Speaker` or a function of `text/` made, so it is already safe to insert into another text. */
export interface Verbatim {
  readonly verbatim: string;
}

export function verbatim(text: string): Verbatim {
  return { verbatim: text };
}

/** `text`: markdown for a card. `plain`: for a summary, a button or an alternative text. */
export type TextForm = 'text' | 'plain';

/** Translates into the language of one reader. A key is `namespace:path`; without a namespace it is in cards.json. */
export interface Speaker {
  readonly reader: CardReader;
  /** For a TextBlock or a fact: markdown; the client shows times in its own zone. */
  text(key: string, facts?: Facts): string;
  /** For a summary, a button or an alternative text: no markdown; times name the reader's zone. */
  plain(key: string, facts?: Facts): string;
  /** Whether the locale has a text of this key. */
  knows(key: string): boolean;
}

const RESOURCES = {
  en: { advice: enAdvice, cards: enCards, explain: enExplain, help: enHelp, messages: enMessages, parse: enParse },
  ja: { advice: jaAdvice, cards: jaCards, explain: jaExplain, help: jaHelp, messages: jaMessages, parse: jaParse },
};

let loading: Promise<I18next.i18n> | undefined;

/** i18next loads with the first answer. It loads as CommonJS, so that jest can load it lazily too. */
export async function createSpeaker(reader: CardReader): Promise<Speaker> {
  const texts = await (loading ??= loadTexts());
  const lng = reader.language;
  const t = (key: string, facts: Record<string, string | number>): string => texts.t(key, { ...facts, lng });
  return {
    reader,
    text: (key, facts = {}) =>
      t(key, sanitizedFacts(facts, { string: markdownText, date: (at) => clientTime(at, reader.now) })),
    plain: (key, facts = {}) =>
      t(key, sanitizedFacts(facts, { string: plainText, date: (at) => zonedTime(at, reader.now, reader) })),
    knows: (key) => texts.exists(key, { lng }),
  };
}

async function loadTexts(): Promise<I18next.i18n> {
  const { createInstance } = module.require('i18next') as typeof I18next;
  const texts = createInstance();
  await texts.init({
    resources: RESOURCES,
    ns: Object.keys(RESOURCES.en),
    defaultNS: 'cards',
    fallbackLng: 'en',
    interpolation: { escapeValue: false, skipOnVariables: true },
    parseMissingKeyHandler: (key: string) => `⟦${key}⟧`,
  });
  return texts;
}

function sanitizedFacts(
  facts: Facts,
  how: { string: (text: string) => string; date: (at: Date) => string },
): Record<string, string | number> {
  const entries = Object.entries(facts).map(([name, value]): [string, string | number] => {
    if (typeof value === 'number') return [name, value];
    if (typeof value === 'string') return [name, how.string(value)];
    return [name, value instanceof Date ? how.date(value) : value.verbatim];
  });
  return Object.fromEntries(entries);
}
