import type { ConversationKey } from '../access/conversation';
import type { ProtectedItem } from '../backup/types';
import type { Language } from '../platform/language';

/** A VM as a question's card names it. */
export interface QuestionVm {
  readonly name: string;
  readonly resourceGroup: string;
  /** The vault's name. */
  readonly vault: string;
}

/** The change that a question asks about; plain JSON. `vms` is empty if the VM is no longer protected. */
export type QuestionAsks =
  | { readonly kind: 'backup'; readonly vms: readonly QuestionVm[] }
  | { readonly kind: 'cancel'; readonly vmName: string; readonly vms: readonly QuestionVm[] }
  /** The end of read-only mode. */
  | { readonly kind: 'readOnlyOff'; readonly vms: readonly [] };

/** A question to a person, with its place; plain JSON. */
export interface Question {
  /** The id of its proposal. */
  readonly id: string;
  readonly to: ConversationKey;
  /** Id of the message under which the question was asked; null outside channels. */
  readonly thread: string | null;
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  /** The name of the person who is asked; untrusted text. */
  readonly by: string;
  readonly asks: QuestionAsks;
  /** When the question lapses, in epoch ms. */
  readonly untilMs: number;
}

/** How a question ended, and when (epoch ms). */
export interface QuestionEnd {
  readonly how: 'yes' | 'no' | 'replaced' | 'lapsed';
  readonly atMs: number;
  /** The name of the second person who approved or declined; untrusted text. */
  readonly by?: string;
}

export function questionVm({ vm, ref }: ProtectedItem): QuestionVm {
  return { name: vm.name, resourceGroup: vm.resourceGroup, vault: ref.vault.name };
}
