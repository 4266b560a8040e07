import { CARD_CHARS_MAX } from '../../cards/budget';
import { render } from '../../cards/render';
import type { View } from '../../cards/views';
import { commandSchema } from '../../commands/command';
import { SAMPLE_NOW, sampleIn, SAMPLES } from '../../playground/samples';
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
const kept = new Map<Case, ReturnType<typeof render>>();

/** The VM whose snapshot the sample says is done; null: it says nothing of the kind. */
function goAheadOf(view: View): string | null {
  return view.kind === 'notice' && view.event === 'snapshotDone' && view.truth === 'fresh' ? view.vmName : null;
}

/** The VM whose backup has ended by what the sample says. */
function endOf(view: View): string | null {
  const hasEnded = (state: string): boolean =>
    ['completed', 'completedWithWarnings', 'failed', 'cancelled'].includes(state);
  if (view.kind === 'job') return hasEnded(view.job.state) ? view.job.vmName : null;
  if (view.kind === 'failures') return view.failures.vms[0]?.vmName ?? '';
  return view.kind === 'notice' && view.event === 'ended' ? view.vmName : null;
}

/** Each card once. */
function drawn(sample: Case): ReturnType<typeof render> {
  const { view, language, name } = sample;
  const timeZone = language === 'ja' ? 'Asia/Tokyo' : 'UTC';
  const made = kept.get(sample) ?? render(view, { language, timeZone, now: SAMPLE_NOW, cardId: name });
  kept.set(sample, made);
  return made;
}

describe.each([...CASES])('$name, $language', (sample) => {
  it('is valid by the published schema and the official renderer', async () => {
    const { card } = await drawn(sample);
    expect(schemaErrors(card)).toEqual([]);
    expect(rendererFindings(card)).toEqual([]);
    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.5' });
  });

  it('fits the budget and leaves nothing unfilled', async () => {
    const { card, summary } = await drawn(sample);
    const json = JSON.stringify(card);
    expect(json.length).toBeLessThanOrEqual(CARD_CHARS_MAX);
    expect(json).not.toMatch(/\$\{|undefined|⟦|NaN|\[object|Invalid Date|%/);
    // A {{ that the client does not fill would be one of ours that i18next did not.
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
    const { card } = await drawn(sample);
    const actions = ofType(card, 'Action.Execute');
    expect(
      (card['actions'] as readonly { mode: string }[]).filter(({ mode }) => mode === 'primary').length,
    ).toBeLessThanOrEqual(6);
    for (const { verb, data, fallback } of actions) {
      const { command, card: cardId } = data as { command: { kind: string }; card: string };
      expect(commandSchema.parse(command)).toEqual(command);
      expect(verb).toBe(command.kind);
      expect(cardId).toBe(sample.name);
      expect(fallback).toMatchObject({ type: 'Action.Submit', data });
    }
  });

  it('gives every picture an alternative text and every action a title that can be read', async () => {
    const { card } = await drawn(sample);
    for (const image of ofType(card, 'Image')) expect(image['altText']).toMatch(/\S/);
    for (const action of card['actions'] as readonly { title: string }[]) expect(action.title).toMatch(/\S/);
  });

  it('names a final status in its summary where a job has ended, a done snapshot in a go-ahead, and neither elsewhere', async () => {
    const { summary } = await drawn(sample);
    const { view, language } = sample;
    const done = language === 'en' ? /snapshot done/i : /スナップショット完了/;
    const status =
      language === 'en' ? /\b(?:Completed|Failed|Cancelled)\b/ : /(?<!スナップショット)完了|失敗|キャンセル済み/;
    const goesAhead = goAheadOf(view);
    const ended = endOf(view);
    if (goesAhead === null) expect(summary).not.toMatch(done);
    else expect(summary).toMatch(new RegExp(`${goesAhead}.*${done.source}`));
    if (ended !== null) {
      expect(summary).toMatch(status);
      expect(summary).toContain(ended);
      // `[失敗|進捗|すべて]` is what may be typed, and no status.
    } else expect(summary.replace(/\(完了 [^)]*\)|\[[^\]]*\|[^\]]*\]/, '')).not.toMatch(status);
  });
});

/** Explanations, the table of commands and lists of many rows change often and are checked above. */
const KEPT = CASES.filter(
  ({ name }) =>
    !/longest|fifty|hundred|thousand|^help$/.test(name) &&
    (!name.startsWith('explain') ||
      /takeSnapshot|enable|howLong|whenToSchedule|startWindow|extension|VmNotFound|unknown code/.test(name)),
);

it.each(KEPT)('$name, $language: the card is the one kept as golden file', async (sample) => {
  const { card } = await drawn(sample);
  expectGolden(`${sample.name.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()}.${sample.language}`, card);
});

it('no two samples share a name', () => {
  expect(new Set(SAMPLES.map(({ name }) => name)).size).toBe(SAMPLES.length);
});
