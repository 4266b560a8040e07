import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openAccess } from '../../../services/access/accessFile';
import { OperatorError } from '../../../services/platform/errors';
import type { Log } from '../../../services/platform/log';

const PERSON = { id: '29:1', name: 'Tanaka', aadObjectId: 'oid', tenantId: 'home', guest: false };
const PLACE = { id: 'a:1', kind: 'personal' as const, teamId: null };
const textOf = (role: string, tenants = ['home']): string =>
  JSON.stringify({ tenants, rules: [{ who: 'user:oid', role }] });

let folder: string;
let path: string;
let access: ReturnType<typeof openAccess> | null = null;
beforeEach(() => {
  jest.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'access-'));
  path = join(folder, 'access.json');
});
afterEach(() => {
  access?.close();
  access = null;
  rmSync(folder, { recursive: true });
  jest.useRealTimers();
});

/** What the log was told, by level. */
const said: string[] = [];
const say = (level: string) => () => {
  said.push(level);
};
const log: Log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
/** Lets the bot look at its file; gives what it says about that. */
function looked(): readonly string[] {
  said.splice(0);
  jest.advanceTimersByTime(2_000);
  return [...said];
}

it.each([
  [
    'breaks',
    (): void => {
      writeFileSync(path, '{ "tenants": [');
    },
  ],
  [
    'hands a role to a team',
    (): void => {
      writeFileSync(path, textOf('admin').replace('user:', 'team:'));
    },
  ],
  [
    'grows beyond its limit',
    (): void => {
      truncateSync(path, 1_000_001);
    },
  ],
  [
    'is deleted',
    (): void => {
      rmSync(path);
    },
  ],
  [
    'is deleted and is a folder now',
    (): void => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
])('when the file %s, then the last good rules stay, and a good file takes their place', (_what, harm) => {
  writeFileSync(path, textOf('operator', ['home', 'other']));
  access = openAccess(path, log);
  expect(looked()).toEqual([]);

  harm();
  expect(looked()).toEqual(['error']);
  expect(access.state()).toMatchObject({ ok: false, detail: expect.stringContaining('The last good rules stay') });
  expect(access.grantOf(PERSON, PLACE).role).toBe('operator');
  expect(access.tenants()).toEqual(['home', 'other']);
  expect(looked()).toEqual([]);

  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, textOf('viewer'));
  expect(looked()).toEqual(['info']);
  expect(access.state()).toEqual({ ok: true, detail: '1 rules' });
  expect(access.grantOf(PERSON, PLACE).role).toBe('viewer');
  expect(access.tenants()).toEqual(['home']);
});

it('when the file is read again, then a listener hears of it, with its digest or the reason', () => {
  writeFileSync(path, textOf('operator'));
  access = openAccess(path, log);
  const heard: unknown[] = [];
  access.onReload((reload) => heard.push(reload));
  writeFileSync(path, '{');
  looked();
  writeFileSync(path, textOf('viewer', ['home', 'other']));
  looked();
  const digest = createHash('sha256')
    .update(textOf('viewer', ['home', 'other']))
    .digest('hex');
  expect(heard).toEqual([
    { result: 'rulesBroken', reason: 'access file: not valid JSON.' },
    { result: 'rulesRead', digest },
  ]);
});

it('when it is closed, then the file is looked at no more', () => {
  writeFileSync(path, textOf('operator'));
  access = openAccess(path, log);
  access.close();
  writeFileSync(path, '{');
  expect(looked()).toEqual([]);
});

it.each([
  ['is not there', (): void => undefined],
  [
    'is broken',
    (): void => {
      writeFileSync(path, '{');
    },
  ],
  [
    'is larger than its limit',
    (): void => {
      writeFileSync(path, `${textOf('admin')}${' '.repeat(1_000_000)}`);
    },
  ],
])('when the file %s at the start, then that is the operator’s to put right', (_what, make) => {
  make();
  expect(() => openAccess(path, log)).toThrow(OperatorError);
});

it('when rules ask for more than the ceiling allows, then log and state name them, at the start and later', () => {
  const fileOf = (ceiling: object): string => {
    const one = { who: 'user:oid', role: 'operator' };
    return JSON.stringify({
      tenants: ['home'],
      ceiling,
      rules: [one, { ...one, role: 'admin' }, { ...one, maxKeepDays: 31 }],
    });
  };
  said.splice(0);
  writeFileSync(path, fileOf({ role: 'operator', maxKeepDays: 30 }));
  access = openAccess(path, log);
  expect(said).toEqual(['warn']);
  const above = '3 rules; above the ceiling, which holds instead: rules.1, rules.2';
  expect(access.state()).toEqual({ ok: true, detail: above });
  expect(access.grantOf(PERSON, PLACE)).toMatchObject({ role: 'operator', ceiling: { maxKeepDays: 30 } });
  writeFileSync(path, fileOf({ role: 'admin', maxKeepDays: 365 }));
  expect(looked()).toEqual(['info']);
  expect(access.state()).toEqual({ ok: true, detail: '3 rules' });
});

it('without a file, everyone may do everything', () => {
  const open = openAccess(null, log);
  expect(open.grantOf(PERSON, PLACE).role).toBe('admin');
  expect(open.tenants()).toEqual([]);
});
