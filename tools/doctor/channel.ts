import { KeySet, KeysUnavailable } from '../../bots/channel/keySet';
import { objectOf, textOf } from '../../services/azure/http/jsonFields';
import { SECOND_MS } from '../../services/platform/durations';
import { createHttp } from '../../services/platform/http';
import type { Log } from '../../services/platform/log';
import type { Witness } from './clock';
import { type Finding, finding } from './finding';

const ANSWER_BYTES_MAX = 100_000;

/** Reads the Bot Framework's keys as the bot does: without them it can let nobody in. */
export async function checkKeys(metadataUrl: string, waitMs: number): Promise<Finding> {
  const facts = { url: metadataUrl, host: new URL(metadataUrl).host };
  let says = '';
  const note = ({ err }: { readonly err?: unknown }): void => {
    says = textOf(objectOf(err)['message']) || String(err);
  };
  const quiet = (): undefined => undefined;
  const log = { debug: quiet, info: quiet, error: quiet, warn: note } as Log;
  const keys = new KeySet({ clock: { now: () => new Date() }, log, metadataUrl, readMsMax: waitMs });
  try {
    await keys.find('a key id that nobody has');
    return finding('channel.keys', 'keysRead', facts);
  } catch (error) {
    if (!(error instanceof KeysUnavailable)) throw error;
    return finding('channel.keys', 'keysUnread', { ...facts, says });
  }
}

/** Asks a web address whose answer's `Date` tells the time; null where nothing answers. */
export async function askTime(
  url: string,
  { now, waitMs }: { readonly now: () => number; readonly waitMs: number },
): Promise<Witness | null> {
  const sentMs = now();
  const answer = await ask(url, waitMs);
  return answer && { host: new URL(url).host, date: answer.headers['date'] ?? '', sentMs, receivedMs: now() };
}

/** Whether a bot answers on this machine, and what is left to be done from outside. */
export async function checkEndpoint(
  { host, port }: { readonly host: string; readonly port: number },
  waitMs: number,
): Promise<readonly Finding[]> {
  const address = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  const url = `http://${address}:${port}/healthz`;
  const answer = port === 0 ? null : await ask(url, waitMs);
  const here = answer?.status === 200 ? 'botAnswers' : 'botSilent';
  return [finding('endpoint', here, { url, port }), finding('endpoint', 'endpointUnproven')];
}

async function ask(
  url: string,
  waitMs: number,
): Promise<{ readonly status: number; readonly headers: Record<string, string> } | null> {
  const http = createHttp({ connections: 1, idleMs: SECOND_MS, answerBytes: ANSWER_BYTES_MAX });
  const outcome = await http.send({ url, method: 'GET', headers: {}, signal: AbortSignal.timeout(waitMs) });
  http.close();
  return outcome.kind === 'answered' ? { status: outcome.status, headers: { ...outcome.headers } } : null;
}
