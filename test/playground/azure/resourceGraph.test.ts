import { type StartedAzure, startedAzure } from './startedAzure';

const LAG_MS = 90_000;
const GRAPH = '/providers/Microsoft.ResourceGraph/resources';

let azure: StartedAzure;
beforeEach(async () => {
  azure = await startedAzure({ graphLagMs: LAG_MS });
});
afterEach(() => azure.close());

interface Row {
  readonly name: string;
  readonly status: string;
  readonly endTime: string;
}

async function rowsOf(job: string): Promise<readonly Row[]> {
  const { body } = await azure.post(GRAPH, {
    query: `RecoveryServicesResources
| where type =~ 'microsoft.recoveryservices/vaults/backupjobs'
| where name =~ '${job}'
| project name, status = tostring(properties.status), startTime = tostring(properties.startTime), endTime = tostring(properties.endTime)`,
  });
  return (body as unknown as { readonly data: readonly Row[] }).data;
}

it('when a job starts and ends, then its row says so after the lag, and not before', async () => {
  const path = await azure.trigger(azure.item('vm-01'));
  const job = path.slice(path.lastIndexOf('/') + 1);
  await azure.clock.advance(LAG_MS - 10_000);
  expect(await rowsOf(job)).toEqual([]);
  await azure.clock.advance(20_000);
  expect(await rowsOf(job)).toEqual([expect.objectContaining({ name: job, status: 'InProgress', endTime: '' })]);

  await azure.until(path, ({ status }) => status === 'Completed');
  expect(await rowsOf(job)).toEqual([expect.objectContaining({ status: 'InProgress' })]);
  await azure.clock.advance(LAG_MS);
  expect(await rowsOf(job)).toEqual([expect.objectContaining({ status: 'Completed' })]);
});

it('when another query comes, then it is refused', async () => {
  expect((await azure.post(GRAPH, { query: 'Resources' })).status).toBe(400);
});

it('every answer carries the date of its own clock', async () => {
  const { headers } = await azure.get(azure.vault('vault-01'));
  expect(Math.abs(Date.parse(headers.get('date') ?? '') - azure.clock.now().getTime())).toBeLessThan(1_000);
});
