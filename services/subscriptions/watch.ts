import type { ConversationKey } from '../access/conversation';
import { itemIdOf, vaultKey } from '../backup/ids';
import type { VaultRef } from '../backup/types';
import type { Language } from '../platform/language';

export const WATCH_LEVELS = ['failures', 'progress', 'all'] as const;

export type WatchLevel = (typeof WATCH_LEVELS)[number];

export type WatchScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'vault'; readonly vault: VaultRef }
  /** `itemId`: ARM id of the protected item. */
  | { readonly kind: 'vm'; readonly itemId: string; readonly vmName: string };

export const WATCH_KINDS: readonly WatchScope['kind'][] = ['all', 'vault', 'vm'];

/**
 * The person and place that made the watch, as in services/access. The watch sends only what that person may see there.
 */
interface WatchOwner {
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

/** A conversation's request for messages about all backups of a scope. There is one per conversation and scope. */
export interface Watch {
  readonly to: ConversationKey;
  /** The thread in which it was made. Its messages are not sent there, because each night has its own thread. */
  readonly thread: string | null;
  readonly scope: WatchScope;
  readonly level: WatchLevel;
  readonly owner: WatchOwner;
  readonly language: Language;
  /** IANA name; it decides when a night begins. */
  readonly timeZone: string;
  readonly createdMs: number;
}

/** The scope as a unique text: `all`, `vault:…` or `vm:…`. */
export function scopeKey(scope: WatchScope): string {
  if (scope.kind === 'all') return 'all';
  return scope.kind === 'vault' ? `vault:${vaultKey(scope.vault)}` : `vm:${itemIdOf(scope.itemId)}`;
}

/** The keys of all scopes that cover this item. */
export function scopeKeysOf(item: { readonly vault: VaultRef; readonly itemId: string }): readonly string[] {
  return ['all', `vault:${vaultKey(item.vault)}`, `vm:${itemIdOf(item.itemId)}`];
}
