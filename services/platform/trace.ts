import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** Facts of a span. They hold what the log may hold: ids, numbers and the bot's own words. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;
export type SpanKind = 'internal' | 'server' | 'client' | 'consumer';

/** The place of a span in its trace. The ids are lower-case hex of W3C Trace Context: 32 and 16 characters. */
export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

export interface SpanStart extends Pick<SpanPlace, 'traceId' | 'spanId'> {
  readonly name: string;
  readonly kind: SpanKind;
  readonly facts: SpanFacts;
  /** Null for the first span of its trace. */
  readonly parent: (SpanPlace & { readonly isRemote: boolean }) | null;
  readonly links: readonly SpanPlace[];
}

export interface StartedSpan {
  readonly sampled: boolean;
  note(facts: SpanFacts): void;
  /** `error` is the name of the error that ended the span; null if none did. */
  end(error: string | null): void;
}

/** Takes the spans of this process, to export them. */
export interface SpanSink {
  start(span: SpanStart): StartedSpan;
}

export interface TraceStart extends Pick<SpanStart, 'name' | 'kind'> {
  readonly facts?: SpanFacts;
  /** The id of a new trace; random if it is absent. */
  readonly traceId?: string | undefined;
  /** A traceparent that was stored: this work goes on with its trace. It takes precedence over `traceId`. */
  readonly parent?: string | undefined;
  /** A traceparent of other work that led to this one. */
  readonly cause?: string | undefined;
}

/** Begins work that nothing in this process has called: an activity, a read of the monitor, a delivery. */
export type Tracer = <T>(start: TraceStart, work: () => Promise<T>) => Promise<T>;

interface Scope extends SpanPlace {
  readonly span: StartedSpan | null;
  readonly sink: SpanSink | null;
}

const scopes = new AsyncLocalStorage<Scope>();

/** Without a sink, work has a trace id all the same, for the log and for what is stored. */
export function createTracer(sink: SpanSink | null): Tracer {
  return (start, work) => {
    const parent = placeIn(start.parent);
    const traceId = parent?.traceId ?? start.traceId ?? randomBytes(16).toString('hex');
    const cause = placeIn(start.cause);
    const links = cause && cause.traceId !== traceId ? [cause] : [];
    const remote = parent && { ...parent, isRemote: true };
    return run(
      { sink, name: start.name, kind: start.kind, facts: start.facts ?? {}, traceId, parent: remote, links },
      work,
    );
  };
}

/** The tracer of parts that get no other one. */
export const untraced: Tracer = createTracer(null);

/** Runs `work` as a part of the present trace. Outside a trace, or if nobody takes spans, it only runs it. */
export function inSpan<T>(start: Pick<SpanStart, 'name' | 'kind' | 'facts'>, work: () => Promise<T>): Promise<T> {
  const scope = scopes.getStore();
  if (!scope?.sink) return work();
  return run(
    { ...start, sink: scope.sink, traceId: scope.traceId, parent: { ...scope, isRemote: false }, links: [] },
    work,
  );
}

/** Adds facts to the present span, such as the result of its work. */
export function noteOnSpan(facts: SpanFacts): void {
  scopes.getStore()?.span?.note(facts);
}

/** The id of the present trace, which also stands in each line of the log; undefined outside a trace. */
export function currentTraceId(): string | undefined {
  return scopes.getStore()?.traceId;
}

/** The present span as a `traceparent` (W3C Trace Context), to be stored; undefined outside a trace. */
export function currentTraceparent(): string | undefined {
  const scope = scopes.getStore();
  return scope && `00-${scope.traceId}-${scope.spanId}-${scope.sampled ? '01' : '00'}`;
}

/** `work` as a function that runs within the present trace, whoever calls it. */
export function keepTrace<A extends readonly unknown[], R>(work: (...given: A) => R): (...given: A) => R {
  const scope = scopes.getStore();
  return scope ? (...given) => scopes.run(scope, () => work(...given)) : work;
}

async function run<T>(
  { sink, ...start }: Omit<SpanStart, 'spanId'> & { readonly sink: SpanSink | null },
  work: () => Promise<T>,
): Promise<T> {
  const { traceId } = start;
  const spanId = randomBytes(8).toString('hex');
  const span = sink?.start({ ...start, spanId }) ?? null;
  const scope = { traceId, spanId, sampled: span?.sampled ?? false, span, sink };
  try {
    const result = await scopes.run(scope, work);
    span?.end(null);
    return result;
  } catch (error) {
    span?.end(error instanceof Error ? error.name : 'Error');
    throw error;
  }
}

const TRACEPARENT = /^00-(?<traceId>[\da-f]{32})-(?<spanId>[\da-f]{16})-0(?<sampled>[01])$/;

/** Null for anything else than a traceparent that this bot has written. */
function placeIn(text: string | undefined): SpanPlace | null {
  const { traceId, spanId, sampled } = TRACEPARENT.exec(text ?? '')?.groups ?? {};
  return traceId !== undefined && spanId !== undefined ? { traceId, spanId, sampled: sampled === '1' } : null;
}
