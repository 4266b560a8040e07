import type { CardReader, Rendered } from '../protocol/rendering';
import type { View } from '../protocol/view';
import { fitToBudget } from './budget';
import type { CardModel, ListModel } from './cardModel';
import { expandTemplate } from './expand';
import { auditModel } from './models/audit';
import { batchModel } from './models/batch';
import { chooseModel } from './models/choose';
import { confirmModel } from './models/confirm';
import { explainModel } from './models/explain';
import { failuresModel } from './models/failures';
import { helpModel } from './models/help';
import { jobModel } from './models/job';
import { jobsModel } from './models/jobs';
import { messageModel } from './models/message';
import { noticeModel } from './models/notice';
import { pointsModel } from './models/points';
import { closedModel, whichModel } from './models/question';
import { safeModel } from './models/safe';
import { settingsModel } from './models/settings';
import { startedModel } from './models/started';
import { statusModel } from './models/status';
import { vmsModel } from './models/vms';
import { watchesModel } from './models/watches';
import { welcomeModel } from './models/welcome';
import { whoamiModel } from './models/whoami';
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
