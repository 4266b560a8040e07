import enCards from '../../cards/locales/en/cards.json';
import enMessages from '../../cards/locales/en/messages.json';
import jaCards from '../../cards/locales/ja/cards.json';
import jaMessages from '../../cards/locales/ja/messages.json';
import { render } from '../../cards/render';
import { SAMPLE_NOW, sampleIn, SAMPLES } from '../../playground/samples';
import { commandSchema } from '../../protocol/command';
import type { View } from '../../protocol/view';
import { type Language, LANGUAGES } from '../../services/platform/language';
import { ofType } from '../support/cardParts';
import { schemaErrors } from '../support/cardSchema';
import { expectGolden } from '../support/golden';
import { rendererFindings } from '../support/officialRenderer';

const CASES: readonly Case[] = LANGUAGES.flatMap((language) =>
  SAMPLES.map(({ name, view }) => ({ name, view: sampleIn(view, language), language })),
);

interface Case {
  readonly view: View;
  readonly language: Language;
  readonly name: string;
}

const cache = new Map<Case, ReturnType<typeof render>>();

/** The VM of a go-ahead; null: the sample is none. */
function goAheadOf(view: View): string | null {
  return view.kind === 'notice' && view.event === 'snapshotDone' && view.validity === 'fresh' ? view.vmName : null;
}

/** The VM of an ended backup and Azure's final status of it; null: the sample reports no end. */
function endOf(view: View): { readonly vm: string; readonly status: FinalStatus } | null {
  if (view.kind === 'failures') return { vm: view.failures.vms[0]?.vmName ?? '', status: view.state };
  const job = view.kind === 'notice' && view.event === 'ended' ? view.seen?.job : view.kind === 'job' ? view.job : null;
  const status = FINAL.find((state) => state === job?.state);
  return job && status ? { vm: job.vmName, status } : null;
}

const FINAL = ['completed', 'completedWithWarnings', 'failed', 'cancelled'] as const;
type FinalStatus = (typeof FINAL)[number];

/** Words that a summary may say only if it reports that status, or a go-ahead (docs/messages.md). */
const RESERVED: Readonly<Record<Language, Readonly<Record<FinalStatus | 'snapshotDone', RegExp>>>> = {
  en: {
    snapshotDone: /snapshot done/i,
    completed: /\bCompleted\b(?! with warnings)/,
    completedWithWarnings: /\bCompleted with warnings\b/,
    failed: /\bFailed\b/,
    cancelled: /\bCancelled\b/,
  },
  ja: {
    snapshotDone: /スナップショット完了/,
    completed: /(?<!スナップショット|警告付き)完了/,
    completedWithWarnings: /警告付き完了/,
    failed: /失敗/,
    cancelled: /キャンセル済み/,
  },
};

/** The reserved words in a text. Japanese also says 完了 in the time of a late message, which is left out here. */
function reservedIn(text: string, language: Language): string[] {
  const withoutTimes = text.replace(/\(完了 [^)]*\)/g, '');
  return [...FINAL, 'snapshotDone' as const].filter((word) => RESERVED[language][word].test(withoutTimes));
}

/** Renders each sample only once. */
function rendered(sample: Case): ReturnType<typeof render> {
  const { view, language, name } = sample;
  const timeZone = language === 'ja' ? 'Asia/Tokyo' : 'UTC';
  const made = cache.get(sample) ?? render(view, { language, timeZone, now: SAMPLE_NOW, cardId: name });
  cache.set(sample, made);
  return made;
}

