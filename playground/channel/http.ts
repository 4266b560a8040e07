import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Request, RequestHandler, Response } from 'restify';
import { z } from 'zod';

/** Most bytes of a request's body. A message at Teams' size limit (docs/teams.md) fits. */
const BODY_BYTES_MAX = 256 * 1024;

/** An answer with a status of 400 and up, in the Connector's shape `{ error: { code, message } }`. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Makes a restify handler that answers with the JSON of what `handle` returns, 204 for undefined. */
export function jsonRoute(status: number, handle: (request: Request) => Promise<unknown>): RequestHandler {
  return rawRoute(async (request, response) => {
    sendJson(response, status, await handle(request));
  });
}

/** Like `jsonRoute`, for a handler that writes its answer itself. */
export function rawRoute(handle: (request: Request, response: Response) => Promise<void>): RequestHandler {
  // restify takes an async handler only with two parameters.
  return async (request: Request, response: Response): Promise<void> => {
    try {
      await handle(request, response);
    } catch (error) {
      // The client has left or has part of an answer. restify would throw on a second answer.
      if (response.destroyed || response.headersSent) return;
      if (!(error instanceof HttpProblem)) throw error;
      sendJson(response, error.status, { error: { code: error.code, message: error.message } });
    }
  };
}

/** Reads and validates a JSON body. */
export async function readJsonBody<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(parseJson(await readBody(request)));
  if (!parsed.success) throw new HttpProblem(400, 'BadArgument', z.prettifyError(parsed.error));
  return parsed.data;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) {
      throw new HttpProblem(413, 'MessageSizeTooBig', `The body is larger than ${BODY_BYTES_MAX} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpProblem(400, 'BadSyntax', 'The body is not JSON.');
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (body === undefined) {
    // restify's writeHead returns nothing to chain on.
    response.writeHead(204);
    response.end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
