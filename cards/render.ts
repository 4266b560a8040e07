import { fitted } from './budget';
import type { Drawn, DrawnList } from './drawn';
import { type Card, expand, type TemplateName } from './expand';
import { drawJob } from './job';
import { drawMessage } from './message';
import { createSpeaker, type Speaker } from './speak';
import { drawStarted } from './started';
import { drawStatus } from './status';
import type { Reader, Rendered, View } from './views';

/**
 * Draws the view in the reader's language: an Adaptive Card 1.5 of at most 28,000 characters and the one sentence that
 * alone tells its result (CONTRACT 5). Text of others in the view is shown as text. Rejects only where a template or
 * a locale of ours is broken.
 */
export async function render(view: View, reader: Reader): Promise<Rendered> {
  const speaker = await createSpeaker(reader);
  const drawn = draw(view, speaker);
  if (!('rows' in drawn)) return { card: await fill(templateOf(view), drawn, reader), summary: drawn.summary };
  return fitted(drawn.rows, async (rows) => {
    const part = drawn.draw(rows);
    return { card: await fill(templateOf(view), part, reader), summary: part.summary };
  });
}

function fill(template: TemplateName, { model, summary }: Drawn, { language }: Reader): Promise<Card> {
  return expand(template, { ...model, summary, language });
}

function draw(view: View, speaker: Speaker): Drawn | DrawnList {
  switch (view.kind) {
    case 'status':
      return drawStatus(view, speaker);
    case 'job':
      return drawJob(view, speaker);
    case 'started':
      return drawStarted(view, speaker);
    case 'message':
      return drawMessage(view, speaker);
    default:
      return drawMessage({ kind: 'message', tone: 'info', key: view.kind, facts: {}, offers: [] }, speaker);
  }
}

function templateOf({ kind }: View): TemplateName {
  return kind === 'status' || kind === 'job' || kind === 'started' ? kind : 'message';
}
