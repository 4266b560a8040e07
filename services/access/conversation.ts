/** A conversation of a tenant; `conversation` is the channel's id without `;messageid=…`. */
export interface ConversationKey {
  readonly tenant: string;
  readonly conversation: string;
}

/** Whoever asked, to be mentioned. `name` is untrusted text. */
export interface Asker {
  /** The channel's id (`29:…`). */
  readonly id: string;
  readonly name: string;
}

/** One text per conversation, fit for a Map's key. */
export function conversationMapKey({ tenant, conversation }: ConversationKey): string {
  return `${tenant}/${conversation}`;
}
