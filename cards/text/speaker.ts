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

/** Strings are text of others and made harmless; only what a Speaker made before is taken as it is. */
export type Facts = Readonly<Record<string, string | number | Date | Verbatim>>;

/** A finished piece of text, to be put into another one. */
export interface Verbatim {
  readonly verbatim: string;
}

export function verbatim(text: string): Verbatim {
  return { verbatim: text };
}

/** One reader's language. Keys are `namespace:path`, without a namespace they are those of cards.json. */
export interface Speaker {
  readonly reader: CardReader;
  /** For a TextBlock or a fact: markdown, times put in by the client. */
  text(key: string, facts?: Facts): string;
  /** For a summary, a button, an alternative text: plain, times with the reader's zone. */
  plain(key: string, facts?: Facts): string;
  knows(key: string): boolean;
}

const RESOURCES = {
  en: { advice: enAdvice, cards: enCards, explain: enExplain, help: enHelp, messages: enMessages, parse: enParse },
  ja: { advice: jaAdvice, cards: jaCards, explain: jaExplain, help: jaHelp, messages: jaMessages, parse: jaParse },
};

let loading: Promise<I18next.i18n> | undefined;

/** i18next is loaded with the first answer; as CommonJS, which jest can load lazily too. */
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
