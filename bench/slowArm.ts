import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

interface SlowArm {
  readonly url: string;
  /** Requests since the last call of `reset`. */
  seen(): readonly string[];
  reset(): void;
  close(): void;
}

/** A proxy in front of a Resource Manager: delays each request by `delayMs` and counts them. */
export async function openSlowArm(target: string, delayMs: number): Promise<SlowArm> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    setTimeout(() => {
      const onward = forward(
        new URL(request.url ?? '/', target),
        { method: request.method, headers: request.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    }, delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: () => seen,
    reset: () => seen.splice(0),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
