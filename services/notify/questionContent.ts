import type { ConversationKey } from '../access/conversation';
import type { ProtectedItem } from '../backup/types';
import type { Language } from '../platform/language';

export interface AskedVm {
  readonly name: string;
  readonly resourceGroup: string;
  /** The vault's name. */
  readonly vault: string;
}

/** What a question asks, as its card says it; plain JSON. `vms` is empty where the VM is protected no more. */
export type QuestionAsks =
  | { readonly kind: 'backup'; readonly vms: readonly AskedVm[] }
  | { readonly kind: 'cancel'; readonly vmName: string; readonly vms: readonly AskedVm[] };

/** A question that was put to a person, and where; plain JSON. */
export interface Question {
  /** The proposal's. */
  readonly id: string;
  readonly to: ConversationKey;
  /** Id of the message that it was asked under; null outside channels. */
  readonly thread: string | null;
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  /** The person's name; untrusted text. */
  readonly by: string;
  readonly asks: QuestionAsks;
  /** It lapses then; epoch ms. */
  readonly untilMs: number;
}

/** What became of it, and when (epoch ms). */
export interface QuestionEnd {
  readonly how: 'yes' | 'no' | 'replaced' | 'lapsed';
  readonly atMs: number;
}

/** What a question's card says of a VM. */
export function askedVm({ vm, ref }: ProtectedItem): AskedVm {
  return { name: vm.name, resourceGroup: vm.resourceGroup, vault: ref.vault.name };
}
