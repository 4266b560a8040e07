import type { AzureAnswer, AzureRequest } from '../support/azureProxy';
import type { Asked } from '../support/weatherConnector';
import { type Ready, type RealJob, startNight, type WeatherNight } from '../support/weatherNight';

/** The errors of recording 20 and worse ones: half of them are broken connections. */
const WORSE: readonly AzureAnswer[] = [
  failed(500, 'CloudStorageUnexpectedError'),
  failed(504, 'GatewayTimeout'),
  'reset',
  failed(429, 'ResourceRequestsThrottled', 90),
  failed(502, 'InvalidGatewayHost'),
  'empty',
  failed(500, 'RestApiInternalError'),
  'lost',
];
const WEATHER_MS = 10 * 60_000;
/** One request is never answered: the monitor waits 8 s of real time for it. */
const HANGS_AT = 5;
/** The median job takes 25 s of real time, its snapshot 5. */
const SPEED = 100;
/** A job that ends so soon after the weather may be seen as ended at once: then its end says all. */
const SOON_MS = 20 * 60_000;
const SNAPSHOTS = ['vm-001', 'vm-002', 'vm-003', 'vm-004'] as const;
/** Asked for within the weather: the request never reaches Azure; it does, and its answer is lost. */
const NEVER_STARTED = 'vm-005';
const STARTED_UNSEEN = 'vm-006';
const IDLE = 'vm-007';
const conversationOf = (vm: string): string => `a:${vm}`;

function failed(status: number, code: string, retryAfterS?: number): AzureAnswer {
  const body = { error: { code, message: 'Encountered internal server error.' } };
  return { status, body, ...(retryAfterS !== undefined && { retryAfterS }) };
}

function weather({ method, path, nth }: AzureRequest): AzureAnswer {
  if (method === 'POST') return path.includes(STARTED_UNSEEN) ? 'lost' : 'reset';
  if (nth === HANGS_AT) return 'hang';
  return WORSE[nth % WORSE.length] ?? 'reset';
}

jest.setTimeout(120_000);

let night: WeatherNight;
let jobs: readonly RealJob[];
/** When the weather was over, bot's clock. */
let endedMs: number;
const said: Record<string, string> = {};
const ready: Record<'before' | 'within' | 'after', Ready | null> = { before: null, within: null, after: null };
const arrived = (vm: string): readonly Asked[] =>
  night.connector.arrived(conversationOf(vm)).filter(({ summary }) => !summary.startsWith('Still asking Azure'));
const kinds = (vm: string): readonly string[] => arrived(vm).map(({ what }) => what);

async function readyOnce(azureOk: boolean): Promise<Ready> {
  for (;;) {
    const seen = await night.ready();
    if (seen.checks.azure.ok === azureOk) return seen;
    await night.clock.sleep(10_000, new AbortController().signal);
  }
}

beforeAll(async () => {
  night = await startNight({ vms: 7, speed: SPEED });
  const { connector, clock } = night;
  ready.before = await readyOnce(true);
  await Promise.all(SNAPSHOTS.map((vm) => night.ask(conversationOf(vm), `backup now ${vm}`)));
  const fromMs = clock.now().getTime();

  night.azureWeather(weather);
  const asked: [conversation: string, text: string][] = [
    ...[...SNAPSHOTS, IDLE].map((vm): [string, string] => [`a:asks of ${vm}`, `safe ${vm}`]),
    ...[NEVER_STARTED, STARTED_UNSEEN].map((vm): [string, string] => [conversationOf(vm), `backup now ${vm}`]),
  ];
  const ask = async ([conversation, text]: [string, string]): Promise<void> => {
    said[text] = await night.ask(conversation, text);
  };
  [ready.within] = await Promise.all([readyOnce(false), ...asked.map(ask)]);
  const leftMs = fromMs + WEATHER_MS - clock.now().getTime();
  await clock.sleep(Math.max(0, leftMs), new AbortController().signal);

  night.azureWeather(() => 'fine');
  endedMs = clock.now().getTime();
  ready.after = await readyOnce(true);
  await connector.until(() => [...SNAPSHOTS, STARTED_UNSEEN].every((vm) => kinds(vm).includes('ended')));
  await connector.until(() => arrived(NEVER_STARTED).length > 1);
  jobs = await night.jobs();
});
afterAll(() => night.stop());

it('when the weather has passed, then every backup is told, once, in its order', () => {
  for (const vm of SNAPSHOTS) {
    const end = Date.parse(jobs.find((job) => job.vm === vm)?.ended ?? '');
    const told = end < endedMs + SOON_MS && !kinds(vm).includes('snapshotDone') ? [] : ['snapshotDone'];
    expect(kinds(vm)).toEqual(['answer', ...told, 'ended']);
  }
});

it('when nothing could be read, then no go-ahead is told before its snapshot was done, and no backup was started twice', () => {
  for (const vm of [...SNAPSHOTS, STARTED_UNSEEN]) {
    const [job, ...others] = jobs.filter((one) => one.vm === vm);
    expect(others).toEqual([]);
    for (const { what, atMs } of arrived(vm))
      if (what === 'snapshotDone') expect(atMs).toBeGreaterThanOrEqual(Date.parse(job?.snapshotDone ?? ''));
      else if (what === 'ended') expect(atMs).toBeGreaterThanOrEqual(Date.parse(job?.ended ?? ''));
  }
});

it('when it is asked meanwhile whether a VM may be changed, then the answer is never clear', () => {
  expect(said[`safe ${IDLE}`]).toMatch(/treat as wait/i);
  for (const vm of SNAPSHOTS) {
    expect(said[`safe ${vm}`]).toMatch(/wait/i);
    expect(said[`safe ${vm}`]).not.toMatch(/no snapshot is running|clear/i);
  }
});

it('when a backup is asked for meanwhile and the answer is lost, then that is told, and what came of it', () => {
  for (const vm of [NEVER_STARTED, STARTED_UNSEEN])
    expect(said[`backup now ${vm}`]).toMatch(/answer was lost: the request may have been carried out/);
  expect(jobs.filter(({ vm }) => vm === NEVER_STARTED)).toEqual([]);
  expect(arrived(NEVER_STARTED).map(({ summary }) => summary)).toEqual([
    said[`backup now ${NEVER_STARTED}`],
    expect.stringMatching(/vm-005: .*not started/i),
  ]);
  expect(kinds(STARTED_UNSEEN).at(-1)).toBe('ended');
});

it('when Azure fails, then /readyz says so, of Azure alone, and recovers by itself', () => {
  const { before, within, after } = ready;
  expect([before?.status, within?.status, after?.status]).toEqual([200, 503, 200]);
  expect(within?.checks).toMatchObject({ database: { ok: true }, channel: { ok: true } });
  expect(within?.checks.azure.detail).toMatch(/failed|no answer/);
});
