/** A conversation of a tenant; `conversation` is Teams' id without the thread's `;messageid=…`. */
export interface ConversationKey {
  readonly tenant: string;
  readonly conversation: string;
}

/** The person who asked, to be mentioned in a message. `name` is untrusted text. */
export interface Asker {
  /** Teams' id of the person (`29:…`). */
  readonly id: string;
  readonly name: string;
}

/** The conversation as one text, to be a Map's key. */
export function conversationMapKey({ tenant, conversation }: ConversationKey): string {
  return `${tenant}/${conversation}`;
}
