import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

import { openSpanExport } from '../../../services/platform/spanExport';
import { createTracer, inSpan } from '../../../services/platform/trace';
import { FOLDERS } from '../../support/folders';
import { ManualClock } from '../../support/manualClock';
import { type LogLine, recording } from '../../support/startBot';

const NAMES = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES', 'OTEL_TRACES_SAMPLER'];

describe('the export of spans', () => {
  let collector: Server;
  let status = 200;
  const bodies: string[] = [];
  const lines: LogLine[] = [];
  const before = NAMES.map((name) => [name, process.env[name]] as const);
  beforeEach(async () => {
    status = 200;
    bodies.length = lines.length = 0;
    collector = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        bodies.push(`${request.url ?? ''} ${Buffer.concat(parts).toString('latin1')}`);
        response.statusCode = status;
        response.end();
      });
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const { port } = collector.address() as AddressInfo;
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
  });
  afterEach(async () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    collector.closeAllConnections();
    await new Promise((closed) => collector.close(closed));
  });
  const open = () => openSpanExport('otlp', { log: recording(lines), clock: new ManualClock() });
  const work = (spans: ReturnType<typeof open>): Promise<void> =>
    createTracer(spans)({ name: 'activity message', kind: 'server', facts: { 'bot.channel': 'msteams' } }, () =>
      inSpan({ name: 'azure jobs', kind: 'client', facts: { 'azure.throttled': false } }, async () => undefined),
    );

  it('when it is closed, then all spans have been sent, with the names that the standard variables give', async () => {
    process.env['OTEL_SERVICE_NAME'] = 'our-backup-bot';
    process.env['OTEL_RESOURCE_ATTRIBUTES'] = 'deployment.environment=prod';
    const spans = open();
    await work(spans);
    await spans?.close();
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).toMatch(/^\/v1\/traces /);
    for (const part of ['activity message', 'azure jobs', 'our-backup-bot', 'deployment.environment', 'bot.channel'])
      expect(bodies[0]).toContain(part);
    expect(lines).toEqual([]);
  });

  it('when the sampler takes none, then none is sent', async () => {
    process.env['OTEL_TRACES_SAMPLER'] = 'always_off';
    const spans = open();
    await work(spans);
    await spans?.close();
    expect(bodies).toEqual([]);
  });

  it('when the collector refuses all, then the log says so once, and work goes on', async () => {
    status = 400;
    const spans = open();
    for (let index = 0; index < 600; index += 1) await work(spans);
    await spans?.close();
    expect(bodies.length).toBeGreaterThan(1);
    expect(lines.map(({ level, message }) => ({ level, message }))).toEqual([
      { level: 'warn', message: 'traces cannot be exported; the bot goes on without them' },
    ]);
  });
});

it('when nothing is to be exported, then there is no export', () => {
  expect(openSpanExport('none', { log: recording([]), clock: new ManualClock() })).toBeNull();
});

it('nothing of OpenTelemetry is loaded with the rest: only the export of spans names it, and loads it when it opens', () => {
  const root = resolve(__dirname, '../../..');
  const files = [
    'index.ts',
    ...FOLDERS.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    ),
  ];
  const naming = files.filter(
    (file) => file.endsWith('.ts') && readFileSync(join(root, file), 'utf8').includes('@opentelemetry/'),
  );
  expect(naming).toEqual(['services/platform/spanExport.ts']);
  expect(readFileSync(join(root, naming[0]!), 'utf8')).not.toMatch(/^import (?!type )[^;]*@opentelemetry/m);
});
