import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { startSimulatedAzure } from '../../playground/azure/server';
import { createClock } from '../../services/platform/clock';
import { OtlpCollector } from '../support/otlpCollector';
import { PLANTED } from '../support/planted';
import { aMessage } from '../support/teamsActivities';
import { WeatherConnector } from '../support/weatherConnector';

const ROOT = resolve(__dirname, '../..');
const SPEED = 240;

interface Line {
  readonly traceId?: string;
  readonly msg: string;
}

describe('the traces of the process', () => {
  let folder: string;
  let collector: OtlpCollector;
  let channel: WeatherConnector;
  let azure: Awaited<ReturnType<typeof startSimulatedAzure>>;
  let bot: ChildProcess;
  let err = '';
  let out = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'traces-'));
    const time = { speed: SPEED, epoch: new Date() };
    collector = await OtlpCollector.start();
    channel = await WeatherConnector.start(createClock(time));
    azure = await startSimulatedAzure({
      ...{ clock: createClock(time), fleet: 'small', jobReadsPerHour: 0, faults: 0, points: 'end' },
    });
    // Without the page: with it, demo mode sends to no connector but its own.
    bot = spawn(process.execPath, [join(ROOT, 'dist/bench/bot.js')], {
      cwd: folder,
      env: {
        ...{ PATH: process.env['PATH'], PORT: '0', AZURE_RESOURCE_MANAGER_URL: azure.url },
        ...{ CLOCK_SPEED: String(SPEED), CLOCK_EPOCH: time.epoch.toISOString() },
        ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '300' },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    bot.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    bot.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    while (!out.includes('\n')) await once(bot.stdout!, 'data');
    for (const text of ['status vm-01', `${PLANTED.message} ${PLANTED.token}`, 'backup now vm-01'])
      await fetch(`${out.split('\n')[0] ?? ''}api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', traceparent: `00-${'9'.repeat(32)}-${'8'.repeat(16)}-01` },
        body: JSON.stringify(aMessage(channel.serviceUrl, text)),
      });
    await channel.until(() => channel.asked.some(({ what }) => what === 'snapshotDone'));
    bot.kill('SIGTERM');
    await once(bot, 'close');
  }, 120_000);
  afterAll(async () => {
    bot.kill('SIGKILL');
    await Promise.all([collector.stop(), channel.stop(), azure.close()]);
    rmSync(folder, { recursive: true });
  });

  const namesWith = (name: string): readonly string[] =>
    collector.ofTrace(collector.spans.find((span) => span.name === name)?.traceId).map((span) => span.name);

  it('when somebody asks for a status, then one trace has the activity, the command, Azure and the channel', () => {
    expect(namesWith('command status')).toEqual(expect.arrayContaining(['activity message', 'channel', 'azure jobs']));
  });

  it('when a backup was asked for, then its go-ahead is in the same trace, and links the read that found it', () => {
    expect(namesWith('command backupNow')).toEqual(
      expect.arrayContaining(['activity message', 'azure trigger', 'delivery snapshotDone', 'channel']),
    );
    const delivery = collector.spans.find(({ name }) => name === 'delivery snapshotDone');
    const cause = collector.ofTrace(delivery?.links[0]).map(({ name }) => name);
    expect(cause).toEqual(expect.arrayContaining([expect.stringMatching(/^monitor (?:job|list)$/)]));
  });

  it("when the go-ahead is sent, then the log's line has the id of that trace", () => {
    const lines = err.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Line] : []));
    const told = lines.find(({ msg }) => msg === 'go-ahead sent');
    expect(told?.traceId).toBe(collector.spans.find(({ name }) => name === 'command backupNow')?.traceId);
  });

  it('when all of it is exported, then it names no person, no VM and no secret, and no trace of a stranger', () => {
    const text = collector.bytes.toString('latin1');
    expect(collector.spans.length).toBeGreaterThan(10);
    for (const word of ['vm-01', 'Tanaka', 'pl4nted', '29:']) expect(text).not.toContain(word);
    expect(collector.ofTrace('9'.repeat(32))).toEqual([]);
  });
});
