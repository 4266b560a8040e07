import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { parse } from 'yaml';

import { createMetrics, METRICS } from '../services/platform/metrics';
import { FOLDERS } from './support/folders';

const ROOT = resolve(__dirname, '..');
const read = (name: string): string => readFileSync(join(ROOT, 'infra/monitoring', name), 'utf8');

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}
const BOARD = JSON.parse(read('grafana.json')) as { readonly panels: readonly Panel[]; readonly templating: object };
const PANELS = BOARD.panels.filter(({ type }) => type !== 'row');
const RULES = (
  parse(read('alerts.yml')) as {
    groups: { rules: { alert: string; expr: string; labels: object; annotations: Record<string, string> }[] }[];
  }
).groups.flatMap(({ rules }) => rules);
const WORKBOOK = JSON.parse(read('workbook.json')) as { items: { type: number; content: { query?: string } }[] };
const BICEP = read('alerts.bicep');

/** What prom-client tells of a process by itself. */
const OF_PROCESS = ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds'];
const METRIC = /\b(?:bot|azure|process|nodejs)_[a-z0-9_]+/g;

/** The metric of a name as Prometheus stores it: a histogram has three. */
function metricOf(name: string): string {
  const base = name.replace(/_(?:bucket|sum|count)$/, '');
  return base in METRICS && 'buckets' in METRICS[base as keyof typeof METRICS] ? base : name;
}

interface Use {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** Each metric of an expression with the labels by which it is chosen or summed. */
function usesIn(expr: string): readonly Use[] {
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) =>
    names.split(',').map((one) => one.trim()),
  );
  return [
    ...expr.replace(/"[^"]*"/g, '""').matchAll(/\b((?:bot|azure|process|nodejs)_[a-z0-9_]+)(?:\{([^}]*)\})?/g),
  ].map(([, name = '', chosen = '']) => ({
    metric: metricOf(name),
    labels: [...grouped, ...[...chosen.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label)],
  }));
}

/** Labels of Prometheus itself. */
const OUTSIDE = ['job', 'instance', 'le'];

function strangersIn(expr: string): readonly string[] {
  return usesIn(expr).flatMap(({ metric, labels }) => {
    if (OF_PROCESS.includes(metric)) return [];
    const known = METRICS[metric as keyof typeof METRICS] as { readonly labels: readonly string[] } | undefined;
    if (known === undefined) return [metric];
    return labels
      .filter((label) => ![...known.labels, ...OUTSIDE].includes(label))
      .map((label) => `${metric}{${label}}`);
  });
}

