import { createRequire } from 'node:module';

import type * as PromClient from 'prom-client';
import type { Registry } from 'prom-client';

/** Every metric of `/metrics`, with the labels it takes. */
export const METRICS = {
  bot_commands_total: { kind: 'counter', help: 'Commands by kind and result', labels: ['command', 'result'] },
  bot_answer_seconds: { kind: 'histogram', help: 'From the activity to its answer, real seconds', labels: ['command'] },
  bot_deliveries_total: { kind: 'counter', help: 'Messages sent to the channel by result', labels: ['result'] },
  azure_requests_total: {
    kind: 'counter',
    help: 'Requests to Azure Resource Manager by action, method and status (429 among them)',
    labels: ['action', 'method', 'status'],
  },
} as const;
export type MetricName = keyof typeof METRICS;
type Labels = Readonly<Record<string, string>>;

export interface Metrics {
  count(name: MetricName, labels?: Labels): void;
  /** Real seconds. */
  observe(name: MetricName, seconds: number, labels?: Labels): void;
  /** Prometheus' text format. */
  text(): Promise<string>;
}

/** Samples that wait for the first scrape; with one more, prom-client is loaded without it. */
const WAITING_MAX = 10_000;
const BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

interface Sample {
  readonly name: MetricName;
  readonly value: number;
  readonly labels: Labels;
}

interface Page {
  readonly registry: Registry;
  take(sample: Sample): void;
}

const load = createRequire(__filename);

/** Counts from the start; prom-client is loaded by the first scrape, so that nobody who does not scrape pays for it. */
export function createMetrics(): Metrics {
  const waiting: Sample[] = [];
  let page: Page | undefined;
  const open = (): Page => {
    const opened = (page ??= openPage());
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
    text: async () => open().registry.metrics(),
  };
}

function openPage(): Page {
  const { Counter, Histogram, Registry } = load('prom-client') as typeof PromClient;
  const registry = new Registry();
  const takers = new Map(
    Object.entries(METRICS).map(([name, { kind, help, labels }]) => {
      const settings = { name, help, labelNames: labels, registers: [registry] };
      if (kind === 'counter') {
        const counter = new Counter(settings);
        return [
          name,
          (sample: Sample) => {
            counter.inc(sample.labels, sample.value);
          },
        ];
      }
      const histogram = new Histogram({ ...settings, buckets: BUCKETS_S });
      return [
        name,
        (sample: Sample) => {
          histogram.observe(sample.labels, sample.value);
        },
      ];
    }),
  );
  return { registry, take: (sample) => takers.get(sample.name)?.(sample) };
}
