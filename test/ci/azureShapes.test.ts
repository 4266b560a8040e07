import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { HOUR_MS, type StartedAzure, startedAzure } from '../playground/azure/startedAzure';
import { needing } from '../support/needing';

const EXCHANGES = join(__dirname, '../../../shared/recordings/exchanges');

/** For some weeks Azure answered api-version 2021-06-01 like later ones: AzureIaaSVMJobV2, names for numbers. */
const JULY_2021 = /-V2__2021|InstantRP-Valid-HardenedRP-Valid-n2-polNone-__2021/;

interface Exchange {
  readonly request: { readonly url: string };
  readonly response: { readonly status: number; readonly body: unknown };
}

/** Every path in a JSON value with its types, nulls left out. Elements of an array share one path. */
function shapeOf(value: unknown, path = '', found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (value === null || value === undefined) return found;
  const type = Array.isArray(value) ? 'array' : typeof value;
  found.set(path, (found.get(path) ?? new Set()).add(type));
  if (Array.isArray(value)) for (const each of value) shapeOf(each, `${path}[]`, found);
  else if (type === 'object') {
    for (const [key, each] of Object.entries(value)) shapeOf(each, `${path}.${key}`, found);
  }
  return found;
}

/** Paths in both, with types of the simulator that the recording lacks. */
function disagreements(ours: unknown, recorded: unknown): string[] {
  const theirs = shapeOf(recorded);
  return [...shapeOf(ours)].flatMap(([path, types]) => {
    const known = theirs.get(path);
    return [...types].filter((type) => known && !known.has(type)).map((type) => `${path}: ${type}`);
  });
}

/** Recordings by the start of their names, and the simulator's answers compared with them. */
const KINDS: readonly (readonly [RegExp, (azure: Prepared) => string[]])[] = [
  [/job-get(-2017|-ps)?__Backup-/, ({ jobs }) => jobs],
  [/job-get(-2017|-ps)?__ConfigureBackup-/, ({ configured }) => [configured]],
  [/jobs-list(-ps)?__/, ({ vault }) => [`${vault}/backupJobs`]],
  [/protecteditem-get(-ps)?__/, ({ item }) => [item]],
  [
    /protecteditems-list(-health|-ps)?__(?!404|500|504)/,
    ({ vaults }) => vaults.map((each) => `${each}/backupProtectedItems`),
  ],
  [/rp-list/, ({ item }) => [`${item}/recoveryPoints`]],
  [/rp-get/, ({ point }) => [point]],
  [/policy-list/, ({ vaults }) => vaults.map((each) => `${each}/backupPolicies`)],
  [/policy-get__None/, ({ vault }) => [`${vault}/backupPolicies/DailyPolicy`]],
  [/policy-get__V2/, ({ vault }) => [`${vault}/backupPolicies/EnhancedPolicy`]],
  [/vault-get__(?!404|500)/, ({ vault }) => [vault]],
  [/vault-list/, ({ vault }) => [vault.slice(0, vault.lastIndexOf('/'))]],
  [/protection-containers-list/, ({ vault }) => [`${vault}/backupProtectionContainers`]],
  [/backupOperations-get(-ps)?__200/, ({ operation }) => [operation]],
  [/(error|job-get|vault-get|backupOperations-get)(-ps)?__(404|429|500|504)/, ({ vault }) => [`${vault}x/backupJobs`]],
];

interface Prepared {
  readonly vault: string;
  readonly vaults: readonly string[];
  readonly item: string;
  readonly point: string;
  readonly operation: string;
  readonly configured: string;
  /** Jobs of every story, some running, some over. */
  readonly jobs: string[];
}

async function prepare({ vault, item, trigger, get, post, clock }: StartedAzure): Promise<Prepared> {
  const first = vault('vault-01');
  const third = vault('vault-03', 'RG-Backup-India');
  const jobs: string[] = [];
  for (const vm of ['vm-01', 'shop-db', 'old-noagent', 'files-warning', 'ci-changed', 'vm-01']) {
    jobs.push(await trigger(item(vm)));
  }
  await clock.advance(4 * HOUR_MS);
  jobs.push(await trigger(item('vm-02')), await trigger(item('shop-db')));
  await clock.advance(600_000);
  const started = await post(`${item('erp-vss')}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } });
  const id = /operationsStatus\/([^?]+)/.exec(started.headers.get('azure-asyncoperation') ?? '')?.[1] ?? '';
  await clock.advance(1000);
  const configured = (await get(`${third}/backupJobs?$filter=operation eq 'ConfigureBackup'`)).body.value[0];
  const point = (await get(`${item('vm-01')}/recoveryPoints`)).body.value[0];
  return {
    vault: first,
    vaults: [first, vault('vault-02'), third],
    item: item('vm-01'),
    point: point?.id ?? '',
    operation: `${first}/backupOperations/${id}`,
    configured: configured?.id ?? '',
    jobs,
  };
}

needing(existsSync(EXCHANGES) ? EXCHANGES : null, '../shared/recordings is not here')(
  "the simulated Azure's answers next to recorded ones",
  (exchanges) => {
    let azure: StartedAzure;
    let prepared: Prepared;
    beforeAll(async () => {
      azure = await startedAzure();
      prepared = await prepare(azure);
    });
    afterAll(() => azure.close());

    const files = readdirSync(exchanges).flatMap((file) => {
      const kind = KINDS.find(([name]) => name.test(file));
      return kind && !JULY_2021.test(file) ? [{ file, paths: kind[1] }] : [];
    });

    it.each(files)('when both have a field, then it has a type that $file shows', async ({ file, paths }) => {
      const { request, response } = JSON.parse(readFileSync(join(exchanges, file), 'utf8')) as Exchange;
      const version = new URL(request.url, 'https://management.azure.com').searchParams.get('api-version') ?? '';
      for (const path of paths(prepared)) {
        const { body } = await azure.get(encodeURI(`${path}?api-version=${version}`));
        expect(disagreements(body, response.body)).toEqual([]);
      }
    });

    it('when a field has another type than the recording shows, then that is noticed', () => {
      const recorded = {
        value: [
          { a: 1, b: 'x' },
          { a: 2, c: null },
        ],
      };

      expect(disagreements({ value: [{ a: '1', b: 'y', c: {}, d: [] }] }, recorded)).toEqual(['.value[].a: string']);
    });

    it('when recordings are looked through, then every kind was found', () => {
      expect(KINDS.filter(([name]) => !files.some(({ file }) => name.test(file)))).toEqual([]);
    });
  },
);