describe('the Grafana board', () => {
  it('names only metrics and labels that the bot has', () => {
    expect(PANELS.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => strangersIn(expr)))).toEqual([]);
  });

  it('shows every metric', () => {
    const shown = new Set(
      PANELS.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => usesIn(expr))).map(({ metric }) => metric),
    );
    expect([...Object.keys(METRICS), ...OF_PROCESS].filter((name) => !shown.has(name))).toEqual([]);
  });

  it('can be imported: its data source is a variable, and each panel has a title and what it means', () => {
    expect(JSON.stringify(BOARD.templating)).toContain('"type":"datasource"');
    const sources = [...JSON.stringify(PANELS).matchAll(/"uid":"([^"]*)"/g)].map(([, uid]) => uid);
    expect(new Set(sources)).toEqual(new Set(['${datasource}']));
    expect(PANELS.filter((panel) => !/^[A-Z][\w ,.'’-]+$/.test(panel.title) || !('description' in panel))).toEqual([]);
    const places = BOARD.panels.map((panel) => JSON.stringify((panel as unknown as { gridPos: object }).gridPos));
    expect(new Set(places).size).toBe(places.length);
  });
});

describe('the alert rules for Prometheus', () => {
  it.each(RULES.map((rule) => [rule.alert, rule] as const))(
    '%s names what the bot has, and what to do',
    (_name, rule) => {
      expect(strangersIn(rule.expr)).toEqual([]);
      expect(usesIn(rule.expr).length).toBeGreaterThan(0);
      expect(rule.labels).toEqual({ severity: expect.stringMatching(/^(?:page|ticket)$/) as string });
      expect(Object.keys(rule.annotations)).toEqual(['summary', 'description']);
    },
  );

  it.each([
    'NotReady',
    'GoAheadLate',
    'OutboxStuck',
    'Throttled',
    'Database',
    'AuditChain',
    'ReadOnlyLong',
    'HeartbeatMissing',
  ])('one of them tells of %s', (part) => {
    expect(RULES.filter(({ alert }) => alert.includes(part))).toHaveLength(1);
  });
});

/** All of the product's own texts: a message of the log stands in one of them as it is. */
const SOURCES = ['index.ts', ...FOLDERS.flatMap(filesUnder)]
  .map((file) => readFileSync(join(ROOT, file), 'utf8'))
  .join('\n');
const BY_LOG = [
  ...WORKBOOK.items.flatMap(({ content }) => content.query ?? []),
  ...BICEP.split('\n').filter((text) => text.includes("query: '")),
];

describe('the workbook and the alert rules by the log', () => {
  it('name only messages that the bot logs', () => {
    const named = BY_LOG.flatMap((query) => [
      ...[...query.matchAll(/\bmessage == "([^"]*)"/g)].map(([, text = '']) => text),
      ...[...query.matchAll(/\bmessage in \(([^)]*)\)/g)].flatMap(([, list = '']) =>
        [...list.matchAll(/"([^"]*)"/g)].map(([, text = '']) => text),
      ),
    ]);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((text) => !SOURCES.includes(`'${text}'`))).toEqual([]);
    expect(SOURCES).toContain('`the database failed: ');
  });

  it('name only fields that some line has', () => {
    const fields = BY_LOG.flatMap((query) => [...query.matchAll(/\bline\.(\w+)/g)].map(([, name = '']) => name));
    const own = ['msg', 'level', 'err'];
    expect(
      [...new Set(fields)].filter((name) => !own.includes(name) && !new RegExp(`\\b${name}\\b`).test(SOURCES)),
    ).toEqual([]);
  });

  it('have the parameters that the deployment gives, and a rule for each trouble', () => {
    for (const parameter of ['location string', 'workspaceId string', 'actionGroupIds array'])
      expect(BICEP).toMatch(new RegExp(`^param ${parameter}$`, 'm'));
    for (const name of [
      'bot-not-ready',
      'go-ahead-late',
      'outbox-stuck',
      'azure-throttles',
      'database-away',
      'audit-chain-broken',
      'read-only-long',
      'heartbeat-missing',
    ])
      expect(BICEP).toContain(name);
    expect(WORKBOOK.items.filter(({ type }) => type === 3).length).toBeGreaterThan(6);
  });
});

it('docs/metrics.md has the table that the code has, in both languages', () => {
  const rows = Object.entries(METRICS).map(
    ([name, { kind, labels }]) =>
      `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ') || '–'} |`,
  );
  for (const file of ['docs/metrics.md', 'docs/ja/metrics.md']) {
    const text = readFileSync(join(ROOT, file), 'utf8').replace(/ +/g, ' ');
    expect(rows.filter((row) => !text.includes(row))).toEqual([]);
  }
  const english = readFileSync(join(ROOT, 'docs/metrics.md'), 'utf8').replace(/ +/g, ' ');
  expect(
    Object.values(METRICS)
      .filter(({ help }) => !english.includes(`| ${help} |`))
      .map(({ help }) => help),
  ).toEqual([]);
});

it('a scrape holds what the process takes beside the metrics of the bot', async () => {
  const text = await createMetrics().text();
  for (const name of [...OF_PROCESS, ...Object.keys(METRICS)])
    expect(text).toMatch(new RegExp(`^# TYPE ${name} `, 'm'));
  expect(text.match(METRIC)).not.toBeNull();
});

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}
