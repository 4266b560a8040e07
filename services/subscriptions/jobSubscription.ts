import type { Asker, ConversationKey } from '../access/conversation';
import { vaultKey, type VaultRef } from '../backup/types';
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

export const WATCH_LEVELS = ['failures', 'progress', 'all'] as const;
export type WatchLevel = (typeof WATCH_LEVELS)[number];

export type WatchScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'vault'; readonly vault: VaultRef }
  /** `itemId`: ARM id of the protected item. */
  | { readonly kind: 'vm'; readonly itemId: string; readonly vmName: string };

export const WATCH_KINDS: readonly WatchScope['kind'][] = ['all', 'vault', 'vm'];

/** Whose access the watch lives by: the Person and Place that asked for it, as services/access knows them. */
export interface WatchOwner {
  readonly person: {
    readonly id: string;
    readonly name: string;
    readonly aadObjectId: string | null;
    readonly tenantId: string | null;
    readonly guest: boolean;
  };
  readonly place: {
    readonly id: string;
    readonly kind: 'personal' | 'groupChat' | 'channel';
    readonly teamId: string | null;
  };
}

/** A conversation that wants to be told of backups that anybody started. One per conversation and scope. */
export interface Watch {
  readonly to: ConversationKey;
  /** Where it was asked for. Each night's messages are a thread of their own. */
  readonly thread: string | null;
  readonly scope: WatchScope;
  readonly level: WatchLevel;
  readonly owner: WatchOwner;
  readonly language: Language;
  /** IANA name; its nights are counted by it. */
  readonly timeZone: string;
  readonly createdMs: number;
}

/** One text per scope: `all`, `vault:…`, `vm:…`, lower case. */
export function scopeKey(scope: WatchScope): string {
  if (scope.kind === 'all') return 'all';
  return scope.kind === 'vault' ? `vault:${vaultKey(scope.vault)}` : `vm:${scope.itemId.toLowerCase()}`;
}

/** The scopes that a backup of this item falls under. */
export function scopeKeysOf(item: { readonly vault: VaultRef; readonly itemId: string }): readonly string[] {
  return ['all', `vault:${vaultKey(item.vault)}`, `vm:${item.itemId.toLowerCase()}`];
}

/** The slot of the message that first shows a watch's live card. */
export function cardSlot(jobKey: string): string {
  return `card:${jobKey}`;
}

/** The slot of what changes a live card: of several that wait only the newest is sent. */
export function liveSlot(cardId: string): string {
  return `live:${cardId}`;
}

export const DEFERRED_SLOT_PREFIX = 'owed:';
/** A go-ahead that something was told in place of waits so long at most: Azure lists no job that runs for longer. */
export const DEFERRED_MS_MAX = 31 * 24 * 3_600_000;

/** The slot in which the go-ahead of a job waits for its time. */
export function deferredSlot(jobKey: string): string {
  return `${DEFERRED_SLOT_PREFIX}${jobKey}`;
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
