import { drawAudit } from './audit';
import { drawBatch } from './batch';
import { fitted } from './budget';
import { drawChoose } from './choose';
import { drawConfirm } from './confirm';
import type { Drawn, DrawnList } from './drawn';
import { expand } from './expand';
import { drawExplain } from './explain';
import { drawFailures } from './failures';
import { drawHelp } from './help';
import { drawJob } from './job';
import { drawJobs } from './jobs';
import { drawMessage } from './message';
import { drawNotice } from './notice';
import { drawPoints } from './points';
import { drawClosed, drawWhich } from './question';
import { drawSafe } from './safe';
import { drawSettings } from './settings';
import { createSpeaker, type Speaker } from './speak';
import { drawStarted } from './started';
import { drawStatus } from './status';
import type { Reader, Rendered, View } from './views';
import { drawVms } from './vms';
import { drawWatches } from './watches';
import { drawWelcome } from './welcome';
import { drawWhoami } from './whoami';

/**
 * Draws the view in the reader's language: an Adaptive Card 1.5 of at most 28,000 characters and the one sentence that
 * alone tells its result (CONTRACT 5). Text of others in the view is shown as text. Rejects only where a template or
 * a locale of ours is broken.
 */
export async function render(view: View, reader: Reader): Promise<Rendered> {
  const speaker = await createSpeaker(reader);
  const drawn = draw(view, speaker);
  if (!('rows' in drawn)) return rendered(view, drawn);
  return fitted(drawn.rows, (rows) => rendered(view, drawn.draw(rows)));
}

function rendered({ kind }: View, { model, summary }: Drawn): Rendered {
  return { card: expand(kind, { ...model, summary }), summary };
}

const DRAW: {
  readonly [K in View['kind']]: (view: Extract<View, { kind: K }>, speaker: Speaker) => Drawn | DrawnList;
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
function draw(view: View, speaker: Speaker): Drawn | DrawnList {
  return (DRAW[view.kind] as (view: View, speaker: Speaker) => Drawn | DrawnList)(view, speaker);
}
