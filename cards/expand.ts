import type * as Templating from 'adaptivecards-templating';

import auditTemplate from './templates/audit.json';
import batchTemplate from './templates/batch.json';
import chooseTemplate from './templates/choose.json';
import confirmTemplate from './templates/confirm.json';
import explainTemplate from './templates/explain.json';
import failuresTemplate from './templates/failures.json';
import helpTemplate from './templates/help.json';
import jobTemplate from './templates/job.json';
import jobsTemplate from './templates/jobs.json';
import messageTemplate from './templates/message.json';
import noticeTemplate from './templates/notice.json';
import pointsTemplate from './templates/points.json';
import safeTemplate from './templates/safe.json';
import settingsTemplate from './templates/settings.json';
import startedTemplate from './templates/started.json';
import statusTemplate from './templates/status.json';
import vmsTemplate from './templates/vms.json';
import watchesTemplate from './templates/watches.json';
import welcomeTemplate from './templates/welcome.json';
import whoamiTemplate from './templates/whoami.json';

/** One per kind of view. Each opens in the Adaptive Cards designer. */
const TEMPLATES = {
  audit: auditTemplate,
  batch: batchTemplate,
  choose: chooseTemplate,
  closed: confirmTemplate,
  confirm: confirmTemplate,
  explain: explainTemplate,
  failures: failuresTemplate,
  help: helpTemplate,
  job: jobTemplate,
  jobs: jobsTemplate,
  message: messageTemplate,
  notice: noticeTemplate,
  points: pointsTemplate,
  safe: safeTemplate,
  settings: settingsTemplate,
  started: startedTemplate,
  status: statusTemplate,
  vms: vmsTemplate,
  watches: watchesTemplate,
  welcome: welcomeTemplate,
  which: chooseTemplate,
  whoami: whoamiTemplate,
};

type TemplateName = keyof typeof TEMPLATES;
type Card = Readonly<Record<string, unknown>>;

const compiled = new Map<TemplateName, Templating.Template>();

/** Fills a template. The templating package loads with the first card, which keeps the start of the process short. */
export function expandTemplate(name: TemplateName, model: object): Card {
  const template = compiled.get(name) ?? compile(name);
  return template.expand({ $root: model }) as Card;
}

function compile(name: TemplateName): Templating.Template {
  const templating = module.require('adaptivecards-templating') as typeof Templating;
  const template = new templating.Template(TEMPLATES[name]);
  compiled.set(name, template);
  return template;
}
