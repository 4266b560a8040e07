import type { IncomingMessage } from 'node:http';

import { LocalServer } from './localServer';

/** A span as it came over OTLP. Ids are hex. */
interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  /** Ids of the traces that it links. */
  readonly links: readonly string[];
}

/** Takes traces as `http/protobuf`, as a collector of OpenTelemetry does. */
export class OtlpCollector {
  readonly #server: LocalServer;
  readonly spans: CollectedSpan[] = [];
  /** All that came, as it came. */
  bytes = Buffer.alloc(0);

  private constructor() {
    this.#server = new LocalServer((request, response) => {
      void bytesOf(request).then((body) => {
        this.bytes = Buffer.concat([this.bytes, body]);
        this.spans.push(...spansIn(body));
        response.statusCode = 200;
        response.end();
      });
    });
  }

  static async start(): Promise<OtlpCollector> {
    const collector = new OtlpCollector();
    await collector.#server.listen();
    return collector;
  }

  get url(): string {
    return this.#server.url;
  }

  ofTrace(traceId: string | undefined): readonly CollectedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** The numbers of the fields: opentelemetry/proto/trace/v1/trace.proto. */
function spansIn(request: Buffer): CollectedSpan[] {
  const within = (buffer: Buffer, field: number): Buffer[] =>
    fieldsOf(buffer).flatMap(([at, value]) => (at === field ? [value] : []));
  const spans = within(request, 1).flatMap((resource) => within(resource, 2).flatMap((scope) => within(scope, 2)));
  return spans.map((span) => {
    const hex = (field: number): string => within(span, field)[0]?.toString('hex') ?? '';
    return {
      ...{ traceId: hex(1), spanId: hex(2), parentId: hex(4), name: within(span, 5)[0]?.toString() ?? '' },
      links: within(span, 13).map((link) => within(link, 1)[0]?.toString('hex') ?? ''),
    };
  });
}

/** The fields of a protobuf message that have a length; the others are skipped. */
function fieldsOf(buffer: Buffer): [number, Buffer][] {
  const fields: [number, Buffer][] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = buffer[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < buffer.length) {
    const tag = varint();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else {
      const length = varint();
      fields.push([field, buffer.subarray(at, at + length)]);
      at += length;
    }
  }
  return fields;
}
