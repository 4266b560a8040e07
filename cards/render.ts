import type { CardReader, Rendered } from '../protocol/rendering';
import type { View } from '../protocol/view';
import { fitToBudget } from './budget';
import type { CardModel, ListModel } from './cardModel';
import { expandTemplate } from './expand';
import { batchModel } from './models/batch/batch';
import { heartbeatModel } from './models/conversation/heartbeat';
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
import auditTemplate from './templates/audit.json';
import batchTemplate from './templates/batch.json';
import confirmTemplate from './templates/confirm.json';
import explainTemplate from './templates/explain.json';
import failuresTemplate from './templates/failures.json';
import jobTemplate from './templates/job.json';
import listTemplate from './templates/list.json';
import messageTemplate from './templates/message.json';
import noticeTemplate from './templates/notice.json';
import plainListTemplate from './templates/plainList.json';
import pointsTemplate from './templates/points.json';
import safeTemplate from './templates/safe.json';
import settingsTemplate from './templates/settings.json';
import statusTemplate from './templates/status.json';
import watchesTemplate from './templates/watches.json';
import whoamiTemplate from './templates/whoami.json';
import { createSpeaker, type Speaker } from './text/speaker';

/**
 * Renders the view in the reader's language. The result is an Adaptive Card 1.5 of at most 28,000 characters, and one
 * sentence that tells its result without the card. Untrusted text is shown as text. Rejects only if one of our own
 * templates or locales is broken.
 */
export async function render(view: View, reader: CardReader): Promise<Rendered> {
  // The cast states what the compiler cannot see: the row of `view.kind` takes exactly this view.
  const { modelOf, template } = CARDS[view.kind] as CardSpec<View>;
  const made = modelOf(view, await createSpeaker(reader));
  const filled = ({ model, summary }: CardModel): Rendered => ({
    card: expandTemplate(template, { ...model, summary }),
    summary,
  });
  return 'maxRows' in made ? fitToBudget(made.maxRows, (rows) => filled(made.withRows(rows))) : filled(made);
}

interface CardSpec<V extends View> {
  readonly modelOf: (view: V, speaker: Speaker) => CardModel | ListModel;
  /** Opens in the Adaptive Cards designer. Views whose cards look alike share one. */
  readonly template: object;
}

/** Every kind of view has a row: a kind without one does not compile. */
const CARDS: { readonly [K in View['kind']]: CardSpec<Extract<View, { kind: K }>> } = {
  audit: { modelOf: auditModel, template: auditTemplate },
  batch: { modelOf: batchModel, template: batchTemplate },
  choose: { modelOf: chooseModel, template: plainListTemplate },
  closed: { modelOf: closedModel, template: confirmTemplate },
  confirm: { modelOf: confirmModel, template: confirmTemplate },
  explain: { modelOf: explainModel, template: explainTemplate },
  failures: { modelOf: failuresModel, template: failuresTemplate },
  heartbeat: { modelOf: heartbeatModel, template: watchesTemplate },
  help: { modelOf: helpModel, template: plainListTemplate },
  job: { modelOf: jobModel, template: jobTemplate },
  jobs: { modelOf: jobsModel, template: listTemplate },
  message: { modelOf: messageModel, template: messageTemplate },
  notice: { modelOf: noticeModel, template: noticeTemplate },
  points: { modelOf: pointsModel, template: pointsTemplate },
  safe: { modelOf: safeModel, template: safeTemplate },
  settings: { modelOf: settingsModel, template: settingsTemplate },
  started: { modelOf: startedModel, template: safeTemplate },
  status: { modelOf: statusModel, template: statusTemplate },
  vms: { modelOf: vmsModel, template: listTemplate },
  watches: { modelOf: watchesModel, template: watchesTemplate },
  welcome: { modelOf: welcomeModel, template: explainTemplate },
  which: { modelOf: whichModel, template: plainListTemplate },
  whoami: { modelOf: whoamiModel, template: whoamiTemplate },
};
