import type { SettableClock } from '../../services/platform/clock';
import type { ChatStore } from './chatStore';

export interface ChannelOptions {
  readonly clock: SettableClock;
  /** The bot's address, e.g. `http://127.0.0.1:3978`. The port is unknown until the server listens. */
  readonly botUrl: () => string;
  /** Whether the page may set the clock forward: only if the simulated Azure runs on the same clock. */
  readonly canForward: boolean;
}

export interface ChannelParts extends ChannelOptions {
  readonly store: ChatStore;
}
