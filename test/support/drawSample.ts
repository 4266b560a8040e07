import assert from 'node:assert';

import { render } from '../../cards/render';
import { SAMPLE_NOW, SAMPLES } from '../../playground/samples';
import type { Rendered } from '../../protocol/rendering';
import type { View } from '../../protocol/view';
import type { Language } from '../../services/platform/language';

/** The view of a sample, for a test to change. */
export function sampleView<K extends View['kind']>(kind: K, name: string): Extract<View, { kind: K }> {
  const found = SAMPLES.find((sample) => sample.name === name)?.view;
  assert(found?.kind === kind, `no sample of kind ${kind} is called ${name}`);
  return found as Extract<View, { kind: K }>;
}

export function drawView(view: View, language: Language = 'en'): Promise<Rendered> {
  return render(view, { language, timeZone: 'Asia/Tokyo', now: SAMPLE_NOW, cardId: 'card-1' });
}
