import type { Language } from './wire.js';

export type Theme = 'system' | 'light' | 'dark';

/** Preferences kept in local storage. Without access to it they last until the page is closed. */
interface Preferences {
  theme: Theme;
  person: string | null;
  conversation: string | null;
  /** By person; absent: the person's own. */
  languages: Readonly<Record<string, Language>>;
}

const KEY = 'azure-backup-chatops';
const DEFAULTS: Preferences = { theme: 'system', person: null, conversation: null, languages: {} };

export function loadPreferences(): Preferences {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) };
  } catch {
    return { ...DEFAULTS };
  }
}

export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A private window may refuse storage.
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Shows the theme; `system` follows the system's. Call the returned function after each change of the preference. */
export function followTheme(theme: () => Theme): () => void {
  const apply = (): void => {
    const chosen = theme();
    document.documentElement.dataset['theme'] = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
  };
  dark.addEventListener('change', apply);
  apply();
  return apply;
}
