import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Lets plain Node load our sources: tests must not depend on a build that may be old. */
const LOADER = `
const { readFileSync } = require('node:fs');
const { process: withoutTypes } = require('./jest.transform.js');
require.extensions['.ts'] = (module, file) => {
  module._compile(withoutTypes(readFileSync(file, 'utf8'), file).code, file);
};
`;

/** A real process, to be killed: `script` is JavaScript that may require our TypeScript, by paths from the root. */
export function startProcess(script: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, ['-e', LOADER + script], {
    ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } },
  });
}

/** Resolves with what it wrote to its standard output once that contains `word`. Rejects where it ends before. */
export function wrote(child: ChildProcess, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes(word)) resolve(text);
    });
    child.once('exit', (code) => {
      reject(new RangeError(`the process ended (${code}) before it wrote "${word}": ${text}`));
    });
  });
}
