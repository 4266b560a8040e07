import { backupRequest, HOUR_MS, MINUTE_MS, type StartedAzure, startedAzure } from './startedAzure';

describe('the simulated Azure as a server', () => {
  let azure: StartedAzure | undefined;
  const start = async (options: Parameters<typeof startedAzure>[0] = {}): Promise<StartedAzure> => {
    azure = await startedAzure(options);
    return azure;
  };
  afterEach(() => azure?.close());

  it("when a path, subscription, vault, item, job or point does not exist, then the answer is a 404 in Azure's shape", async () => {
    const { get, vault, item } = await start();
    const replies = await Promise.all(
      [
        '/nothing/here',
        '/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.RecoveryServices/vaults',
        vault('vault-99'),
        item('nobody'),
        `${vault('vault-01')}/backupJobs/${crypto.randomUUID()}`,
        `${item('vm-01')}/recoveryPoints/1`,
        `${vault('vault-01')}/backupOperations/${crypto.randomUUID()}`,
      ].map(get),
    );

    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 404));
    for (const { body } of replies)
      expect(body.error).toEqual({ code: expect.any(String), message: expect.any(String) });
    expect(replies[1]?.body.error.code).toBe('SubscriptionNotFound');
  });

  it('when the job belongs to another vault, then it is not found', async () => {
    const { get, vault, item, trigger } = await start();
    const job = (await trigger(item('vm-01'))).split('/').at(-1);

    expect((await get(`${vault('vault-02')}/backupJobs/${job ?? ''}`)).status).toBe(404);
  });

  it('when the api-version is missing, a filter cannot be read, or a path cannot be decoded, then the answer is a 400', async () => {
    const { url, get, vault } = await start();

    expect((await fetch(`${url}${vault('vault-01')}/backupJobs`)).status).toBe(400);
    expect((await get(`${vault('vault-01')}/backupJobs?$filter=status gt 'x'`)).status).toBe(400);
    expect((await get(`${vault('vault-01')}/backupJobs?$filter=startTime eq 'yesterday'`)).status).toBe(400);
    expect((await get('/subscriptions/%ff')).status).toBe(400);
  });

  it.each([['{'], ['[]'], [''], ['{"properties":{"objectType":"Other"}}'], [JSON.stringify('x'.repeat(100_000))]])(
    'when a trigger carries %.20s, then it is refused and nothing starts',
    async (sent) => {
      const { post, url, item } = await start();
      const { status } = await post(`${item('vm-01')}/backup`, sent);
      const page = (await (await fetch(`${url}/__simulator`)).json()) as { jobs: unknown[] };

      expect([400, 413]).toContain(status);
      expect(page.jobs).toEqual([]);
    },
  );

  it('when a web page sends a trigger, then it is refused and nothing starts', async () => {
    const { url, item } = await start();
    const asked = {
      method: 'POST',
      body: JSON.stringify(backupRequest()),
      headers: { origin: 'https://evil.example' },
    };
    const { status } = await fetch(`${url}${item('vm-01')}/backup?api-version=2025-02-01`, asked);

    expect(status).toBe(403);
    expect(await (await fetch(`${url}/__simulator`)).json()).toMatchObject({ jobs: [] });
  });

  it('when a vault has more items than fit a page, then each page names the next and none is missing', async () => {
    const { get, vault } = await start({ fleet: '1x450' });
    const names: string[] = [];
    let next: string | undefined = `${vault('vault-01', 'rg-backup-01')}/backupProtectedItems?$filter=itemType eq 'VM'`;
    for (let pages = 0; next !== undefined && pages < 9; pages += 1) {
      const { body } = await get(next);
      names.push(...body.value.map(({ properties }) => properties.friendlyName));
      next = body.nextLink;
    }

    expect(new Set(names).size).toBe(450);
  });

  it('when a limit of job reads is spent, then 429 names it and the seconds to wait, until they have passed', async () => {
    const { get, vault, clock, url } = await start({ jobReadsPerHour: 3 });
    const list = `${vault('vault-01')}/backupJobs`;
    const first = await get(list);
    await clock.advance(10 * MINUTE_MS);
    await get(`${list}/x`);
    const third = await get(list);
    const refused = await get(list);
    const others = await get(`${vault('vault-01')}/backupProtectedItems`);
    await clock.advance(50 * MINUTE_MS);
    const later = await get(list);
    const page = (await (await fetch(`${url}/__simulator`)).json()) as Record<string, Record<string, number>>;

    const remaining = 'x-ms-ratelimit-remaining-subscription-resource-requests';
    expect([first.headers.get(remaining), third.headers.get(remaining)]).toEqual(['2', '0']);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3000']);
    expect(refused.body.error).toEqual({
      code: 'ResourceRequestsThrottled',
      message:
        "Number of requests for action 'Microsoft.RecoveryServices/vaults/backupJobs/read' exceeded the limit of '3' for time interval '01:00:00'. Please try again after '3000' seconds.",
    });
    expect([others.status, later.status]).toEqual([200, 200]);
    expect(page['reads']?.['Microsoft.RecoveryServices/vaults/backupJobs/read']).toBe(4);
    expect(page['throttled']?.['Microsoft.RecoveryServices/vaults/backupJobs/read']).toBe(1);
  });

  it('when faults are wanted, then about that share of requests fail with 500 or 504, but never what really happened', async () => {
    const { get, vault, url } = await start({ faults: 0.5 });
    const statuses: number[] = [];
    for (let i = 0; i < 60; i += 1) statuses.push((await get(`${vault('vault-01')}/backupPolicies`)).status);
    const pages = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/__simulator`)));

    const failed = statuses.filter((status) => status !== 200);
    expect(failed.length).toBeGreaterThan(15);
    expect(failed.length).toBeLessThan(45);
    expect(new Set(failed)).toEqual(new Set([500, 504]));
    expect(pages.every(({ ok }) => ok)).toBe(true);
  });

  it('when a gateway gives up on a trigger, then the backup may have been started all the same', async () => {
    const { post, item, url } = await start({ faults: 1 });
    const statuses: number[] = [];
    for (let i = 0; i < 20; i += 1) statuses.push((await post(`${item('vm-01')}/backup`, backupRequest())).status);
    const page = (await (await fetch(`${url}/__simulator`)).json()) as { jobs: unknown[] };

    expect(statuses).not.toContain(202);
    expect(page.jobs).toHaveLength(statuses.filter((status) => status === 504).length);
  });

  it('when it is asked what really happened, then each job of its life has its times and its status', async () => {
    const { trigger, item, url, clock } = await start();
    const id = (await trigger(item('vm-01'))).split('/').at(-1);
    const read = async () => (await (await fetch(`${url}/__simulator`)).json()) as { now: string; jobs: unknown[] };
    const early = await read();
    await clock.advance(3 * HOUR_MS);
    const { now, jobs } = await read();

    const job = { id, vm: 'vm-01', vault: 'vault-01', started: '2026-11-22T17:00:00.000Z' };
    expect(early.jobs).toEqual([{ ...job, snapshotDone: null, ended: null, status: 'InProgress' }]);
    expect(now).toBe(clock.now().toISOString());
    expect(jobs).toContainEqual({
      ...job,
      snapshotDone: expect.stringMatching(/^2026-11-22T17:0\d/),
      ended: expect.stringMatching(/^2026-11-22T1/),
      status: 'Completed',
    });
  });

  it.each([
    ['end', 0],
    ['snapshot', 1],
  ] as const)('when points are listed at the %s, then %i is there once the snapshot is done', async (points, more) => {
    const { trigger, item, get, until } = await start({ points });
    const path = await trigger(item('vm-01'));
    await until(path, ({ extendedInfo }) => extendedInfo?.tasksList[0]?.status === 'Completed');
    const listed = async () => (await get(`${item('vm-01')}/recoveryPoints`)).body.value;

    expect((await listed()).length).toBe(14 + more);
    const job = await until(path, ({ status }) => status !== 'InProgress');
    const [newest, ...rest] = await listed();
    expect(rest).toHaveLength(14);
    expect(newest?.properties.recoveryPointTierDetails).toHaveLength(2);
    const at = Date.parse(newest?.properties.recoveryPointTime ?? '');
    expect(at).toBeGreaterThan(Date.parse(job.startTime));
    expect(at).toBeLessThan(Date.parse(job.endTime ?? ''));
  });

  it.each([
    ["status eq 'Failed'", 1],
    ["status%20eq%20'Failed'%20and%20operation%20eq%20''", 1],
    ["operation+eq+'Restore'", 0],
    ["startTime eq '2026-11-22 12:00:00 AM' and endTime eq '2026-11-22 11:59:59 PM' and status eq 'Failed'", 1],
    ["endTime eq '2026-11-21 12:00:00 AM' and startTime eq '2026-11-20 12:00:00 PM' and status eq 'Failed'", 0],
  ])('when jobs are filtered by %s, then %i of the last two nights fit', async (filter, count) => {
    const { get, vault } = await start();
    const { body } = await get(`${vault('vault-01')}/backupJobs?%24filter=${filter}`);
    const recent = body.value.filter(({ properties }) => properties.startTime > '2026-11-22');

    expect(recent).toHaveLength(count);
  });
});
