import fc from 'fast-check';

import { leastSkewMs } from '../../tools/doctor/clock';
import { OUTCOMES } from '../../tools/doctor/finding';
import { grants, matchesAction, permissionsOf } from '../../tools/doctor/permissions';
import { ENGLISH } from '../../tools/doctor/texts.en';
import { JAPANESE } from '../../tools/doctor/texts.ja';
import { judgeToken } from '../../tools/doctor/tokens';
import { aJwt, APP, HOME } from '../support/doctorHarness';

const NAME = fc.stringMatching(/^[A-Za-z]{1,6}(?:\/[A-Za-z.]{1,5}){0,4}$/);
const PIECES = fc.array(fc.constantFrom('a', 'B', 'ab', '/', '.', 'aab', 'x'), { maxLength: 8 });
const PATTERN = fc.array(fc.constantFrom('a', 'B', 'ab', '/', '.', '*', 'aab'), { maxLength: 6 });

it('an action matches a pattern as a regular expression has it, whatever its case', () => {
  const property = fc.property(PATTERN, PIECES, (pattern, pieces) => {
    const source = pattern.map((part) => (part === '*' ? '.*' : part.replace('.', '\\.'))).join('');
    const action = pieces.join('');
    expect(matchesAction(pattern.join(''), action)).toBe(new RegExp(`^${source}$`, 'i').test(action));
  });
  fc.assert(property, { seed: 71, numRuns: 3_000 });
});

it('a pattern of an action with any part of it as * matches that action', () => {
  const property = fc.property(NAME, fc.nat(40), fc.nat(40), (action, from, length) => {
    const pattern = `${action.slice(0, from)}*${action.slice(from + length)}`;
    expect(matchesAction(pattern.toUpperCase(), action)).toBe(true);
    expect(matchesAction(`${action}/more`, action)).toBe(false);
  });
  fc.assert(property, { seed: 72, numRuns: 500 });
});

it('what one role leaves out another may grant, and no role takes from another', () => {
  const entry = fc.record({ actions: fc.array(PATTERN.map(join)), notActions: fc.array(PATTERN.map(join)) });
  const property = fc.property(fc.array(entry), fc.array(entry), PIECES.map(join), (some, more, action) => {
    const alone = grants(some, action);
    expect(grants([...some, ...more], action)).toBe(alone || grants(more, action));
    expect(grants([...some, { actions: ['*'], notActions: [] }], action)).toBe(true);
    expect(grants([{ actions: ['*'], notActions: [action] }], action)).toBe(false);
  });
  fc.assert(property, { seed: 73, numRuns: 500 });
});

it('a list of permissions that is none grants nothing', () => {
  for (const body of [null, undefined, 'x', {}, { value: 7 }, { value: [null, 7, { actions: 'x' }, { actions: [7] }] }])
    expect(grants(permissionsOf(body), 'Microsoft.Compute/virtualMachines/read')).toBe(false);
});

it('a contributor may start backups, a reader may not', () => {
  const start = 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/backup/action';
  const contributor = { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] };
  const operator = { actions: ['Microsoft.RecoveryServices/Vaults/backupFabrics/*/protectedItems/backup/action'] };
  expect(grants(permissionsOf({ value: [contributor] }), start)).toBe(true);
  expect(grants(permissionsOf({ value: [operator] }), start)).toBe(true);
  expect(grants(permissionsOf({ value: [{ actions: ['*/read'] }] }), start)).toBe(false);
  expect(grants(permissionsOf({ value: [{ ...contributor, notActions: ['*/backup/action'] }] }), start)).toBe(false);
});

it('the skew that is told is never more than the true one, and never less by more than the trip and a second', () => {
  const epoch = Date.UTC(2026, 0, 1);
  const property = fc.property(
    fc.integer({ min: -86_400_000, max: 86_400_000 }),
    fc.nat(4_000),
    fc.nat(4_000),
    (skewMs, thereMs, backMs) => {
      const sentMs = epoch + skewMs;
      const date = new Date(epoch + thereMs).toUTCString();
      const told = leastSkewMs({ host: 'h', date, sentMs, receivedMs: sentMs + thereMs + backMs });
      expect(Math.abs(told ?? NaN)).toBeLessThanOrEqual(Math.abs(skewMs));
      expect(Math.abs((told ?? NaN) - skewMs)).toBeLessThanOrEqual(thereMs + backMs + 1_000);
      if (Math.abs(skewMs) > thereMs + backMs + 1_000) expect(Math.sign(told ?? 0)).toBe(Math.sign(skewMs));
    },
  );
  fc.assert(property, { seed: 74, numRuns: 2_000 });
  expect(leastSkewMs({ host: 'h', date: '', sentMs: 0, receivedMs: 1 })).toBeNull();
});

const ARM = { id: 'token.azure', clientId: APP, scope: 'https://management.azure.com/.default' };
it.each([
  ['https://management.azure.com', HOME, 'tokenGiven'],
  ['https://management.azure.com/', HOME.toUpperCase(), 'tokenGiven'],
  ['https://management.core.windows.net/', HOME, 'tokenGiven'],
  ['https://api.botframework.com', HOME, 'tokenOtherAudience'],
  ['https://management.azure.com', APP, 'tokenOtherTenant'],
])('a token for %s of tenant %s is %s for Azure Resource Manager', (aud, tid, outcome) => {
  expect(judgeToken(aJwt({ aud, tid }), ARM, { tenantId: HOME }).outcome).toBe(outcome);
});

it('a token that cannot be read is no fault, and is not shown', () => {
  for (const token of ['', 'opaque', 'a.b.c', 'a.bnVsbA.c']) {
    const found = judgeToken(token, ARM, { tenantId: HOME });
    expect(found.outcome).toBe('tokenOpaque');
    if (token !== '') expect(Object.values(found.facts)).not.toContain(token);
  }
});

const placeholders = (text = ''): readonly string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort();

it.each(Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[])('%s says the same facts in both languages', (outcome) => {
  const [english, japanese] = [ENGLISH[outcome], JAPANESE[outcome]];
  expect(placeholders(japanese.says)).toEqual(placeholders(english.says));
  expect(placeholders(japanese.fix)).toEqual(placeholders(english.fix));
  const isFault = ['fail', 'warn'].includes(OUTCOMES[outcome]);
  if (isFault && outcome !== 'broken') expect(english.fix).toMatch(/\S/);
  expect(japanese.says).not.toMatch(/資格情報コンテナ|ボルト/);
});

function join(parts: readonly string[]): string {
  return parts.join('');
}