describe.each([...CASES])('$name, $language', (sample) => {
  it('is valid by the published schema and the official renderer', async () => {
    const { card } = await rendered(sample);
    expect(schemaErrors(card)).toEqual([]);
    expect(rendererFindings(card)).toEqual([]);
    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.5' });
  });

  it('fits the budget and leaves nothing unfilled', async () => {
    const { card, summary } = await rendered(sample);
    const json = JSON.stringify(card);
    expect(json.length).toBeLessThanOrEqual(28_000);
    expect(json).not.toMatch(/\$\{|undefined|⟦|NaN|\[object|Invalid Date|%/);
    // Only date functions of the client keep their braces; any other {{ is a placeholder that i18next left unfilled.
    expect(
      json.replace(
        /\{\{(?:DATE\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ,(?:SHORT|COMPACT)\)|TIME\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\))\}\}/g,
        '',
      ),
    ).not.toContain('{{');
    expect(card['fallbackText']).toBe(summary);
    expect(summary).toMatch(/^\S.*\S$/);
    expect(summary).not.toContain('{{');
  });

  it('has at most six primary actions, each a command that is carried by its fallback too', async () => {
    const { card } = await rendered(sample);
    const actions = ofType(card, 'Action.Execute');
    expect(
      (card['actions'] as readonly { mode: string }[]).filter(({ mode }) => mode === 'primary').length,
    ).toBeLessThanOrEqual(6);
    for (const { verb, data, fallback } of actions) {
      const { command, card: cardId } = data as { command: { kind: string }; card: string };
      // The types do not hold the schema's limits of lengths and counts.
      expect(commandSchema.parse(command)).toEqual(command);
      expect(verb).toBe(command.kind);
      expect(cardId).toBe(sample.name);
      expect(fallback).toMatchObject({ type: 'Action.Submit', data });
    }
  });

  it('gives every picture an alternative text and every action a title that can be read', async () => {
    const { card } = await rendered(sample);
    for (const image of ofType(card, 'Image')) expect(image['altText']).toMatch(/\S/);
    for (const action of card['actions'] as readonly { title: string }[]) expect(action.title).toMatch(/\S/);
  });

  it('names the final status in its summary where a job has ended, a done snapshot in a go-ahead, and neither elsewhere', async () => {
    const { summary } = await rendered(sample);
    const { view, language } = sample;
    const goesAhead = goAheadOf(view);
    const ended = endOf(view);
    const may = [...(ended === null ? [] : [ended.status]), ...(goesAhead === null ? [] : ['snapshotDone'])];
    expect(reservedIn(summary, language)).toEqual(may);
    if (goesAhead !== null)
      expect(summary).toMatch(new RegExp(`${goesAhead}.*${RESERVED[language].snapshotDone.source}`, 'i'));
    if (ended !== null) expect(summary).toContain(ended.vm);
  });
});

/** The texts of a locale file with their keys. */
function textsIn(of: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof of === 'string') return [[path, of]];
  return Object.entries(of as object).flatMap(([key, one]) => textsIn(one, `${path}.${key}`));
}

it.each(LANGUAGES)('no sentence that is an answer by itself says any of it, %s', (language) => {
  const texts = textsIn({ en: enMessages, ja: jaMessages }[language]);
  expect(texts.length).toBeGreaterThan(80);
  expect(texts.filter(([, text]) => reservedIn(text, language).length > 0)).toEqual([]);
});

it.each(LANGUAGES)('no other summary has a text that says any of it, %s', (language) => {
  const isEnd = (key: string): boolean =>
    /^\.job\.summary\.(?:completed|transferNotCompleted|failed|cancelled)|^\.notice\.done(?:Ended)?\./.test(key);
  const texts = textsIn({ en: enCards, ja: jaCards }[language]).filter(([key]) => /summary/i.test(key));
  expect(texts.length).toBeGreaterThan(50);
  const saying = texts.filter(([, text]) => reservedIn(text, language).length > 0).map(([key]) => key);
  expect(saying.filter((key) => !isEnd(key))).toEqual([]);
  expect(saying).toHaveLength(texts.filter(([key]) => isEnd(key)).length);
});

/** Explanations, the help and long lists have no golden files: they change often, and the tests above cover them. */
const WITH_GOLDEN = CASES.filter(
  ({ name }) =>
    !/longest|fifty|hundred|thousand|^help$/.test(name) &&
    (!name.startsWith('explain') ||
      /takeSnapshot|enable|howLong|whenToSchedule|startWindow|extension|VmNotFound|unknown code/.test(name)),
);

it.each(WITH_GOLDEN)('$name, $language: the card equals its golden file', async (sample) => {
  const { card } = await rendered(sample);
  expectGolden(`${sample.name.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()}.${sample.language}`, card);
});

it('no two samples share a name', () => {
  expect(new Set(SAMPLES.map(({ name }) => name)).size).toBe(SAMPLES.length);
});
