import type { ConversationKey } from '../access/conversation';
import { vaultKey, type VaultRef } from '../backup/types';
import type { Language } from '../platform/language';

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
