import { SAMPLES } from '../../playground/samples';
import type { View } from '../../protocol/view';
import { BARRIERS } from '../../services/backup/vaults';
import { LANGUAGES } from '../../services/platform/language';
import { drawView } from '../support/drawSample';
import { harmsOf } from '../support/harmless';
import { KINDS, NAUGHTY } from '../support/naughty';

/** Fields of views that hold text of people, or of those who name things in Azure. */
const UNTRUSTED =
  /^(?:name|vmName|resourceGroup|vmResourceGroup|askedBy|by|message|statusText|code|codes|typed|typeText|type|operation|say|says|text|vm|vault|status|protectionState|vaults|subscriptions|skipped|recommendations|targetVm|targetResourceGroup|policy|value)$/;

const OURS: ReadonlySet<string> = new Set(BARRIERS);

/** What the reading of Azure's answers and of activities leaves of a text. */
function maxOf(key: string): number {
  if (/^(?:message|says?|text|typed|recommendations)$/.test(key)) return Infinity;
  return /^codes?$/.test(key) ? 200 : 90;
}

/** The view with the next text in every field that is not ours. Ids and dates stay. */
function poisoned(value: unknown, next: () => string, key = ''): unknown {
  if (typeof value === 'string') return UNTRUSTED.test(key) && !OURS.has(value) ? next().slice(0, maxOf(key)) : value;
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, next, key));
  if (key === 'data') return value; // What buttons carry back is ours.
  const entries = Object.entries(value).map(([name, one]) => [name, poisoned(one, next, name)] as const);
  // The fields of an error are untrusted too. The copy is an error of the same class.
  if (value instanceof Error) return Object.assign(Object.create(value) as Error, Object.fromEntries(entries));
  return Object.fromEntries(entries);
}

const VIEWS = SAMPLES.filter(({ view }) => view.kind !== 'explain').map(({ name, view }) => ({ name, view }));
const ROUNDS = 4;

it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
  'when texts of all kinds stand in every field of every card, round %i, then each is shown as text',
  async (round) => {
    let at = round * 61;
    for (const { name, view } of VIEWS) {
      const given: string[] = [];
      const next = (): string => {
        const text = NAUGHTY[(at += 1) % NAUGHTY.length] ?? '';
        given.push(text);
        return text;
      };
      const changed = { ...(poisoned(view, next) as View), kind: view.kind } as View;
      for (const language of LANGUAGES)
        expect([name, harmsOf(await drawView(changed, language), given.join('\n'))]).toEqual([name, []]);
    }
  },
);

it.each(KINDS.map(([kind, texts]) => ({ kind, texts })))(
  'when one text of the kind "$kind" stands in all fields, then cards stay within their limits',
  async ({ texts }) => {
    const step = texts.some((text) => text === 'constructor') ? 2 : 40;
    for (const [index, text] of texts.entries())
      for (let i = index % step; i < VIEWS.length; i += step) {
        const { name, view } = VIEWS[i] ?? { name: '', view: { kind: 'welcome' } as const };
        const changed = { ...(poisoned(view, () => text) as View), kind: view.kind } as View;
        const language = LANGUAGES[i % LANGUAGES.length] ?? 'en';
        expect([name, text, harmsOf(await drawView(changed, language), text)]).toEqual([name, text, []]);
      }
  },
);
