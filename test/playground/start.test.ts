import { createServer } from 'restify';

import { SUBSCRIPTION_ID } from '../../playground/azure/names';
import { SAMPLES } from '../../playground/samples';
import { type Playground, startPlayground } from '../../playground/start';
import { createClock } from '../../services/platform/clock';
import { OperatorError } from '../../services/platform/errors';

const clock = createClock();
let playground: Playground | undefined;
afterEach(() => playground?.close());

it('when Azure is given, then none is simulated', async () => {
  playground = await startPlayground({ env: {}, clock, simulate: false });

  expect(playground.azureUrl).toBe('');
});

it('when none is given, then a simulated one answers on a port of its own, with the fleet that was asked for', async () => {
  playground = await startPlayground({
    env: { SIMULATOR_FLEET: '2x3', SIMULATOR_PORT: '4010' },
    clock,
    simulate: true,
  });

  const vaults = await fetch(
    `${playground.azureUrl}/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.RecoveryServices/vaults?api-version=2024-04-01`,
  );

  expect(((await vaults.json()) as { value: unknown[] }).value).toHaveLength(2);
});

it('when a setting of the simulated Azure is wrong, then the operator is told', async () => {
  const starting = startPlayground({ env: { SIMULATOR_FLEET: 'huge' }, clock, simulate: true });

  await expect(starting).rejects.toThrow(OperatorError);
});

it.each(['en', 'ja'])('when the gallery is asked for its cards in %s, then each sample is drawn', async (language) => {
  playground = await startPlayground({ env: {}, clock, simulate: false });
  const server = createServer();
  playground.attach(server, () => server.url);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });

  const page = await fetch(`${server.url}/gallery?lang=${language}&theme=dark`);
  const response = await fetch(`${server.url}/gallery/cards?lang=${language}`);
  const cards = (await response.json()) as { name: string; card: { type: string } }[];
  server.close();

  expect(page.status).toBe(200);
  expect(cards.map(({ name }) => name)).toEqual(SAMPLES.map(({ name }) => name));
  expect(cards.every(({ card }) => card.type === 'AdaptiveCard')).toBe(true);
});
