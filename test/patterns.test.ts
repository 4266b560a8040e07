import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import ts from 'typescript';

import { repeated, stopped, superlinear } from './support/growth';

/**
 * Each pattern of the product meets what somebody else wrote: text, Azure's words, a header. So none may take more than
 * time in proportion to the text, on texts made of its own parts.
 */

const ROOT = resolve(__dirname, '..');
const ROOMS = ['bots', 'cards', 'commands', 'dialogs', 'services', 'views', 'protocol'];
const LENGTH = 2_000;
const COMMON = ['a', '0', ' ', '-', '.', '/', 'あ', '\n'];
const PARTS_MAX = 14;
/** Ends every text: what a pattern wants there is not there. */
const UNWANTED = '\u0001';

interface Literal {
  readonly where: string;
  readonly pattern: RegExp;
}

function literalsIn(file: string): readonly Literal[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext);
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, body = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
      found.push({ where: relative(ROOT, file), pattern: new RegExp(body, flags) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const LITERALS = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => literalsIn(join(ROOT, room, name))),
);

/** The words that stand in a pattern, and letters of its classes. */
function partsOf({ source }: RegExp): readonly string[] {
  const plain = source.replace(/\\[bBdDsSwWpP](?:\{[^}]*\})?|\(\?(?:[:=!]|<[=!]|<\w+>)/g, '|');
  const words = plain.replace(/\[[^\]]*\]/g, '|').split(/[|()?*+^$]|\{\d+,?\d*\}/);
  const letters = [...plain.matchAll(/\[\^?([^\]]+)\]/g)].flatMap(([, inside = '']) => Array.from(inside).slice(0, 4));
  const own = [...words, ...letters].map((part) => part.replace(/\\(.)/g, '$1'));
  return [...new Set(own)].filter((part) => part !== '' && part.length < 40);
}

/** Everywhere in the text, as it is used: a sticky one where the text begins. */
function use(pattern: RegExp): (text: string) => void {
  return (text) => {
    pattern.lastIndex = 0;
    if (pattern.global) text.replace(pattern, '');
    else pattern.exec(text);
  };
}

it('all patterns are looked at', () => {
  expect(LITERALS.length).toBeGreaterThan(300);
});

it.each(ROOMS)('the patterns of %s take time in proportion to the text', (room) => {
  const slow = LITERALS.filter(({ where }) => where.startsWith(`${room}/`)).flatMap(({ where, pattern }) => {
    const own = partsOf(pattern);
    const few = own.slice(0, PARTS_MAX);
    const texts = [...own, ...COMMON].flatMap((part) =>
      ['', ...few].flatMap((other) => ['', ...few.slice(0, 3)].map((begin) => ({ part, other, begin }))),
    );
    const isBad = ({ part, other, begin }: (typeof texts)[number]): boolean => {
      const textOf = (length: number): string => begin + repeated([part, other], length) + UNWANTED;
      return quicklySlow(use(pattern), textOf) && superlinear(use(pattern), textOf, LENGTH) !== null;
    };
    const bad = stopped(() => texts.find(isBad), { part: 'some text, for ever', other: '', begin: '' });
    return bad === undefined ? [] : [{ where, pattern: String(pattern), ...bad }];
  });
  expect(slow).toEqual([]);
});

/** Whether a quarter of the text takes a millisecond: only then is it worth to look how it grows. */
function quicklySlow(work: (text: string) => void, textOf: (length: number) => string): boolean {
  for (let length = 32; length <= LENGTH / 4; length *= 2) {
    const began = performance.now();
    work(textOf(length));
    if (performance.now() - began > 0.5) return true;
  }
  return false;
}
