/** An invented person to act as on the chat page. The ids have the shape of Teams' ids (docs/teams.md). */
export interface ChatPerson {
  readonly id: string;
  readonly name: string;
  readonly aadObjectId: string;
  /** The language to start in; the page lets it be changed. */
  readonly locale: string;
}

type ConversationKind = 'personal' | 'groupChat' | 'channel';

export interface ChatConversation {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly name: string;
  readonly members: readonly ChatPerson[];
}

export const BOT_ACCOUNT = { id: '28:7d1b0a52-4c3e-4f0a-9c55-0c1d2e3f4a5b', name: 'Backup' } as const;
export const TEAMS_TENANT_ID = 'b0f1a2c3-1d2e-4f3a-8b4c-5d6e7f8a9b0c';
export const TEAM = { id: '19:b8f4c1d2e3a64f50a1b2c3d4e5f60718@thread.tacv2', name: 'Operations' } as const;

export const PEOPLE: readonly ChatPerson[] = [
  {
    id: '29:1Kq7tanaka0dVb3nWq9Lx2mZ4cR8sT6uY1pA5eH7jN0kG',
    name: 'Tanaka Misaki',
    aadObjectId: '3f2a9c1e-7b64-4d58-9a0f-1c2d3e4f5a61',
    locale: 'ja-JP',
  },
  {
    id: '29:1Hs4sato00Jf8gQm2Vb6Xn9Lc3Kz7Wd1Ry5Te0Ui4Op8As',
    name: 'Sato Kenji',
    aadObjectId: '8c4d2b7f-0e15-4a93-b6d8-2f3a4b5c6d72',
    locale: 'ja-JP',
  },
  {
    id: '29:1Pv9alex00Mt5kRb8Yc2Gx6Nd0Sf4Hj7Lq1Wz3Ev5Bu9Ik',
    name: 'Alex Rivera',
    aadObjectId: 'd5e6f7a8-b9c0-4d1e-8f2a-3b4c5d6e7f83',
    locale: 'en-US',
  },
];

/** A personal chat with the bot for each person, and a group chat and a channel with all three. */
export const CONVERSATIONS: readonly ChatConversation[] = [
  ...PEOPLE.map((person, index) => ({
    id: `a:1personal${String(index + 1)}x0Gd7Kw2Vq9Zt4Lm8Rb3Ny6Hc1Js5`,
    kind: 'personal' as const,
    name: BOT_ACCOUNT.name,
    members: [person],
  })),
  { id: '19:c7d8e9f0a1b24c3d8e5f60718293a4b5@thread.v2', kind: 'groupChat', name: 'Night shift', members: PEOPLE },
  { id: TEAM.id, kind: 'channel', name: 'General', members: PEOPLE },
];

export function personOf(id: string): ChatPerson | undefined {
  return PEOPLE.find((person) => person.id === id);
}

/** Finds a conversation by its id, or by the id of one of its threads (`…;messageid=<root>`). */
export function findConversation(id: string): ChatConversation | undefined {
  const { conversation } = splitThread(id);
  return CONVERSATIONS.find((candidate) => candidate.id === conversation);
}

/** Splits a conversation id into the channel and the root message of its thread; null without a thread. */
export function splitThread(id: string): { readonly conversation: string; readonly thread: string | null } {
  const [conversation = id, thread] = id.split(';messageid=');
  return { conversation, thread: thread ?? null };
}
