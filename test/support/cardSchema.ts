import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ValidateFunction } from 'ajv';
import Ajv from 'ajv';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json';
import addFormats from 'ajv-formats';

let validate: ValidateFunction | undefined;

/**
 * What the published 1.5 schema finds wrong with the card, once `msteams` and elements that carry a `fallback` are
 * taken out. The schema also knows `fallback`, so actions are checked both with theirs and without.
 */
export function schemaErrors(card: unknown): readonly string[] {
  validate ??= compile();
  const own = Object.fromEntries(Object.entries(card as object).filter(([key]) => key !== 'msteams'));
  return [own, withoutFallbacks(own)].flatMap((checked) => {
    validate?.(checked);
    return (validate?.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  });
}

function compile(): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: false });
  addFormats(ajv);
  ajv.addMetaSchema(draft06);
  const text = readFileSync(join(__dirname, 'schemas', 'adaptive-card-1.5.0.json'), 'utf8');
  const { id, ...schema } = JSON.parse(text) as { id: string };
  return ajv.compile({ ...schema, $id: id });
}

function withoutFallbacks(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => !carriesFallback(one)).map(withoutFallbacks);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => !carriesFallback(one));
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutFallbacks(one)]));
}

function carriesFallback(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'fallback' in value;
}
