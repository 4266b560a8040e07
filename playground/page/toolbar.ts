import type { ChatModel } from './chatModel.js';
import { byId } from './dom.js';
import { savePreferences, type Theme } from './preferences.js';
import type { Texts } from './texts.js';
import type { Language } from './wire.js';

/** The language and theme switches, and every fixed text of index.html. */
export function bindToolbar(
  model: ChatModel,
  { onLanguage, onTheme }: { readonly onLanguage: () => void; readonly onTheme: () => void },
): void {
  const language = byId('language', HTMLSelectElement);
  const theme = byId('theme', HTMLSelectElement);
  theme.value = model.preferences.theme;
  language.addEventListener('change', () => {
    model.chooseLanguage(language.value as Language);
    onLanguage();
  });
  theme.addEventListener('change', () => {
    model.preferences.theme = theme.value as Theme;
    savePreferences(model.preferences);
    onTheme();
  });
}

/** Puts the texts of a language on the page: `data-text` names an element's text, `data-label` its label. */
export function translatePage(texts: Texts): void {
  document.documentElement.lang = texts.lang;
  byId('language', HTMLSelectElement).value = texts.lang;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    element.textContent = texts[element.dataset['text'] as keyof Texts];
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) {
    const label = texts[element.dataset['label'] as keyof Texts];
    element.setAttribute('aria-label', label);
    if (element instanceof HTMLButtonElement) element.title = label;
  }
  const gallery = document.getElementById('gallery-link');
  gallery?.setAttribute('href', `/gallery?lang=${texts.lang}`);
}
