import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  type Checklist,
  CHECKLIST_FORMAT,
  type ChecklistAnswer,
  subscriptionMark,
} from '../../../../services/azure/checklist/answers';
import { openChecklist } from '../../../../services/azure/checklist/checklistFile';
import { reliedOn } from '../../../../services/azure/checklist/reliedOn';
import { OperatorError } from '../../../../services/platform/errors';
import { ManualClock } from '../../../support/manualClock';
import { type LogLine, recording } from '../../../support/startBot';
import { tempFolder } from '../../../support/tempFolder';

const DAY_MS = 86_400_000;
const OWN = '00000000-0000-4000-8000-00000000000A';
const OTHER = '00000000-0000-4000-8000-00000000000b';
const WRITTEN = '2027-01-01T00:00:00.000Z';
const LIMIT: ChecklistAnswer = {
  ...{ id: 'readLimit', question: '?', done: '!', at: WRITTEN, settled: true, evidence: [] },
  value: { header: 'x', limit: 449, countsDown: true },
};
const OPEN: ChecklistAnswer = { ...LIMIT, id: 'endClock', settled: false, value: undefined, why: 'no' };

function aChecklist(change: Partial<Checklist> = {}): Checklist {
  return {
    ...{ format: CHECKLIST_FORMAT, version: 1, writtenAt: WRITTEN, run: 'ended', subscription: subscriptionMark(OWN) },
    ...{ azure: 'live', names: 'replaced', answers: [LIMIT, OPEN] },
    ...change,
  };
}

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Given {
  readonly text?: string;
  readonly days?: number;
  readonly subscriptionIds?: readonly string[];
  readonly url?: string;
}

function open({ text = JSON.stringify(aChecklist()), days = 1, ...given }: Given = {}) {
  const path = join(folder, 'checklist.json');
  writeFileSync(path, text);
  const lines: LogLine[] = [];
  const { subscriptionIds = [OWN.toLowerCase()], url = 'https://management.azure.com' } = given;
  const clock = new ManualClock(new Date(Date.parse(WRITTEN) + days * DAY_MS).toISOString());
  const config = { checklistFile: path, subscriptionIds, vaults: [], resourceManagerUrl: url };
  return { known: openChecklist({ config, clock, log: recording(lines) }), lines, clock };
}

it('when no file is named, then there is no checklist', () => {
  const config = { checklistFile: null, subscriptionIds: [], vaults: [], resourceManagerUrl: null };
  expect(openChecklist({ config, clock: new ManualClock(), log: recording([]) })).toBeNull();
});

it('when the file is about this subscription, then it says what is relied on, since when, and the limit holds', () => {
  const { known, lines } = open({ days: 3.5 });
  expect(known?.state()).toEqual({
    ok: true,
    detail: "1 answers hold (readLimit), the oldest 3 d old; 449 job reads an hour until Azure's header says",
  });
  expect(lines.map(({ message }) => message)).toEqual(['answers of the checklist are relied on']);
  expect([OWN, OWN.toLowerCase(), OTHER].map((id) => known?.jobReadLimitOf(id))).toEqual([449, 449, null]);
});

it('when the answers grow old while the bot runs, then they are no longer relied on', async () => {
  const { known, clock } = open({ days: 89 });
  expect(known?.jobReadLimitOf(OWN)).toBe(449);
  await clock.advance(2 * DAY_MS);
  expect(known?.jobReadLimitOf(OWN)).toBeNull();
  expect(known?.state()).toEqual({
    ok: true,
    detail: expect.stringMatching(/nothing is relied on: .*90 days/) as string,
  });
});

it.each([91, -2])('when the file is %d days old at the start, then the bot starts, and warns', (days) => {
  const { known, lines } = open({ days });
  expect(known?.jobReadLimitOf(OWN)).toBeNull();
  expect(lines.map(({ message }) => message)).toEqual(['the answers of the checklist are not relied on']);
});

it.each([
  ['another subscription', { subscriptionIds: [OTHER] }, /about another subscription/],
  ['a simulated Azure', { text: JSON.stringify(aChecklist({ azure: 'local' })) }, /about a simulated Azure/],
  ['a real Azure, for a simulated one', { url: 'http://127.0.0.1:4010' }, /about a real Azure/],
  ['nothing settled', { text: JSON.stringify(aChecklist({ answers: [OPEN] })) }, /settles nothing/],
  ['no JSON', { text: '{' }, /no JSON/],
  ['another file', { text: '{"format":"x"}' }, /not written by npm run checklist/],
  ['null', { text: 'null' }, /not written by npm run checklist/],
  ['a newer version', { text: JSON.stringify({ ...aChecklist(), version: 2 }) }, /newer version.*update the bot/],
  ['a damaged file', { text: JSON.stringify({ ...aChecklist(), writtenAt: 'x' }) }, /damaged \(writtenAt\)/],
  [
    'a damaged value',
    { text: JSON.stringify(aChecklist({ answers: [{ ...LIMIT, value: { limit: 'many' } }] })) },
    /damaged \(answers, readLimit\)/,
  ],
  ['more than a megabyte', { text: ' '.repeat(1_000_001) }, /longer than 1000000 bytes/],
] as const)('when the file is of %s, then the start stops with what to do', (_case, given, why) => {
  expect(() => open(given)).toThrow(OperatorError);
  expect(() => open(given)).toThrow(/^CHECKLIST_FILE: /);
  expect(() => open(given)).toThrow(why);
});

it('when the file is not there, then the start stops with what to do', () => {
  const config = { checklistFile: join(folder, 'none'), subscriptionIds: [], vaults: [], resourceManagerUrl: null };
  expect(() => openChecklist({ config, clock: new ManualClock(), log: recording([]) })).toThrow(
    /CHECKLIST_FILE: cannot read the file \(ENOENT\)/,
  );
});

it('when the configuration names no subscription, then the mark alone decides', () => {
  const here = { now: new Date(WRITTEN), subscriptions: [], local: false };
  expect(reliedOn(aChecklist(), here)).toMatchObject({ kind: 'some', subscription: subscriptionMark(OWN) });
});
