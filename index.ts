import { MemoryStorage } from 'botbuilder';
import type { Server } from 'restify';

import { createAdapter } from './bots/adapter';
import { BackupBot } from './bots/backupBot';
import { CardMessages } from './bots/cardMessages';
import { Choices } from './bots/choices';
import { Conversations } from './bots/conversations';
import { createGuard } from './bots/guard';
import { createHealth } from './bots/health';
import { createSender } from './bots/sender';
import { createOpsServer, createServer } from './bots/server';
import { Turns } from './bots/turns';
import { render } from './cards/render';
import { answerPress, answerText } from './commands/answer';
import type { Services } from './commands/ask';
import { ConsistencySeen } from './commands/consistencySeen';
import { failureView } from './commands/failure';
import { Proposals } from './commands/proposals';
import { runCommand } from './commands/run';
import { Settings } from './commands/settings';
import { Triggers } from './commands/triggers';
import type { Playground } from './playground/start';
import { openAccessFile } from './services/access/accessFile';
import { everyoneIsAdmin } from './services/access/accessRules';
import { createCredential, tokenFor } from './services/azure/tokens';
import { createVaults } from './services/azure/vaults';
import { createClock } from './services/platform/clock';
import { readConfig } from './services/platform/config';
import { OperatorError } from './services/platform/errors';
import { createLog } from './services/platform/log';
import { createMetrics } from './services/platform/metrics';

const DRAIN_MS = 8_000;

/**
 * The composition root: builds every part, in order, and listens. `playground: false` leaves the page and the simulated
 * Azure out (the bench). Rejects with OperatorError where a setting, the access file or the port is wrong.
 */
export async function start(
  env: NodeJS.ProcessEnv,
  { playground: play = true } = {},
): Promise<{ readonly stop: () => Promise<void> }> {
  const config = readConfig(env);
  const log = createLog(config.logLevel);
  const { speed, epoch } = config.clock;
  const clock = createClock({ speed, ...(epoch && { epoch }) });
  const metrics = createMetrics();
  const playground =
    config.mode === 'demo' && play ? await openPlayground(env, clock, config.resourceManagerUrl === null) : null;

  const credential = config.channel && createCredential(config.channel);
  const resourceManagerUrl = config.resourceManagerUrl ?? playground?.azureUrl ?? 'http://127.0.0.1:4010';
  const vaults = createVaults({
    ...config,
    resourceManagerUrl,
    credential: resourceManagerUrl.startsWith('http:') ? null : credential,
    clock,
    log,
    onRequest: ({ action, method, status }) => {
      metrics.count('azure_requests_total', { action, method, status: String(status) });
    },
  });
  const rules = config.accessFile === null ? null : openAccessFile(config.accessFile, log);
  const services: Services = {
    vaults,
    access: rules ?? everyoneIsAdmin,
    clock,
    proposals: new Proposals(clock),
    settings: new Settings(),
    triggers: new Triggers(clock),
    seen: new ConsistencySeen(clock),
    log,
  };

  const channelToken = credential && ((scope: string): Promise<string> => tokenFor(credential, scope)());
  const adapter = createAdapter({ config, log, channelToken: channelToken ?? (() => Promise.resolve('')) });
  const bot = new BackupBot({
    services,
    brain: { answerText, answerPress, runCommand, failureView, render },
    sender: createSender({ turner: adapter, clock, metrics, log }),
    choices: new Choices({ turner: adapter, storage: new MemoryStorage(), clock, log }),
    cards: new CardMessages(),
    conversations: new Conversations(),
    turns: new Turns({ log }),
    defaults: config,
    metrics,
  });
  const guard = createGuard({ mode: config.mode, tenants: rules?.tenants ?? (() => []), log });
  const health = createHealth({ vaults, channelToken, clock, log });
  const server = createServer({ config, guard, adapter, bot, health, metrics, log });
  const ops = config.mode === 'teams' && config.opsPort !== null ? createOpsServer({ health, metrics, log }) : null;
  const url = (): string => server.url.replace('[::]', '127.0.0.1');
  playground?.attach(server, url);

  await listen(server, config.port, config.host);
  if (ops && config.opsPort !== null) await listen(ops, config.opsPort, config.host);
  void vaults.inventory().catch((error: unknown) => {
    log.warn({ err: error }, 'the inventory could not be read at the start; it is read again when somebody asks');
  });
  process.stdout.write(`${url()}/\n`);

  const stop = async (): Promise<void> => {
    server.close();
    ops?.close();
    await bot.drain(DRAIN_MS);
    rules?.close();
    vaults.close();
    await playground?.close();
  };
  return { stop };
}

async function openPlayground(
  env: NodeJS.ProcessEnv,
  clock: ReturnType<typeof createClock>,
  simulate: boolean,
): Promise<Playground> {
  const { startPlayground } = await import('./playground/start.js');
  return startPlayground({ env, clock, simulate });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      reject(
        new OperatorError(
          `PORT: cannot listen on ${host}:${port} (${error.code ?? error.message}); give a free one, such as PORT=0.`,
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}

async function main(): Promise<void> {
  try {
    const running = await start(process.env);
    let stopping: Promise<void> | undefined;
    const end = (): void => {
      stopping ??= running.stop().then(() => process.exit(0));
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  } catch (error) {
    process.stderr.write(`${error instanceof OperatorError ? error.message : String((error as Error).stack)}\n`);
    process.exit(error instanceof OperatorError ? 2 : 1);
  }
}

if (require.main === module) void main();
