import { createHints } from '../../../services/azure/hints';
import { ArmHarness, failed } from '../../support/armHarness';

const SINCE = new Date('2026-01-05T09:00:00Z');
const VAULT = '/subscriptions/Sub-1/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/vault-01';

let harness: ArmHarness;
beforeEach(async () => {
  harness = await ArmHarness.start();
});
afterEach(() => harness.close());

function row(id: string, properties: object = {}): object {
  return {
    id: `${VAULT}/backupJobs/${id}`,
    name: id,
    properties: {
      entityFriendlyName: 'vm-01',
      backupManagementType: 'AzureIaasVM',
      operation: 'Backup',
      status: 'InProgress',
      startTime: '2026-01-05T09:10:00.1234567Z',
      ...properties,
    },
  };
}

function ask(subscriptions: readonly string[] = ['sub-1']): ReturnType<ReturnType<typeof createHints>['jobs']> {
  return createHints({ arm: harness.exchange, clock: harness.clock }).jobs(subscriptions, SINCE);
}

it('asks once over all subscriptions, for jobs that run or ended since then', async () => {
  harness.stub.answer(() => ({
    body: { data: [row('a'), row('b', { status: 'Failed', endTime: '2026-01-05T09:20:00Z' })] },
  }));
  const { value, at } = await ask(['sub-1', 'sub-2']);
  expect(at).toEqual(harness.clock.now());
  expect(value).toMatchObject({
    isWhole: true,
    jobs: [
      {
        id: 'a',
        vault: { subscription: 'Sub-1', resourceGroup: 'rg', name: 'vault-01' },
        vmName: 'vm-01',
        state: 'inProgress',
        startedAt: new Date('2026-01-05T09:10:00.123Z'),
        endedAt: null,
      },
      { id: 'b', state: 'failed', endedAt: new Date('2026-01-05T09:20:00Z') },
    ],
  });
  const [{ body, query }] = harness.stub.requests as [(typeof harness.stub.requests)[0]];
  expect(body).toMatchObject({
    subscriptions: ['sub-1', 'sub-2'],
    query: expect.stringContaining('datetime(2026-01-05T09:00:00.000Z)') as string,
  });
  expect(query.get('api-version')).toBe('2021-03-01');
  expect(harness.seen).toEqual([{ action: 'Microsoft.ResourceGraph/resources/read', method: 'POST', status: 200 }]);
});

it('reads page after page', async () => {
  harness.stub.answer(({ body }) => {
    const { $skipToken } = (body as { options: { $skipToken?: string } }).options;
    return { body: $skipToken === undefined ? { data: [row('a')], $skipToken: 'more' } : { data: [row($skipToken)] } };
  });
  const { value } = await ask();
  expect(value.jobs.map(({ id }) => id)).toEqual(['a', 'more']);
  expect(value.isWhole).toBe(true);
});

it.each([
  ['pages have no end', () => ({ body: { data: [row('a')], $skipToken: 'more' } }), 10],
  [
    'the quota is used up',
    () => ({
      body: { data: [row('a')], $skipToken: 'more' },
      headers: { 'x-ms-user-quota-remaining': '0' },
    }),
    1,
  ],
  ['a row names no vault', () => ({ body: { data: [{ id: '/somewhere', name: 'a' }] } }), 1],
  ['Azure cut the answer', () => ({ body: { data: [row('a')], resultTruncated: 'true' } }), 1],
])(
  'when %s, then the rows that came are taken and nothing is concluded from what is missing',
  async (_case, answer, asked) => {
    harness.stub.answer(answer);
    expect((await ask()).value.isWhole).toBe(false);
    expect(harness.stub.requests).toHaveLength(asked);
  },
);

it.each([
  [403, { error: { code: 'AuthorizationFailed', message: '' } }, { kind: 'notAllowed', by: 'role', role: 'reader' }],
  [429, '', { kind: 'throttled', own: false }],
  [500, '', { kind: 'unavailable', status: 500 }],
  [200, { rows: [] }, { kind: 'unavailable', status: 200 }],
])('when Azure answers %i, then it is asked once and the reason is told', async (status, body, problem) => {
  harness.stub.answer(() => ({ status, body }));
  expect((await failed(ask())).problem).toMatchObject(problem);
  expect(harness.stub.requests).toHaveLength(1);
});

it('after a 429 Azure is not asked before its Retry-After', async () => {
  harness.stub.answer(() => ({ status: 429, headers: { 'retry-after': '30' } }));
  await failed(ask());
  await failed(ask());
  expect(harness.stub.requests).toHaveLength(1);
});

it('failures leave the bot ready, since it works without hints', async () => {
  harness.stub.answer(() => ({ status: 500 }));
  for (let times = 0; times < 5; times++) await failed(ask());
  expect(harness.exchange.lately()).toMatchObject({ failing: false, at: null });
});
