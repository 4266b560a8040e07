import type { Server } from 'restify';

import type { SettableClock } from '../services/platform/clock';
import { startSimulatedAzure } from './azure/server';
import { readSettings } from './azure/settings';
import { attachChannel, type Channel } from './channel/channel';
import { attachGallery } from './gallery';

export interface Playground {
  /** Where the simulated Azure listens; empty where Azure was given. */
  readonly azureUrl: string;
  readonly subscriptionId: string;
  /** Adds the chat page, its channel and the gallery to the bot's server. `botUrl` is asked for once it listens. */
  attach(server: Server, botUrl: () => string): void;
  /** Ends the pages' event streams and the simulated Azure. The server's own close waits for the former. */
  close(): Promise<void>;
}

/**
 * What demo mode adds to the bot. `simulate` false: Azure was given by AZURE_RESOURCE_MANAGER_URL, so none is
 * simulated and the page cannot set the clock forward. Rejects with OperatorError for a wrong SIMULATOR_… setting.
 */
export async function startPlayground({
  env,
  clock,
  simulate,
}: {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: SettableClock;
  readonly simulate: boolean;
}): Promise<Playground> {
  const azure = simulate ? await startSimulatedAzure({ ...readSettings(env), clock, port: 0 }) : null;
  const channels: Channel[] = [];
  return {
    azureUrl: azure?.url ?? '',
    subscriptionId: azure?.subscriptionId ?? '',
    attach(server, botUrl) {
      channels.push(attachChannel(server, { clock, botUrl, canForward: simulate }));
      attachGallery(server);
    },
    async close() {
      for (const channel of channels) channel.close();
      await azure?.close();
    },
  };
}
