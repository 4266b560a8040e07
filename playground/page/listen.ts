import type { ChatEvent } from './wire.js';

/** Follows what happens in the chat. `onOpen` runs after each (re)connection, before the events that follow it. */
export function listen(handlers: {
  readonly onOpen: () => Promise<void>;
  readonly onLost: () => void;
  readonly onEvent: (event: ChatEvent) => void;
}): void {
  const source = new EventSource('/playground/events');
  // What arrives while the state is being read waits for it.
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
