import type { BotAnswer, ChatState } from './wire.js';

const API = '/playground/api';

/** The person, the conversation and the language of an activity. */
export interface Doing {
  readonly conversation: string;
  readonly person: string;
  readonly locale: string;
}

export type CardPress =
  | { readonly kind: 'execute'; readonly id?: string; readonly verb: string; readonly data: unknown }
  | { readonly kind: 'submit'; readonly data: unknown };

/** A failed request, with the playground's error message. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
}

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export async function readState(): Promise<ChatState> {
  return (await ask('GET', 'state')) as ChatState;
}

/** Installs the bot in the conversation when somebody opens it for the first time. */
export async function openConversation(doing: Doing): Promise<void> {
  await ask('POST', 'open', { ...doing, timeZone });
}

export async function say(doing: Doing, text: string, thread: string | null): Promise<void> {
  await ask('POST', 'messages', { ...doing, timeZone, text, thread });
}

export async function press(doing: Doing, message: string, action: CardPress): Promise<BotAnswer> {
  return (await ask('POST', 'actions', { ...doing, timeZone, message, action })) as BotAnswer;
}

export async function forwardClock(forwardMs: number): Promise<void> {
  await ask('POST', 'clock', { forwardMs });
}

async function ask(method: 'GET' | 'POST', name: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${API}/${name}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new ApiProblem(problemOf(text) ?? `HTTP ${response.status}`);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

function problemOf(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string } };
    return error?.message ?? null;
  } catch {
    return null;
  }
}
