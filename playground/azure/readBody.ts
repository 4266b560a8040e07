import type { IncomingMessage } from 'node:http';

type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: number; readonly code: string };

const BODY_MAX = 64 * 1024;

/** Parses a JSON body; `value` is undefined for an empty one. More than 64 KB gets a 413, invalid JSON a 400. */
export async function readArmBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read on to the end: a caller that still writes would see a broken connection instead of the 413.
    if (size <= BODY_MAX) chunks.push(chunk);
  }
  if (size > BODY_MAX) return { ok: false, status: 413, code: 'RequestEntityTooLarge' };
  if (size === 0) return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { ok: false, status: 400, code: 'InvalidRequestContent' };
  }
}
