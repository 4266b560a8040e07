import * as fc from 'fast-check';
import { pino } from 'pino';

import { createLineWriter, createScrubber } from '../../../services/platform/log';
import { repeated, superlinear } from '../../support/growth';
import { NAUGHTY } from '../../support/naughty';

const SECRET = 'q8~"X\\y z+/&é=.$(';
const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwcyJ9.c2lnbmF0dXJl';

/** One line of the log, as pino writes it with the product's hook. */
function lineOf(facts: object, secrets: readonly string[] = [SECRET]): string {
  const lines: string[] = [];
  const log = pino(
    { level: 'debug', hooks: { streamWrite: createLineWriter(secrets) } },
    { write: (line: string) => lines.push(line) },
  );
  log.error(facts, 'something failed');
  return lines.join('');
}

const failure = (message: string, cause?: unknown): Error => new Error(message, { cause });

it.each<[string, object]>([
  ['a field', { answer: SECRET }],
  ['a field deep inside', { a: { b: [{ c: { d: { e: { f: `AADSTS7000215: '${SECRET}'` } } } }] } }],
  ["a field's name", { [SECRET]: 1 }],
  ["an error's message", { err: failure(`refused: ${SECRET}`) }],
  ["an error's cause", { err: failure('refused', failure(SECRET)) }],
  ["an error's own field", { err: Object.assign(failure('refused'), { response: { config: { data: SECRET } } }) }],
  ['JSON within a field', { body: JSON.stringify({ client_secret: SECRET }) }],
  ['an address', { url: `https://example.com/?secret=${encodeURIComponent(SECRET)}` }],
  ['an address in small letters', { url: encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase()) }],
  ['a form', { body: new URLSearchParams({ client_id: 'me', client_secret: SECRET }).toString() }],
])('when a secret stands in %s, then the line is JSON without it', (_where, facts) => {
  const line = lineOf(facts);

  expect(JSON.parse(line)).toMatchObject({ level: 50, msg: 'something failed' });
  expect(line).toContain('[secret]');
  for (const part of ['q8~', 'q8%7E', 'y z+', '%26%C3', '%26%c3']) expect(line).not.toContain(part);
});

it.each<[string, object]>([
  ['a header', { request: { headers: { authorization: `Bearer ${TOKEN}` } } }],
  ['a text', { err: failure(`cannot use ${TOKEN}.`) }],
  ['a token without a signature', { token: TOKEN.slice(0, TOKEN.lastIndexOf('.')) }],
  ['a token that is cut in its first part', { token: Buffer.from('{"iss":"https","x').toString('base64url') }],
])('when a token stands in %s, then it is taken out, whoever issued it', (_where, facts) => {
  expect(lineOf(facts)).not.toContain('eyJpc3Mi');
});

it.each(['eyJ', 'Bearer ', 'Bearer', 'sig=', '?sig=', 'AccountKey=', 'password=', 'eyJaaaaaaaaaa.', '.', 'é'])(
  'when a line is full of "%s", then it takes time in proportion to its length',
  (part) => {
    const scrub = createScrubber([SECRET]);
    expect(superlinear(scrub, (length) => repeated([part], length) + ' ', 40_000)).toBeNull();
  },
);

it('when a bearer is no JSON Web Token, then it is taken out all the same', () => {
  expect(lineOf({ header: 'Bearer abc.DEF~1/2+3==' })).toContain('"header":"Bearer [secret]"');
});

it('when an address has a port and no password, then it stays as it is', () => {
  const url = 'http://db.example:5432/a@b and 19:abc@thread.tacv2';
  expect(lineOf({ url })).toContain(url);
});

it('when a password is very short, then words that contain it stay readable', () => {
  expect(lineOf({ word: 'contest' }, ['tes', ''])).toContain('"word":"contest"');
});

describe('whatever is logged', () => {
  it('is one line of JSON that holds it, and nothing that a terminal obeys or hides', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(...NAUGHTY));
    const facts = fc.dictionary(fc.constantFrom('vm', 'code', 'typed'), fc.oneof(anything, fc.array(anything)));
    fc.assert(
      fc.property(facts, anything, (given, message) => {
        const line = lineOf({ ...given, err: failure(message, failure(message)) }, []);

        expect(line).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+\n$/u);
        const read = JSON.parse(line) as Record<string, unknown>;
        expect(read).toMatchObject({ level: 50, msg: 'something failed' });
        for (const [name, value] of Object.entries(given)) expect(cut(read[name])).toEqual(cut(value));
      }),
      { seed: 31, numRuns: 1_000 },
    );
  });

  it('is cut where a text is very long, also between escapes', () => {
    for (const [text, kept] of [
      ['x'.repeat(100_000), 'x'.repeat(4_000)],
      ['\u0007"\\'.repeat(50_000), '\u0007"\\'.repeat(1_333) + '\u0007'],
    ] as const) {
      const read = JSON.parse(lineOf({ a: { text } }, [])) as { a: { text: string } };
      expect(read.a.text).toBe(`${kept}…`);
    }
  });
});

/** Texts as far as a line holds them; half a character has no place in a line. */
function cut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cut);
  return typeof value === 'string' ? value.slice(0, 3_000).replace(/Bearer \S+|eyJ\S+|\p{Cs}/gu, '') : value;
}

it.each([
  ['a SAS URL', 'https://s.blob.core.windows.net/c/b?sv=2024&sig=K3y%2B0%3D&sp=r', 'sp=r'],
  [
    'a key in a connection string',
    'AccountName=store;AccountKey=K3y==;EndpointSuffix=core.windows.net',
    'AccountName=store',
  ],
  ['a password in a connection string', 'Server=db;Password=K3y!;Database=bot', 'Database=bot'],
  ['a password beside blanks, in capitals', 'Server = db; PASSWORD = K3y!; Database = bot', 'Database = bot'],
  ['a password in an address', 'postgres://bot:K3y!@db.example:5432/bot', '@db.example:5432/bot'],
  ['a token in small letters', 'authorization: bearer K3y; host: a', 'host: a'],
])('when %s stands in a text, then the secret of it is taken out, and nothing else', (_what, text, stays) => {
  const line = lineOf({ err: failure(`refused: ${text}`) });
  expect(line).not.toContain('K3y');
  expect(line).toContain(stays);
});
