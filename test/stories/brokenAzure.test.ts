import { itemRow, jobRow, list } from '../support/armBodies';
import { type ArmStub, startArmStub, type StubAnswer, type StubRequest } from '../support/armStub';
import { textOf } from '../support/cardParts';
import { type Product, type Said, startProduct } from '../support/product';
import { anItem, VAULT } from '../support/samples';
import { shownCard, wordsOf } from '../support/shownCard';

const JOB = '00000000-0000-4000-8000-0000000000f1';
const LONG = 's'.repeat(3_000);

let arm: ArmStub;
let bot: Product;
/** The bot's clock is the real one at `CLOCK_SPEED` 1. */
let began: Date;
beforeEach(async () => {
  began = new Date();
  arm = await startArmStub();
  arm.answer(well);
  bot = await startProduct({
    AZURE_RESOURCE_MANAGER_URL: arm.url,
    BACKUP_VAULTS: `${VAULT.subscription}/${VAULT.resourceGroup}/${VAULT.name}`,
    CLOCK_SPEED: '1',
  });
});
afterEach(async () => {
  arm.answer(well);
  const { summary } = await bot.say('vms');
  await bot.stop();
  await arm.close();
  expect(summary).toBe('1 protected VM.');
});

const KINDS = {
  items: /\/backupProtectedItems$/,
  jobs: /\/backupJobs$/,
  job: /\/backupJobs\/[^/]+$/,
  points: /\/recoveryPoints$/,
  trigger: /\/backup$/,
  operation: /\/(backupOperations|operationsStatus)\//,
} as const;
type Kind = keyof typeof KINDS;

/** Azure as it answers on a good day: one VM, one job that runs. */
function well({ path }: StubRequest): StubAnswer {
  if (path.endsWith('/backupProtectedItems')) return list(itemRow());
  if (path.endsWith('/backupJobs')) return list(jobRow(JOB, began, { minutesAgo: 1 }));
  if (KINDS.job.test(path)) return { body: jobWith({}) };
  if (path.endsWith('/recoveryPoints')) return list();
  if (path.includes('/backupPolicies')) return list();
  return { status: 404, body: { error: { code: 'ResourceNotFound', message: 'no' } } };
}

function jobWith(
  change: object,
  tasks: readonly object[] = [{ taskId: 'Take Snapshot', status: 'InProgress' }],
): object {
  const { properties, ...row } = jobRow(JOB, began, { minutesAgo: 1 }) as { properties: object };
  return { ...row, properties: { ...properties, extendedInfo: { tasksList: tasks }, ...change } };
}

/** As on a good day, but for requests of one kind. */
function but(kind: Kind, answer: (request: StubRequest) => StubAnswer): void {
  arm.answer((request) => (KINDS[kind].test(request.path) ? answer(request) : well(request)));
}

