import type { SettableClock } from '../../services/platform/clock';
import { ChatStore } from './chatStore';

export interface ChannelOptions {
  readonly clock: SettableClock;
  /** The bot's own address, e.g. `http://127.0.0.1:3978`; asked for each time, as the port may not be known yet. */
  readonly botUrl: () => string;
  /** Whether the page may set the clock forward: only where Azure runs on the same one. */
  readonly canForward: boolean;
}

export interface ChannelParts extends ChannelOptions {
  readonly store: ChatStore;
}
