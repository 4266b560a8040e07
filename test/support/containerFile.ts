import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

interface Instruction {
  readonly name: string;
  readonly text: string;
}

interface Stage {
  /** Of `AS`; '' where it has none. */
  readonly name: string;
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of the container file, each with its instructions: one of several lines as one. */
export function readContainerFile(): readonly Stage[] {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.reduce<Stage[]>((stages, line) => {
    const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === '') throw new RangeError(`no instruction: ${line}`);
    if (name === 'FROM') {
      const [base = '', , as = ''] = rest.split(/\s+/);
      return [...stages, { base, name: as, instructions: [] }];
    }
    const last = stages.at(-1);
    if (last === undefined) throw new RangeError('the container file begins without FROM');
    return [...stages.slice(0, -1), { ...last, instructions: [...last.instructions, { name, text: rest }] }];
  }, []);
}

/** What each instruction of that name says. */
export function said({ instructions }: Stage, name: string): readonly string[] {
  return instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);
}

/** The words of a command in its JSON form, which no shell splits again. */
export function wordsOf(text: string): readonly string[] {
  return JSON.parse(text.slice(text.indexOf('['))) as readonly string[];
}

/** The variables that `ENV` sets. */
export function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  const pairs = said(stage, 'ENV').flatMap((text) => [...text.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g)]);
  return Object.fromEntries(pairs.map(([, name = '', quoted, plain = '']) => [name, quoted ?? plain]));
}
