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

/** The conversation as one text, to be a Map's key. */
export function conversationMapKey({ tenant, conversation }: ConversationKey): string {
  return `${tenant}/${conversation}`;
}
