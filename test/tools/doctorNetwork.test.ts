import { LIMITS } from '../../tools/doctor/examine';
import { type ArmStub, startArmStub, type StubAnswer } from '../support/armStub';
import { DoctorHarness, HOME, outcomesOf, type Seen } from '../support/doctorHarness';

/** Only where something hangs: on a loaded machine an honest answer may take longer. */
const FAST = { ...LIMITS, azure: 100, web: 100, all: 300 };

let harness: DoctorHarness;
let stub: ArmStub;
beforeAll(async () => {
  [harness, stub] = await Promise.all([DoctorHarness.start(), startArmStub()]);
});
afterAll(() => Promise.all([harness.stop(), stub.close()]));
afterEach(() => {
  harness.keys.weather = 'fine';
});

function outcome(seen: Seen, id: string): string | undefined {
  return seen.checks.find((check) => check.id === id)?.outcome;
}

const refused = (status: number, code: string): StubAnswer => ({
  status,
  body: { error: { code, message: `${code}.` } },
});

it.each([
  ['does not take the token', refused(401, 'InvalidAuthenticationToken'), 'azureTokenRefused'],
  ['fails', refused(503, 'ServerBusy'), 'azureFails'],
  ['hangs', 'hang', 'azureUnreachable'],
  ['answers with a page', { status: 200, body: '<html>' }, 'azureAnswers'],
  ['may not be asked for subscriptions', refused(403, 'AuthorizationFailed'), 'azureAnswers'],
] as const)('when Azure %s, then it says so', async (_what, answer, expected) => {
  stub.answer(() => answer);
  const limits = answer === 'hang' ? { ...LIMITS, azure: 100 } : LIMITS;
  const seen = await harness.run({ env: { AZURE_RESOURCE_MANAGER_URL: stub.url }, surroundings: { limits } });
  expect(outcome(seen, 'azure')).toBe(expected);
  if (expected !== 'azureAnswers') expect(outcome(seen, 'permissions')).toBe('skippedAzure');
  expect(seen.status).toBe(1);
});

it('it asks and changes nothing: its one POST is a query', async () => {
  stub.answer(() => ({ body: { value: [] } }));
  const before = stub.requests.length;
  await harness.run({ env: { AZURE_RESOURCE_MANAGER_URL: stub.url } });
  const asked = stub.requests.slice(before);
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
    '/providers/Microsoft.ResourceGraph/resources',
  ]);
});

it('when nothing listens at that address, then it names the error, and the clock is told by another', async () => {
  const env = { AZURE_RESOURCE_MANAGER_URL: `http://127.0.0.1:${harness.freePort}` };
  const seen = await harness.run({ env });
  expect(seen.checks.find(({ id }) => id === 'azure')?.detail).toMatch('ECONNREFUSED');
  expect(seen.checks.filter(({ id }) => id === 'clock').map(({ outcome: found }) => found)).toEqual(['clockRight']);
});

it('when a subscription shows no vault, then it asks for the role', async () => {
  stub.answer(() => ({ body: { value: [] } }));
  const env = { AZURE_RESOURCE_MANAGER_URL: stub.url, BACKUP_VAULTS: '', AZURE_SUBSCRIPTION_IDS: HOME };
  const seen = await harness.run({ env });
  expect(outcome(seen, 'vaults')).toBe('vaultsNone');
  expect(outcome(seen, 'graph')).toBe('graphFails');
});

it.each([
  ['RequestDisallowedByPolicy', 'az policy assignment list'],
  ['ScopeLocked', 'az lock list'],
  ['MissingSubscriptionRegistration', 'az provider register'],
])('when a vault refuses for another reason than a role (%s), then it names the barrier', async (code, command) => {
  stub.answer(({ path }) => (path.includes('backup') ? refused(403, code) : { body: { value: [] } }));
  const env = { AZURE_RESOURCE_MANAGER_URL: stub.url, BACKUP_VAULTS: `${HOME}/rg/v` };
  const jobs = (await harness.run({ env })).checks.find(({ id }) => id === 'permissions.jobs');
  expect(jobs).toMatchObject({ outcome: 'rightBlocked', fix: expect.stringMatching(command) as string });
});

