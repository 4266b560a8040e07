import type { IncomingMessage } from 'node:http';

/** Teams limits a message to about 100 KB. */
export const BODY_BYTES_MAX = 256 * 1_024;
/** Up to this much of a body that is too large is read and thrown away: only then can its sender read the answer. */
const DISCARD_BYTES_MAX = 16 * 1_024 * 1_024;

/**
 * The request's body as text; null if it is larger than 256 KB. Rejects if the connection ends before the body.
 */
export function readRequestBody(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > DISCARD_BYTES_MAX) request.destroy();
      else if (bytes > BODY_BYTES_MAX) chunks.length = 0;
      else chunks.push(chunk);
    });
    request.on('end', () => {
      resolve(bytes > BODY_BYTES_MAX ? null : Buffer.concat(chunks).toString('utf8'));
    });
    const cut = (): void => {
      if (!request.readableEnded) reject(new RequestCut());
    };
    request.on('error', cut);
    request.on('close', cut);
  });
}

/** The connection ended before the body did, so nobody waits for an answer. */
export class RequestCut extends Error {
  override readonly name = 'RequestCut';
}
