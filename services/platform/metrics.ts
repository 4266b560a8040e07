import type * as PromClient from 'prom-client';
import type { Gauge, Registry } from 'prom-client';

import { SECOND_MS } from './durations';
import { withTimeout } from './timeout';

/** Upper ends in seconds: an answer's. */
const ANSWER_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];
/** A go-ahead's: a read every few minutes finds a snapshot's end (docs/decisions/reads.md). */
const LATENESS_BUCKETS_S = [15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600];

/** Every metric of `/metrics`, with the labels it takes. docs/metrics.md says what each is for. */
export const METRICS = {
  bot_commands_total: {
    kind: 'counter',
    help: 'Commands by the kind of their answer and by result',
    labels: ['command', 'result'],
  },
  bot_answer_seconds: {
    kind: 'histogram',
    help: 'From the activity to its answer, real seconds',
    labels: ['command'],
    buckets: ANSWER_BUCKETS_S,
  },
  bot_go_ahead_lateness_seconds: {
    kind: 'histogram',
    help: "From the snapshot's own end, as Azure reports it, to the sent go-ahead; the bot's seconds",
    labels: ['reason'],
    buckets: LATENESS_BUCKETS_S,
  },
  bot_deliveries_total: { kind: 'counter', help: 'Messages sent to the channel by result', labels: ['result'] },
  bot_refused_requests_total: { kind: 'counter', help: 'Requests that were refused, by cause', labels: ['cause'] },
  bot_watched_jobs: { kind: 'gauge', help: 'Backups that are watched, by all replicas together', labels: [] },
  bot_outbox_messages: { kind: 'gauge', help: 'Messages that wait to be sent, by all replicas together', labels: [] },
  bot_outbox_oldest_seconds: { kind: 'gauge', help: 'How long the oldest of them has waited', labels: [] },
  bot_owed_go_aheads: {
    kind: 'gauge',
    help: 'Go-aheads that wait until nothing else stands against them, by all replicas together',
    labels: [],
  },
  bot_read_only: { kind: 'gauge', help: 'Whether the bot is read-only: 1 if it changes nothing in Azure', labels: [] },
  bot_check_ok: { kind: 'gauge', help: 'The checks of /readyz: 1 if the check is good', labels: ['check'] },
  bot_audit_chain_ok: {
    kind: 'gauge',
    help: "1 if the audit log's newest rows form one chain, checked once an hour by one replica",
    labels: [],
  },
  bot_heartbeat_age_seconds: {
    kind: 'gauge',
    help: 'Since the channel took the last heartbeat; absent without HEARTBEAT_CONVERSATION',
    labels: [],
  },
  azure_vaults: { kind: 'gauge', help: 'Vaults by whether their last read succeeded', labels: ['state'] },
  azure_vault_read_age_seconds: {
    kind: 'gauge',
    help: 'Since the last good read of a vault by this replica; the 50 vaults with the oldest reads',
    labels: ['vault'],
  },
  azure_read_budget_remaining: {
    kind: 'gauge',
    help: 'Reads of jobs that the monitor may still make this hour; 50 subscriptions at most',
    labels: ['subscription'],
  },
  azure_requests_total: {
    kind: 'counter',
    help: 'Requests to Azure Resource Manager by action, method and status (429 among them)',
    labels: ['action', 'method', 'status'],
  },
} as const;
export type MetricName = keyof typeof METRICS;
type GaugeName = { [N in MetricName]: (typeof METRICS)[N]['kind'] extends 'gauge' ? N : never }[MetricName];
type Labels = Readonly<Record<string, string>>;
/** One value of a gauge with labels. */
export interface GaugeSample {
  readonly labels: Labels;
  readonly value: number;
}
export type Gauges = Readonly<Partial<Record<GaugeName, number | readonly GaugeSample[]>>>;

