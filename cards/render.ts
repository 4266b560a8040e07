import type { CardReader, Rendered } from '../protocol/rendering';
import type { View } from '../protocol/view';
import { fitToBudget } from './budget';
import type { CardModel, ListModel } from './cardModel';
import { expandTemplate } from './expand';
import { batchModel } from './models/batch/batch';
import { settingsModel } from './models/conversation/settings';
import { welcomeModel } from './models/conversation/welcome';
import { whoamiModel } from './models/conversation/whoami';
import { jobModel } from './models/job/job';
import { jobsModel } from './models/job/jobs';
import { startedModel } from './models/job/started';
import { explainModel } from './models/message/explain';
import { helpModel } from './models/message/help';
import { messageModel } from './models/message/message';
import { failuresModel } from './models/notice/failures';
import { noticeModel } from './models/notice/notice';
import { chooseModel } from './models/question/choose';
import { closedModel } from './models/question/closed';
import { confirmModel } from './models/question/confirm';
import { whichModel } from './models/question/which';
import { pointsModel } from './models/vm/points';
import { safeModel } from './models/vm/safe';
import { statusModel } from './models/vm/status';
import { vmsModel } from './models/vm/vms';
import { auditModel } from './models/watch/audit';
import { watchesModel } from './models/watch/watches';
import { createSpeaker, type Speaker } from './text/speaker';

/**
 * Renders the view in the reader's language: an Adaptive Card 1.5 of at most 28,000 characters, and one sentence that
 * tells its result without the card. Untrusted text in the view is shown as text. Rejects only where one of our own
 * templates or locales is broken.
 */
export async function render(view: View, reader: CardReader): Promise<Rendered> {
  const model = modelOf(view, await createSpeaker(reader));
  if (!('maxRows' in model)) return filled(view, model);
  return fitToBudget(model.maxRows, (rows) => filled(view, model.withRows(rows)));
}

function filled({ kind }: View, { model, summary }: CardModel): Rendered {
  return { card: expandTemplate(kind, { ...model, summary }), summary };
}

/** Every kind of view has a row: a kind without one does not compile. */
const MODELS: {
  readonly [K in View['kind']]: (view: Extract<View, { kind: K }>, speaker: Speaker) => CardModel | ListModel;
} = {
  audit: auditModel,
  batch: batchModel,
  choose: chooseModel,
  closed: closedModel,
  confirm: confirmModel,
  explain: explainModel,
  failures: failuresModel,
  help: helpModel,
  job: jobModel,
  jobs: jobsModel,
  message: messageModel,
  notice: noticeModel,
  points: pointsModel,
  safe: safeModel,
  settings: settingsModel,
  started: startedModel,
  status: statusModel,
  vms: vmsModel,
  watches: watchesModel,
  welcome: welcomeModel,
  which: whichModel,
  whoami: whoamiModel,
};

/** The cast states what the compiler cannot see: the row of `view.kind` takes exactly this view. */
function modelOf(view: View, speaker: Speaker): CardModel | ListModel {
  return (MODELS[view.kind] as (view: View, speaker: Speaker) => CardModel | ListModel)(view, speaker);
}
