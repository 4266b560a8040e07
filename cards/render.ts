import type { CardReader, Rendered } from '../protocol/rendering';
import type { View } from '../protocol/view';
import { fitted } from './budget';
import type { CardModel, DrawnList } from './cardModel';
import { expand } from './expand';
import { drawAudit } from './models/audit';
import { drawBatch } from './models/batch';
import { drawChoose } from './models/choose';
import { drawConfirm } from './models/confirm';
import { drawExplain } from './models/explain';
import { drawFailures } from './models/failures';
import { drawHelp } from './models/help';
import { drawJob } from './models/job';
import { drawJobs } from './models/jobs';
import { drawMessage } from './models/message';
import { drawNotice } from './models/notice';
import { drawPoints } from './models/points';
import { drawClosed, drawWhich } from './models/question';
import { drawSafe } from './models/safe';
import { drawSettings } from './models/settings';
import { drawStarted } from './models/started';
import { drawStatus } from './models/status';
import { drawVms } from './models/vms';
import { drawWatches } from './models/watches';
import { drawWelcome } from './models/welcome';
import { drawWhoami } from './models/whoami';
import { createSpeaker, type Speaker } from './text/speaker';

/**
 * Draws the view in the reader's language: an Adaptive Card 1.5 of at most 28,000 characters and the one sentence that
 * alone tells its result (CONTRACT 5). Text of others in the view is shown as text. Rejects only where a template or
 * a locale of ours is broken.
 */
export async function render(view: View, reader: CardReader): Promise<Rendered> {
  const speaker = await createSpeaker(reader);
  const drawn = draw(view, speaker);
  if (!('rows' in drawn)) return rendered(view, drawn);
  return fitted(drawn.rows, (rows) => rendered(view, drawn.draw(rows)));
}

function rendered({ kind }: View, { model, summary }: CardModel): Rendered {
  return { card: expand(kind, { ...model, summary }), summary };
}

const DRAW: {
  readonly [K in View['kind']]: (view: Extract<View, { kind: K }>, speaker: Speaker) => CardModel | DrawnList;
} = {
  audit: drawAudit,
  batch: drawBatch,
  choose: drawChoose,
  closed: drawClosed,
  confirm: drawConfirm,
  explain: drawExplain,
  failures: drawFailures,
  help: drawHelp,
  job: drawJob,
  jobs: drawJobs,
  message: drawMessage,
  notice: drawNotice,
  points: drawPoints,
  safe: drawSafe,
  settings: drawSettings,
  started: drawStarted,
  status: drawStatus,
  vms: drawVms,
  watches: drawWatches,
  welcome: (_view, speaker) => drawWelcome(speaker),
  which: drawWhich,
  whoami: drawWhoami,
};

/** The row's function, typed for any view: kind and view belong together. */
function draw(view: View, speaker: Speaker): CardModel | DrawnList {
  return (DRAW[view.kind] as (view: View, speaker: Speaker) => CardModel | DrawnList)(view, speaker);
}
