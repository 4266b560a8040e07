import { destination, type Logger, pino } from 'pino';

import { currentTraceId } from './trace';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** The longest text in a line: a stack and those of its causes. */
const TEXT_CHARACTERS_MAX = 4_000;
const LONG_TEXT = new RegExp(
  String.raw`("(?:[^"\\]|\\(?:u[\da-f]{4}|[^u])){${TEXT_CHARACTERS_MAX}})(?:[^"\\]|\\.)+"`,
  'g',
);
/** What a terminal may obey and JSON lets stand: control codes, line ends of Unicode, directions, hidden letters. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A shorter secret would be found in words that are none. */
const SECRET_CHARACTERS_MIN = 4;
const SCRUBBED = '[secret]';
/**
 * JSON Web Tokens, whoever issued them and wherever they are cut, what follows the word Bearer, the signature of a SAS
 * URL, the key or password of a connection string, and the password in an address. In any case. What begins like a
 * token is taken out whole, so it is read once.
 */
const TOKENS = [
  String.raw`eyJ[\w-]{10,}(?:\.[\w-]+)?(?:\.[\w-]*)?`,
  String.raw`(?<=Bearer )[\w.~+/=-]+`,
  String.raw`(?<=[?&]sig=)[\w%.~+/=-]+`,
  String.raw`(?<=(?:AccountKey|SharedAccessKey|password|pwd) ?= ?)[^;&\s"'\\]+`,
  String.raw`(?<=://[^\s/:@"]{0,99}:)[^\s/@"]+(?=@)`,
];

/**
 * JSON lines on standard error. Messages are static, facts are fields; ids are logged, secrets and bodies never: where
 * somebody else's answer repeats one of `secrets`, it is taken out of the line. A line of a turn or of a delivery holds
 * the id of its trace.
 */
export function createLog(level: string, secrets: readonly string[] = []): Log {
  const hooks = { streamWrite: createLineWriter(secrets) };
  return pino({ level, hooks, mixin: traceFields }, destination({ dest: 2, sync: true }));
}

/** The fields of each line that name its trace; none outside a trace. */
export function traceFields(): object {
  const traceId = currentTraceId();
  return traceId === undefined ? {} : { traceId };
}

/** What is written of a line of JSON: without secrets, texts of a bounded length, all that is unseen escaped. */
export function createLineWriter(secrets: readonly string[]): (line: string) => string {
  const scrub = createScrubber(secrets);
  return (line) => scrub(line).replace(LONG_TEXT, '$1…"').replace(UNSEEN, escaped);
}

function escaped(unseen: string): string {
  return Array.from({ length: unseen.length }, (_, at) => {
    return `\\u${unseen.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}

/** Takes tokens and `secrets` out of a text, also as they stand in JSON, in JSON within JSON, in URLs and in forms. */
export function createScrubber(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.filter((secret) => secret.length >= SECRET_CHARACTERS_MIN).flatMap(formsOf);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length).map(literally);
  const pattern = new RegExp([...longestFirst, ...TOKENS].join('|'), 'gi');
  return (text) => text.replace(pattern, SCRUBBED);
}

function formsOf(secret: string): string[] {
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  const inUrl = encodeURIComponent(secret);
  const inForm = new URLSearchParams({ secret }).toString().slice('secret='.length);
  return [secret, inJson(secret), inJson(inJson(secret)), inUrl, inForm];
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Takes tokens, signatures and keys out of what a person typed, before it is kept. */
export const withoutTokens = createScrubber([]);
