import type * as Templating from 'adaptivecards-templating';

type Card = Readonly<Record<string, unknown>>;

const compiled = new Map<object, Templating.Template>();

/** Fills a template. The templating package loads with the first card, which keeps the start of the process short. */
export function expandTemplate(template: object, model: object): Card {
  return (compiled.get(template) ?? compile(template)).expand({ $root: model }) as Card;
}

function compile(template: object): Templating.Template {
  const templating = module.require('adaptivecards-templating') as typeof Templating;
  const made = new templating.Template(template);
  compiled.set(template, made);
  return made;
}
