import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { SECOND_MS } from '../services/platform/durations';

const ANSWER_MS_MAX = 30 * SECOND_MS;
const RETRY_MS = 10;

export interface QuestionChannel {
  /** Sends one message; resolves with its answer and the ms until it came. Tries again until a bot listens at `bot`. */
  ask(bot: string, text: string): Promise<{ readonly ms: number; readonly answer: unknown }>;
  close(): void;
}

/** A person who asks, and the Bot Connector that receives the answers. Each question has a conversation of its own. */
export async function openQuestionChannel(): Promise<QuestionChannel> {
  const waiting = new Map<string, (answer: unknown) => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(201, { 'Content-Type': 'application/json' }).end('{"id":"answer"}');
      const id = decodeURIComponent(/conversations\/([^/]+)/.exec(request.url ?? '')?.[1] ?? '');
      const answer = JSON.parse(Buffer.concat(chunks).toString() || '{}') as { type?: string };
      if (answer.type === 'message') waiting.get(id)?.(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let asked = 0;
  return {
    ask: async (bot, text) => {
      asked += 1;
      const conversation = `a:${process.pid}-${asked}`;
      const began = performance.now();
      const answered = new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`no answer to "${text}"`));
        }, ANSWER_MS_MAX);
        waiting.set(conversation, (answer) => {
          clearTimeout(timer);
          waiting.delete(conversation);
          resolve(answer);
        });
      });
      await postWithRetry(`${bot}/api/messages`, activity({ text, conversation, serviceUrl, id: String(asked) }));
      const answer = await answered;
      return { ms: performance.now() - began, answer };
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Posts JSON; tries again until a server listens there. */
export async function postWithRetry(url: string, body: unknown): Promise<void> {
  const until = Date.now() + ANSWER_MS_MAX;
  for (;;) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      await response.arrayBuffer();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

export function activity(given: { text: string; conversation: string; serviceUrl: string; id: string }): object {
  return {
    type: 'message',
    id: given.id,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: given.serviceUrl,
    from: { id: '29:bench', name: 'Bench', aadObjectId: '00000000-0000-4000-8000-000000000001' },
    recipient: { id: '28:bot', name: 'Backup' },
    conversation: { id: given.conversation, conversationType: 'personal', tenantId: 'tenant' },
    channelData: { tenant: { id: 'tenant' } },
    locale: 'en-US',
    text: given.text,
  };
}
