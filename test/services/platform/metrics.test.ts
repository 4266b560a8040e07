import { createMetrics } from '../../../services/platform/metrics';

it('when it is scraped, then everything since the start is counted, by its labels', async () => {
  const metrics = createMetrics();
  metrics.count('bot_deliveries_total', { result: 'sent' });
  metrics.count('bot_deliveries_total', { result: 'sent' });
  metrics.count('azure_requests_total', { action: 'jobs', method: 'GET', status: '429' });
  metrics.observe('bot_answer_seconds', 0.3, { command: 'status' });

  const text = await metrics.text();

  expect(text).toContain('# TYPE bot_deliveries_total counter');
  expect(text).toContain('bot_deliveries_total{result="sent"} 2');
  expect(text).toContain('azure_requests_total{action="jobs",method="GET",status="429"} 1');
  expect(text).toContain('bot_answer_seconds_bucket{le="0.25",command="status"} 0');
  expect(text).toContain('bot_answer_seconds_bucket{le="0.5",command="status"} 1');
});

it('when it is scraped again, or twice at once, then nothing is counted twice or lost', async () => {
  const metrics = createMetrics();
  metrics.count('bot_deliveries_total', { result: 'sent' });
  await Promise.all([metrics.text(), metrics.text()]);
  metrics.count('bot_deliveries_total', { result: 'sent' });

  expect(await metrics.text()).toContain('bot_deliveries_total{result="sent"} 2');
});

it('when nobody scraped for long, then nothing is lost', async () => {
  const metrics = createMetrics();
  for (let sent = 0; sent < 10_050; sent++) metrics.count('bot_deliveries_total', { result: 'sent' });

  expect(await metrics.text()).toContain('bot_deliveries_total{result="sent"} 10050');
});

it('when a label holds anything, then the text stays well-formed', async () => {
  const metrics = createMetrics();
  metrics.count('bot_deliveries_total', { result: 'a"b\\c\nd' });

  expect(await metrics.text()).toContain('bot_deliveries_total{result="a\\"b\\\\c\\nd"} 1');
});

it('when something is measured, then each scrape shows it as it is then, and nothing where it cannot be read', async () => {
  const metrics = createMetrics();
  let waiting = 3;
  metrics.gauges(async () => {
    if (waiting < 0) throw new RangeError('unknown');
    return { bot_outbox_messages: waiting };
  });
  metrics.gauges(async () => ({ bot_watched_jobs: 7 }));

  expect(await metrics.text()).toMatch(/^bot_outbox_messages 3$/m);
  waiting = 2;
  expect(await metrics.text()).toMatch(/^bot_outbox_messages 2$/m);
  waiting = -1;
  const text = await metrics.text();
  expect(text).not.toMatch(/^bot_outbox_messages/m);
  expect(text).toMatch(/^bot_watched_jobs 7$/m);
});

it('when a gauge has labels, then a value that is gone at the next scrape is not shown any more', async () => {
  const metrics = createMetrics();
  let vaults = ['a', 'b'];
  metrics.gauges(async () => ({
    azure_vault_read_age_seconds: vaults.map((vault) => ({ labels: { vault }, value: 7 })),
  }));
  expect(await metrics.text()).toContain('azure_vault_read_age_seconds{vault="b"} 7');
  vaults = ['a'];
  const text = await metrics.text();
  expect(text).toContain('azure_vault_read_age_seconds{vault="a"} 7');
  expect(text).not.toContain('vault="b"');
});
