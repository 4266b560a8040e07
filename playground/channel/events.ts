import type { Response, Server } from 'restify';

import type { ChatStore } from './chatStore';
import { HttpProblem, rawRoute } from './http';

/** Most pages with an open event stream. */
const LISTENERS_MAX = 50;

/** `GET /playground/events`: the chat's changes as server-sent events. Returns a function that ends all streams. */
export function attachEvents(server: Server, store: ChatStore): () => void {
  const open = new Set<Response>();
  server.get(
    '/playground/events',
    rawRoute(async (_request, response) => {
      if (open.size >= LISTENERS_MAX) {
        throw new HttpProblem(503, 'ServiceUnavailable', `More than ${LISTENERS_MAX} pages are open.`);
      }
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
      response.write(': open\n\n');
      open.add(response);
      const stop = store.listen((event) => {
        response.write(`data: ${JSON.stringify(event)}\n\n`);
      });
      response.on('close', () => {
        stop();
        open.delete(response);
      });
    }),
  );
  return () => {
    for (const response of open) response.end();
  };
}
