import { spawnSync } from 'node:child_process';

import { guideCommands } from '../support/infraGuide';
import { isHere, needing } from '../support/needing';
import { tempFolder } from '../support/tempFolder';

/** `az`'s commands with their options, each command once, wherever it stands in a line. */
function callsOfAz(): ReadonlyMap<string, ReadonlySet<string>> {
  const calls = guideCommands().flatMap((command) => command.match(/\baz (?:[^|&)]*)/g) ?? []);
  const all = new Map<string, Set<string>>();
  for (const call of calls) {
    const words = call.trim().split(/\s+/);
    const end = words.findIndex((word) => word.startsWith('-') || /^[.$]/.test(word));
    const name = words.slice(1, end === -1 ? undefined : end).join(' ');
    const options = words.filter((word) => /^--[a-z]/.test(word));
    all.set(name, new Set([...(all.get(name) ?? []), ...options]));
  }
  return all;
}

needing(isHere('az') ? 'az' : null, 'the Azure CLI is not installed')('the guide to Azure', () => {
  const env = { ...process.env, AZURE_CONFIG_DIR: tempFolder(), AZURE_CORE_COLLECT_TELEMETRY: '0' };

  it('finds the commands that it tells', () => {
    expect([...callsOfAz().keys()]).toEqual(
      expect.arrayContaining(['login', 'deployment group create', 'acr build', 'webapp deploy']),
    );
  });

  it.each([...callsOfAz()])('az %s has the options that it names', (name, options) => {
    const { stdout, status } = spawnSync('az', [...name.split(' '), '--help'], { env, encoding: 'utf8' });
    expect(status).toBe(0);
    const known = new Set(stdout.match(/(?<=\s)--?[a-z][\w-]*/g));
    expect([...options].filter((option) => !known.has(option))).toEqual([]);
  });
});