it('when there are more vaults than it tries, then it says how many it left', async () => {
  stub.answer(() => ({ body: { value: [] } }));
  const many = Array.from({ length: 23 }, (_, at) => `${HOME}/rg/v${at}`).join();
  const seen = await harness.run({ env: { AZURE_RESOURCE_MANAGER_URL: stub.url, BACKUP_VAULTS: many } });
  const left = seen.checks.find(({ outcome: found }) => found === 'vaultsBeyond');
  expect(left?.detail).toMatch(/^3 more vaults/);
  expect(seen.checks.filter(({ id }) => id === 'permissions.jobs')).toHaveLength(20);
});

it.each([
  ['ahead', 60_000, 'clockAhead'],
  ['behind', -60_000, 'clockBehind'],
])('when the clock is %s, then both witnesses say so, with the command', async (_what, aheadMs, expected) => {
  const seen = await harness.run({ surroundings: { now: () => Date.now() + aheadMs } });
  const clocks = seen.checks.filter(({ id }) => id === 'clock');
  expect(clocks.map(({ outcome: found }) => found)).toEqual([expected, expected]);
  expect(clocks[0]).toMatchObject({
    detail: expect.stringMatching(/\b(?:59|60) s\b/) as string,
    fix: 'sudo timedatectl set-ntp true',
  });
  expect(seen.status).toBe(1);
});

it.each(['fail', 'garbage', 'empty', 'hang'] as const)(
  'when the keys of the Bot Framework cannot be read (%s), then nobody could be let in',
  async (weather) => {
    harness.keys.weather = weather;
    const seen = await harness.run({ surroundings: { limits: weather === 'hang' ? { ...LIMITS, web: 100 } : LIMITS } });
    expect(outcome(seen, 'channel.keys')).toBe('keysUnread');
    expect(seen.checks.filter(({ status }) => status === 'fail')).toHaveLength(1);
    expect(seen.status).toBe(1);
  },
);

it('when no bot runs, then that is no failure', async () => {
  const seen = await harness.run({ env: { PORT: String(harness.freePort) } });
  expect(seen.checks.filter(({ id }) => id === 'endpoint').map(({ outcome: found }) => found)).toEqual([
    'botSilent',
    'endpointUnproven',
  ]);
  expect(seen.status).toBe(0);
});

it('when a check hangs, then it is given up, and the others are told', async () => {
  stub.answer(() => 'hang');
  const env = { AZURE_RESOURCE_MANAGER_URL: stub.url, BACKUP_VAULTS: `${HOME}/rg/v` };
  const limits = { ...FAST, azure: 60_000 };
  const seen = await harness.run({ env, surroundings: { limits } });
  expect(['late', 'azureUnreachable']).toContain(outcome(seen, 'azure'));
  expect(outcome(seen, 'database')).toBe('databaseOpens');
});

it('speaks the language of the setting or of the argument, one line for each finding', async () => {
  const english = await harness.lines({});
  const japanese = await harness.lines({}, '--lang', 'ja');
  const byDefault = await harness.lines({ env: { DEFAULT_LANGUAGE: 'ja' } });
  expect(english.lines[0]).toBe('ok    settings                all are valid; teams mode');
  expect(japanese.lines[0]).toBe('ok    settings                すべて有効です (teams モード)');
  expect(byDefault.lines[0]).toBe(japanese.lines[0]);
  expect(english.lines.at(-1)).toMatch(/^0 wrong, 0 to look at, \d+ ok, 1 not checked$/);
  expect(japanese.lines).toHaveLength(english.lines.length);
  const seen = await harness.run();
  expect(english.lines).toHaveLength(seen.checks.length + 1);
  expect(outcomesOf(seen).size).toBeLessThanOrEqual(seen.checks.length);
});
