import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proactive message, as the channel received it. */
interface RecordedNotice {
  readonly conversation: string;
  /** The job's event, such as `snapshotDone`. */
  readonly event: string;
  /** When all of it had arrived; real time, epoch ms. */
  readonly atMs: number;
}

/** A Bot Connector that accepts everything at once and records it. */
export interface ConnectorRecorder {
  readonly serviceUrl: string;
  readonly notices: readonly RecordedNotice[];
  /** Answers to commands, in order. */
  readonly answers: readonly { readonly conversation: string; readonly summary: string }[];
  /** Number of updates of messages. */
  readonly changes: () => number;
  close(): void;
}

/** The card id of a proactive message, which its buttons carry, names the event. */
const EVENT = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:([A-Za-z]+)@/;

export async function openConnectorRecorder(): Promise<ConnectorRecorder> {
  const notices: RecordedNotice[] = [];
  const answers: { conversation: string; summary: string }[] = [];
  let changes = 0;
  let ids = 0;
  const take = ({ url, method }: IncomingMessage, body: string): void => {
    const conversation = decodeURIComponent(/conversations\/([^/]+)/.exec(url ?? '')?.[1] ?? '');
    const { type, summary = '' } = JSON.parse(body || '{}') as { type?: string; summary?: string };
    if (type !== 'message') return;
    const event = EVENT.exec(body)?.[1];
    if (method === 'PUT') changes += 1;
    else if (event === undefined) answers.push({ conversation, summary });
    else notices.push({ conversation, event, atMs: Date.now() });
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      take(request, Buffer.concat(chunks).toString());
      ids += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"id":"sent-${ids}"}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    notices,
    answers,
    changes: () => changes,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