export interface Metrics {
  count(name: MetricName, labels?: Labels): void;
  /** Adds to a histogram, in seconds. */
  observe(name: MetricName, seconds: number, labels?: Labels): void;
  /** Calls `read` at each scrape. If it rejects or takes longer than 2 s, that scrape lacks its gauges. */
  gauges(read: () => Promise<Gauges>): void;
  /** The page of `/metrics`, in Prometheus' text format. */
  text(): Promise<string>;
}

/** Maximum number of samples that wait for the first scrape. One more loads prom-client earlier. */
const WAITING_MAX = 10_000;
const READ_MS_MAX = 2 * SECOND_MS;

interface Sample {
  readonly name: MetricName;
  readonly value: number;
  readonly labels: Labels;
}

interface Page {
  readonly registry: Registry;
  take(sample: Sample): void;
  /** An empty list means unknown now, so the page omits the gauge. */
  set(name: GaugeName, values: readonly GaugeSample[]): void;
}

/** Counts from the start, but loads prom-client only at the first scrape, which saves memory if nobody scrapes. */
export function createMetrics(): Metrics {
  const waiting: Sample[] = [];
  const readers: (() => Promise<Gauges>)[] = [];
  let page: Page | undefined;
  const open = (): Page => {
    const opened = (page ??= createPage());
    for (const sample of waiting.splice(0)) opened.take(sample);
    return opened;
  };
  const take = (sample: Sample): void => {
    if (page === undefined && waiting.length < WAITING_MAX) waiting.push(sample);
    else open().take(sample);
  };
  return {
    count: (name, labels = {}) => {
      take({ name, value: 1, labels });
    },
    observe: (name, seconds, labels = {}) => {
      take({ name, value: seconds, labels });
    },
    gauges: (read) => {
      readers.push(read);
    },
    text: async () => {
      const opened = open();
      const known = await Promise.all(readers.map(gaugesOf));
      for (const name of GAUGES) opened.set(name, samplesOf(known.find((some) => name in some)?.[name]));
      return opened.registry.metrics();
    },
  };
}

const GAUGES = (Object.keys(METRICS) as MetricName[]).filter(
  (name): name is GaugeName => METRICS[name].kind === 'gauge',
);

function samplesOf(given: Gauges[GaugeName]): readonly GaugeSample[] {
  if (given === undefined) return [];
  return typeof given === 'number' ? [{ labels: {}, value: given }] : given;
}

async function gaugesOf(read: () => Promise<Gauges>): Promise<Gauges> {
  try {
    return await withTimeout(read(), READ_MS_MAX, () => ({}));
  } catch {
    return {};
  }
}

function createPage(): Page {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = module.require(
    'prom-client',
  ) as typeof PromClient;
  const registry = new Registry();
  // CPU, memory, the lag of the event loop, open files and sockets of this process.
  collectDefaultMetrics({ register: registry });
  const takers = new Map<MetricName, (sample: Sample) => void>();
  const gauges = new Map<MetricName, Gauge>();
  for (const name of Object.keys(METRICS) as MetricName[]) {
    const metric = METRICS[name];
    const { kind, help, labels } = metric;
    const settings = { name, help, labelNames: labels, registers: [registry] };
    if (kind === 'gauge') {
      gauges.set(name, new Gauge(settings));
    } else if (kind === 'counter') {
      const counter = new Counter(settings);
      takers.set(name, (sample) => {
        counter.inc(sample.labels, sample.value);
      });
    } else {
      const histogram = new Histogram({ ...settings, buckets: [...metric.buckets] });
      takers.set(name, (sample) => {
        histogram.observe(sample.labels, sample.value);
      });
    }
  }
  return {
    registry,
    take: (sample) => takers.get(sample.name)?.(sample),
    set: (name, values) => {
      const gauge = gauges.get(name);
      gauge?.reset();
      // Without this line a gauge without labels would read 0, which is a value.
      if (values.length === 0 && METRICS[name].labels.length === 0) gauge?.remove();
      for (const { labels, value } of values) gauge?.set(labels, value);
    },
  };
}
