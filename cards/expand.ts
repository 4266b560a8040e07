import type { Template } from 'adaptivecards-templating';

import jobTemplate from './templates/job.json';
import messageTemplate from './templates/message.json';
import startedTemplate from './templates/started.json';
import statusTemplate from './templates/status.json';

const TEMPLATES = {
  job: jobTemplate,
  message: messageTemplate,
  started: startedTemplate,
  status: statusTemplate,
};

export type TemplateName = keyof typeof TEMPLATES;
export type Card = Readonly<Record<string, unknown>>;

const compiled = new Map<TemplateName, Template>();

/** Fills a template; the templating language is loaded with the first card. `model` holds no null and no undefined (TEAMS.md 6). */
export async function expand(name: TemplateName, model: object): Promise<Card> {
  const kept = compiled.get(name);
  const template = kept ?? (await compile(name));
  return template.expand({ $root: model }) as Card;
}

async function compile(name: TemplateName): Promise<Template> {
  const { Template: Compiled } = await import('adaptivecards-templating');
  const template = new Compiled(TEMPLATES[name]);
  compiled.set(name, template);
  return template;
}
