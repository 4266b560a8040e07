import type { Server } from 'restify';

import type { ChannelOptions } from './channelParts';
import { ChatStore } from './chatStore';
import { attachConnector } from './connector';
import { attachEvents } from './events';
import { attachPageApi } from './pageApi';
import { attachPageFiles } from './pageFiles';

export interface Channel {
  /** Ends the open event streams; without it the server's own close would wait for the pages. */
  close(): void;
}

/**
 * Puts a small Teams on the bot's own server: the Bot Connector that the bot answers to (TEAMS.md 4), and the chat
 * page at `/` with its API. Everything lives in memory.
 */
export function attachChannel(server: Server, options: ChannelOptions): Channel {
  const store = new ChatStore();
  attachPageFiles(server);
  attachPageApi(server, { ...options, store });
  attachConnector(server, store, options.clock);
  return { close: attachEvents(server, store) };
}
