import type { Asker, ConversationKey } from '../access/conversation';
import type { JobKey } from '../backup/ids';
import type { VaultRef } from '../backup/types';
import type { AzureError } from '../backup/vaults';
import type { Language } from '../platform/language';
import { currentTraceparent } from '../platform/trace';

/**
 * A conversation's subscription to one backup. Its live card is updated, and the asker gets a message for each event.
 */
export interface JobSubscription {
  /** The key of the job or of its trigger, as in its notices. There is one subscription per job and conversation. */
  readonly jobKey: JobKey;
  readonly to: ConversationKey;
  /** Id of the message under which the command was given; null outside channels. */
  readonly thread: string | null;
  /** The person who asked for messages; null if the subscription only keeps the card of an `all` watch up to date. */
  readonly asker: Asker | null;
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  /** Id of the message that shows the live card; null until the channel has named it. */
  readonly cardActivityId: string | null;
  /** Identifies the card; its buttons carry it. */
  readonly cardId: string;
  /** The keys of all backups that were requested together and share a card, including this one. */
  readonly together?: readonly JobKey[];
  /** VMs that were requested together with it and whose backup was not started. */
  readonly refused?: readonly NotStartedVm[];
  /** Whether the asker wants no more messages; the card is still updated. */
  readonly stopped?: true;
  readonly createdMs: number;
  /** The request as a `traceparent`: messages to the asker go on with its trace, hours later and in any process. */
  readonly trace?: string;
}

/** A VM that was requested together with others and whose backup was not started. */
export interface NotStartedVm {
  readonly itemId: string;
  /** The key of the backup that prevented it; null if none is known. */
  readonly jobKey: JobKey | null;
  /** The reason that was given: the key of a text, and Azure's error if that is the reason (without Retry-After). */
  readonly why: {
    readonly key: string;
    readonly facts: Readonly<Record<string, string | number>>;
    readonly azure: Pick<AzureError, 'problem' | 'code' | 'requestId' | 'says'> | null;
  };
}

/** A subscription to a running backup, as the list of subscriptions shows it. */
export interface RunningSubscription {
  /** Null if Azure has not named the trigger's job yet. */
  readonly jobId: string | null;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  readonly vault: VaultRef;
  /** The asker's name; untrusted text. */
  readonly by: string;
  /** Whether the reader is the asker; nobody else may stop it. */
  readonly isOwn: boolean;
  readonly createdMs: number;
}

/** The present trace, for a new subscription; nothing outside a trace. */
export function traceOfAsker(): Pick<JobSubscription, 'trace'> {
  const trace = currentTraceparent();
  return trace === undefined ? {} : { trace };
}
