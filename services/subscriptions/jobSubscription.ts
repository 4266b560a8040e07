import type { Asker, ConversationKey } from '../access/conversation';
import type { VaultRef } from '../backup/types';
import type { AzureError } from '../backup/vaults';
import type { Language } from '../platform/language';

/** What a conversation was promised about one backup: its live card moves, and its asker is told each event. */
export interface JobSubscription {
  /** The job's key, or its trigger's: what its notices carry. One per job and conversation. */
  readonly jobKey: string;
  readonly to: ConversationKey;
  /** Id of the message that the command was given under; null outside channels. */
  readonly thread: string | null;
  /** null: nobody asked, only the card of a watch with `all` is kept up to date. */
  readonly asker: Asker | null;
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  /** Id of the message that shows the live card; null until the channel named it. */
  readonly cardActivityId: string | null;
  /** Unique for the card; its buttons carry it. */
  readonly cardId: string;
  /** Of backups that were asked for together and share a card: the keys of all, this one's among them. */
  readonly together?: readonly string[];
  /** Those of them that were not started. */
  readonly refused?: readonly NotStartedVm[];
  /** Whoever asked wants no messages any more; the card moves on. */
  readonly stopped?: true;
  readonly createdMs: number;
}

/** A backup that was asked for together with others and not started. */
export interface NotStartedVm {
  readonly itemId: string;
  /** The key of the backup that stood in its way; null: none is known. */
  readonly jobKey: string | null;
  /** What was said of it: a sentence's key, and Azure's words where they are its reason, without a time to retry. */
  readonly why: {
    readonly key: string;
    readonly facts: Readonly<Record<string, string | number>>;
    readonly azure: Pick<AzureError, 'problem' | 'code' | 'requestId' | 'says'> | null;
  };
}

export interface RunningSubscription {
  /** null: Azure has named the job of the trigger not yet. */
  readonly jobId: string | null;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  readonly vault: VaultRef;
  /** Untrusted text: the name of whoever asked. */
  readonly by: string;
  /** It is the reader's own: others may not stop it. */
  readonly isOwn: boolean;
  readonly createdMs: number;
}
