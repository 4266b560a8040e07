import type { Server } from 'restify';

import type { ChannelOptions } from './channelParts';
import { ChatStore } from './chatStore';
import { attachConnector } from './connector';
import { attachEvents } from './events';
import { attachPageApi } from './pageApi';
import { attachPageFiles } from './pageFiles';

export interface PlaygroundChannel {
  /** Ends the open event streams, because closing the server waits for them. */
  close(): void;
}

/**
 * Adds a simulated Teams to the bot's own server: the Bot Connector to which the bot sends its messages, and the chat
 * page at `/` with its API. All state is in memory.
 */
export function attachChannel(server: Server, options: ChannelOptions): PlaygroundChannel {
  const store = new ChatStore();
  attachPageFiles(server);
  attachPageApi(server, { ...options, store });
  attachConnector(server, store, options.clock);
  return { close: attachEvents(server, store) };
}
