import { listOf, objectOf, textOf } from './jsonFields';

/** Untrusted texts of an error answer; '' for missing ones (an empty 404, HTML). */
export interface ErrorText {
  readonly code: string;
  /** Azure's sentence. */
  readonly message: string;
  /** Every code in the answer, with the codes of its details, one per line. */
  readonly codes: string;
  /** The Azure Policy that the answer names. */
  readonly policy: string;
}

const MESSAGE_MAX = 1_000;
/** A body may have 32 MB; of one error no more is read than this. */
const READ_MAX = 10_000;
const CODE_MAX = 200;
const DETAILS_MAX = 5;
const DEPTH_MAX = 4;
const NOTHING: ErrorText = { code: '', message: '', codes: '', policy: '' };

/** Byte order marks, blanks and zeros that gateways put around a body. */
const AROUND = /^[\ufeff\s\0]+|(?<![\ufeff\s\0])[\ufeff\s\0]+$/g;

/** Undefined if `text` is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(AROUND, '')) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether the body is an HTML page, which proxies and firewalls send with any status. */
export function isForeign(body: string): boolean {
  return /^[\s\0]*<(?:!doctype|html|head|body)/i.test(body);
}

/** The error texts of an answer: JSON, XML (seen in 2015), or a plain sentence. */
export function errorTextOf(body: string): ErrorText {
  const json = jsonOf(body);
  if (typeof json === 'object') return errorTextIn(json);
  const text = (typeof json === 'string' ? json : body).replace(AROUND, '');
  if (text.startsWith('<')) return isForeign(text) ? NOTHING : errorTextIn(xmlError(text.slice(0, READ_MAX)));
  return /^[[{]/.test(text) ? NOTHING : { ...NOTHING, message: text.slice(0, MESSAGE_MAX) };
}

/**
 * Reads all known shapes of an error: {error: {code, message, details, innererror}}, {code, message}, {Code, Message},
 * {ErrorCode, Message: text or {Value}} of cross-region answers, {error: text, error_description} of a token service,
 * OData's {odata.error}.
 */
export function errorTextIn(value: unknown, depth = 0): ErrorText {
  if (depth > DEPTH_MAX) return NOTHING;
  const fields = lowered(value);
  const wrapped = fields['error'] ?? fields['odata.error'] ?? listOf(fields['errors'], 1)[0];
  if (typeof wrapped === 'object' && wrapped !== null) return errorTextIn(wrapped, depth + 1);
  const within = [...listOf(fields['details'], DETAILS_MAX), fields['innererror']]
    .map((inner) => errorTextIn(inner, depth + 1))
    .filter(({ code, message }) => code !== '' || message !== '');
  const code = (textOf(fields['code']) || textOf(fields['errorcode']) || textOf(wrapped)).slice(0, CODE_MAX);
  const message = sentenceOf(fields, depth);
  return mergeTexts([{ code, message, codes: code, policy: policyIn(fields, message) }, ...within]);
}

/** Merges the texts of an error and its details; the outer texts take precedence. */
function mergeTexts(all: readonly ErrorText[]): ErrorText {
  const first = (field: keyof ErrorText): string => all.find((words) => words[field] !== '')?.[field] ?? '';
  return {
    code: first('code'),
    message: distinctSentences(all.map(({ message }) => message)),
    codes: all.flatMap(({ codes }) => (codes === '' ? [] : [codes])).join('\n'),
    policy: first('policy'),
  };
}

/** `Message` may be a text, {Lang, Value}, or JSON that was put into a text. */
function sentenceOf(fields: Readonly<Record<string, unknown>>, depth: number): string {
  const message = fields['message'];
  const text =
    textOf(message) ||
    textOf(lowered(message)['value']) ||
    textOf(fields['error_description']) ||
    textOf(fields['errormessage']);
  return (
    (text.trimStart().startsWith('{') && errorTextIn(jsonOf(text), depth + 1).message) ||
    text.replace(AROUND, '').slice(0, READ_MAX)
  );
}

/** The sentences in order, without any that an earlier one contains. */
function distinctSentences(sentences: readonly string[]): string {
  const distinct = sentences.reduce((all, one) => (all.includes(one) ? all : `${all} ${one}`.trim()), '');
  return distinct.slice(0, MESSAGE_MAX);
}

/** The Azure Policy's display name, or the name in `"policyAssignment":{"name":"…"` in the sentence. */
function policyIn(fields: Readonly<Record<string, unknown>>, message: string): string {
  const [info] = listOf(fields['additionalinfo'], DETAILS_MAX).map((one) => lowered(lowered(one)['info']));
  const [, inSentence = ''] = /"policy(?:assignment|definition)":\s*{\s*"name":\s*"([^"]+)"/i.exec(message) ?? [];
  return (
    ['policyassignmentdisplayname', 'policydefinitiondisplayname', 'policyassignmentname', 'policydefinitionname']
      .map((name) => textOf(info?.[name]))
      .find((name) => name !== '') ?? inSentence
  );
}

function xmlError(text: string): unknown {
  const [code, message] = ['Code', 'Message'].map(
    (name) => new RegExp(`<(?:\\w+:)?${name}[^>]*>([^<]*)<`, 'i').exec(text)?.[1],
  );
  return { code, message };
}

/** The fields with lower-case names, because Azure spells them in any case. */
function lowered(value: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([name, field]) => [name.toLowerCase(), field]));
}
