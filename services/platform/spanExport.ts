import type * as OpenTelemetry from '@opentelemetry/api';
import type * as OtlpExporter from '@opentelemetry/exporter-trace-otlp-proto';
import type * as Resources from '@opentelemetry/resources';
import type * as TraceSdk from '@opentelemetry/sdk-trace-node';

import type { Clock } from './clock';
import { SECOND_MS } from './durations';
import { FailureStreak } from './failureStreak';
import type { Log } from './log';
import { withTimeout } from './timeout';
import type { SpanKind, SpanPlace, SpanSink } from './trace';

/** Where spans go. `none` exports nothing and loads nothing. */
export type TracesExporter = 'otlp' | 'console' | 'none';

interface SpanExport extends SpanSink {
  /** Sends the spans that wait, for at most a second of real time. */
  close(): Promise<void>;
}

/** Real time for the last spans when the process stops; it counts toward the 10 s of a stop. */
const FLUSH_MS = SECOND_MS;
const SERVICE_NAME = 'azure-backup-chatops';

/**
 * Exports spans by OpenTelemetry. The SDK reads its standard variables itself: endpoint, headers, sampler, resource,
 * limits. At most 2,048 spans wait by default (OTEL_BSP_MAX_QUEUE_SIZE); further ones are dropped. Null if nothing is
 * to be exported. Nothing of the SDK is loaded then.
 */
export function openSpanExport(
  kind: TracesExporter,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): SpanExport | null {
  if (kind === 'none') return null;
  const sdk = module.require('@opentelemetry/sdk-trace-node') as typeof TraceSdk;
  return createSpanExport(watched(exporterOf(kind, sdk), { log, clock }), sdk);
}

function exporterOf(kind: 'otlp' | 'console', { ConsoleSpanExporter }: typeof TraceSdk): TraceSdk.SpanExporter {
  if (kind === 'console') return new ConsoleSpanExporter();
  const { OTLPTraceExporter } = module.require('@opentelemetry/exporter-trace-otlp-proto') as typeof OtlpExporter;
  return new OTLPTraceExporter();
}

/** One line in the log when exports begin to fail, and one when they succeed again: an outage may last for days. */
function watched(
  exporter: TraceSdk.SpanExporter,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): TraceSdk.SpanExporter {
  const streak = new FailureStreak(clock);
  let failing = false;
  const note = (error: Error | undefined, code: number): void => {
    const isFailure = code !== 0;
    streak.record(isFailure ? 0 : 200);
    if (isFailure && !failing) log.warn({ err: error }, 'traces cannot be exported; the bot goes on without them');
    if (!isFailure && failing) log.info('traces are exported again');
    failing = isFailure;
  };
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        note(result.error, result.code);
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

function createSpanExport(exporter: TraceSdk.SpanExporter, sdk: typeof TraceSdk): SpanExport {
  const api = module.require('@opentelemetry/api') as typeof OpenTelemetry;
  const { NodeTracerProvider, BatchSpanProcessor } = sdk;
  const ids = { traceId: '', spanId: '' };
  const provider = new NodeTracerProvider({
    resource: resource(),
    spanProcessors: [new BatchSpanProcessor(exporter)],
    // The ids that the log and the database hold, which exist without the SDK too.
    idGenerator: { generateTraceId: () => ids.traceId, generateSpanId: () => ids.spanId },
  });
  const tracer = provider.getTracer(SERVICE_NAME);
  const contextOf = ({ traceId, spanId, sampled }: SpanPlace, isRemote: boolean): OpenTelemetry.SpanContext => ({
    traceId,
    spanId,
    traceFlags: sampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE,
    isRemote,
  });
  return {
    start({ traceId, spanId, name, kind, facts, parent, links }) {
      Object.assign(ids, { traceId, spanId });
      const context = parent
        ? api.trace.setSpanContext(api.ROOT_CONTEXT, contextOf(parent, parent.isRemote))
        : api.ROOT_CONTEXT;
      const linked = links.map((place) => ({ context: contextOf(place, true) }));
      const span = tracer.startSpan(name, { kind: kindIn(api, kind), attributes: facts, links: linked }, context);
      return {
        sampled: (span.spanContext().traceFlags & api.TraceFlags.SAMPLED) !== 0,
        note: (more) => void span.setAttributes(more),
        end(error) {
          if (error !== null) span.setStatus({ code: api.SpanStatusCode.ERROR, message: error });
          span.end();
        },
      };
    },
    async close() {
      await withTimeout(provider.shutdown(), FLUSH_MS, () => undefined).catch(() => undefined);
    },
  };
}

function kindIn({ SpanKind: kinds }: typeof OpenTelemetry, kind: SpanKind): OpenTelemetry.SpanKind {
  return { internal: kinds.INTERNAL, server: kinds.SERVER, client: kinds.CLIENT, consumer: kinds.CONSUMER }[kind];
}

/** OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES take precedence over the bot's own name. */
function resource(): Resources.Resource {
  const { detectResources, envDetector, resourceFromAttributes, defaultResource } = module.require(
    '@opentelemetry/resources',
  ) as typeof Resources;
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': SERVICE_NAME }))
    .merge(detectResources({ detectors: [envDetector] }));
}