const isTruthful = ({ summary, card }: Said): void => {
  expect(summary).not.toMatch(/could not carry that out|undefined|null|NaN|\[object/);
  expect(textOf(card)).not.toMatch(/<html|undefined|NaN|\[object|⟦/);
  expect(shownCard(card).html.length).toBeGreaterThan(0);
};

const BROKEN: readonly (readonly [what: string, answer: StubAnswer])[] = [
  ['HTML', { body: '<html><body>Bad gateway</body></html>', headers: { 'content-type': 'text/html' } }],
  ['HTML that says it is JSON', { body: '<html></html>' }],
  ['an empty body', { body: '' }],
  ['no content', { status: 204 }],
  ['a body that is cut', 'cut'],
  ['a closed connection', 'reset'],
  ['null', { body: 'null' }],
  ['a list', { body: [] }],
  ['a number for a list', { body: { value: 7 } }],
  [
    'rows that are none',
    { body: { value: [null, 7, 'x', [], {}, { properties: null }, { properties: { status: 5 } }] } },
  ],
  ['an error of another kind', { status: 500, body: { Message: 'An error has occurred.' } }],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ['a 429 without a time', { status: 429, body: '' }],
  ['a teapot', { status: 418, body: 'I am a teapot' }],
];

describe.each(BROKEN)('when Azure answers with %s', (_what, answer) => {
  it('to the list of jobs, then safe and status tell that they cannot tell', async () => {
    but('jobs', () => answer);

    const safe = await bot.say('safe vm-01');
    const status = await bot.say('status vm-01');

    for (const said of [safe, status]) {
      isTruthful(said);
      expect(textOf(said.card)).not.toContain('CLEAR –');
    }
    isTruthful(await bot.say('jobs'));
  });

  it('to the read of a job, then its card, safe and status say no more than is known', async () => {
    but('job', () => answer);

    for (const text of [`job ${JOB}`, 'safe vm-01', 'status vm-01']) {
      const said = await bot.say(text);
      isTruthful(said);
      expect(textOf(said.card)).not.toMatch(/CLEAR –|SNAPSHOT DONE|Completed/);
    }
  });

  it('to the recovery points, then status and points say so, or that there is none', async () => {
    but('points', () => answer);

    isTruthful(await bot.say('status vm-01'));
    isTruthful(await bot.say('points vm-01'));
  });
});

it('when a job has a status and tasks of which nobody knew, then they are shown as Azure writes them', async () => {
  but('job', () => ({
    body: jobWith({ status: 'Hibernating' }, [
      { taskId: 'Take Snapshot', status: 'Pondering' },
      { taskId: 'Polish Backup', status: 'InProgress' },
    ]),
  }));

  const { card, summary } = await bot.say(`job ${JOB}`);
  const safe = await bot.say('safe vm-01');

  expect(summary).toBe('vm-01: cannot tell how far the backup is. Treat as wait.');
  for (const words of ['Hibernating', 'Pondering', 'Polish Backup']) expect(textOf(card)).toContain(words);
  expect(textOf(safe.card)).not.toContain('CLEAR –');
});

it('when a page names itself as the next one, then the reading ends and says so', async () => {
  but('jobs', ({ path }) => ({ body: { value: [], nextLink: `${arm.url}${path}?$skipToken=again` } }));

  const safe = await bot.say('safe vm-01');

  isTruthful(safe);
  expect(textOf(safe.card)).not.toContain('CLEAR –');
  expect(arm.requests.length).toBeLessThan(1_000);
});

it('when a page leads to another host, then nobody follows it', async () => {
  but('jobs', () => ({ body: { value: [], nextLink: 'http://127.0.0.1:1/elsewhere' } }));

  const safe = await bot.say('safe vm-01');

  isTruthful(safe);
  expect(textOf(safe.card)).not.toContain('CLEAR –');
});

it('when the trigger is answered with a header of 3 KB, then its job is found', async () => {
  const operation = `${arm.url}/subscriptions/x/backupOperations/op-1?t=1&c=${LONG}&s=1`;
  arm.answer((request) => {
    if (request.path.endsWith('/backupJobs')) return list();
    if (request.method === 'POST')
      return { status: 202, headers: { 'azure-asyncoperation': operation, location: operation } };
    if (KINDS.operation.test(request.path)) return { body: { status: 'Succeeded', properties: { jobId: JOB } } };
    return well(request);
  });

  const said = await bot.say('backup now vm-01');

  isTruthful(said);
  expect(said.summary).toBe('vm-01: backup started, wait until I report.');
});

it.each<[string, StubAnswer]>([
  ['cut off', 'reset'],
  ['HTML', { status: 200, body: '<html></html>' }],
  ['a 202 without a header', { status: 202 }],
  ['a 500', { status: 500, body: '' }],
])('when the answer to the trigger is %s, then no card says that nothing was started', async (_what, answer) => {
  arm.answer((request) => {
    if (request.path.endsWith('/backupJobs')) return list();
    return request.method === 'POST' ? answer : well(request);
  });

  const said = await bot.say('backup now vm-01');
  const safe = await bot.say('safe vm-01');

  isTruthful(said);
  expect(said.summary).not.toMatch(/no backup was started/i);
  expect(textOf(safe.card)).not.toContain('CLEAR –');
});

it('when an item is named by a hostile hand, then its name is shown as text', async () => {
  const name = '<b>**y**{{DATE(2026-01-01T00:00:00Z)}}';
  but('items', () => list(itemRow(anItem({ name }))));

  const { card } = await bot.say('vms');

  expect(wordsOf(shownCard(card))).toContain(name);
  expect(shownCard(card).html.join('\n')).not.toMatch(/<(?!\/?(p|strong)>)[a-z/!]|<strong>y|Jan 1, 2026/i);
});
