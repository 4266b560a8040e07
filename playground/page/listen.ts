import type { ChatEvent } from './wire.js';

/** Follows the chat's server-sent events. `onOpen` runs after each connection, before its events. */
export function listen(handlers: {
  readonly onOpen: () => Promise<void>;
  readonly onLost: () => void;
  readonly onEvent: (event: ChatEvent) => void;
}): void {
  const source = new EventSource('/playground/events');
  // Events that arrive while `onOpen` loads the state wait for it.
  let ready = Promise.resolve();
  source.addEventListener('open', () => {
    ready = handlers.onOpen().catch(handlers.onLost);
  });
  source.addEventListener('error', handlers.onLost);
  source.addEventListener('message', ({ data }: MessageEvent<string>) => {
    void ready.then(() => {
      handlers.onEvent(JSON.parse(data) as ChatEvent);
    });
  });
}
