import type { Language } from './wire.js';

export type Theme = 'system' | 'light' | 'dark';

/** What the page remembers in this browser. Where storage is closed to it, it lasts until the page is left. */
export interface Preferences {
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
    // Private windows may refuse; the page works without.
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Shows the theme, and follows the system while it is `system`. Call it once with a getter, and its result on each change. */
export function followTheme(theme: () => Theme): () => void {
  const apply = (): void => {
    const chosen = theme();
    document.documentElement.dataset['theme'] = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
  };
  dark.addEventListener('change', apply);
  apply();
  return apply;
}
