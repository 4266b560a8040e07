import { z } from 'zod';

import { vmOfItemId } from '../services/backup/itemId';
import { NAMED_SPANS } from '../services/backup/schedule/calendar';
import type { VaultRef } from '../services/backup/types';
import { LANGUAGES } from '../services/platform/language';
import { withoutTokens } from '../services/platform/log';
import { WATCH_LEVELS, type WatchScope } from '../services/subscriptions/watch';

/** A VM as a person or a button names it: name, `resourceGroup/name`, or the ARM id of the VM or its protected item. */
const vm = z.string().trim().min(1).max(1_000);
const jobId = z.string().trim().min(1).max(200);
/** The backups that a watch covers. `vault`: its name, `resourceGroup/name` or `subscription/resourceGroup/name`. */
const scope = z.union([
  z.object({ vm }),
  z.object({ vault: z.string().trim().min(1).max(300) }),
  z.object({ all: z.literal(true) }),
]);

/** Longest reason of a switch to read-only mode, in UTF-16 units. */
export const READ_ONLY_WHY_MAX = 200;

/** One running backup instead of all future ones. Only a button of its card carries this; nobody types it. */
const oneJob = z.object({ job: jobId });

/**
 * Everything a person can ask the bot to do. The parser makes a command from typed words. A button carries one as its
 * data; this schema checks it when the button is pressed, because a client may send anything.
 */
export const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('help'), topic: z.string().max(100).optional() }),
  z.object({ kind: z.literal('status'), vm }),
  z.object({
    kind: z.literal('backupNow'),
    vms: z.array(vm).min(1).max(50).readonly(),
    /** Days. Checked against Azure's range when the command runs, so that the answer can name the range. */
    keepDays: z.number().optional(),
  }),
  z.object({ kind: z.literal('job'), id: jobId }),
  z.object({
    kind: z.literal('jobs'),
    vm: vm.optional(),
    filter: z.enum(['running', 'failed', 'all']).optional(),
    lastHours: z.number().optional(),
    /** A calendar span such as "last night"; replaces `lastHours`. */
    when: z.enum(NAMED_SPANS).optional(),
    /** The jobs of one batch. Only the Refresh button of its card carries them; nobody types them. */
    ids: z.array(jobId).min(1).max(50).readonly().optional(),
  }),
  z.object({ kind: z.literal('points'), vm }),
  z.object({ kind: z.literal('vms'), text: z.string().max(200).optional() }),
  /** `restart`: the person asked to restart the VM. The answer first says that this bot restarts no VMs. */
  z.object({ kind: z.literal('safe'), vm, restart: z.boolean().optional() }),
  z.object({ kind: z.literal('cancel'), target: z.object({ vm }).or(z.object({ job: jobId })) }),
  /** `vm`: the question is about this VM, e.g. how long its own backups took. */
  z.object({ kind: z.literal('explain'), topic: z.string().max(200), vm: vm.optional() }),
  z.object({ kind: z.literal('watch'), scope: scope.or(oneJob), level: z.enum(WATCH_LEVELS).optional() }),
  /** Without a scope: ends every watch of this conversation. */
  z.object({ kind: z.literal('unwatch'), scope: scope.or(oneJob).optional() }),
  /** `restore`: brings back the watches that ended when the bot was removed from the conversation. */
  z.object({ kind: z.literal('watches'), restore: z.boolean().optional() }),
  z.object({ kind: z.literal('audit'), vm: vm.optional(), lastDays: z.number().optional() }),
  z.object({ kind: z.literal('whoami') }),
  z.object({
    kind: z.literal('settings'),
    language: z.enum(LANGUAGES).optional(),
    timeZone: z.string().max(100).optional(),
  }),
  /** Read-only mode. Without `set`: shows it. */
  z.object({
    kind: z.literal('readOnly'),
    set: z.enum(['on', 'off']).optional(),
    why: z.string().trim().min(1).max(READ_ONLY_WHY_MAX).transform(withoutTokens).optional(),
  }),
  /**
   * Answers to a question. `proposal` is the question's id. Without it: the person's last question here, if the person
   * has sent nothing else since.
   */
  z.object({ kind: z.literal('yes'), proposal: z.string().max(100).optional() }),
  z.object({ kind: z.literal('no'), proposal: z.string().max(100).optional() }),
]);

export type Command = z.infer<typeof commandSchema>;
/** The scope of a watch as a person or a button names it. */
export type TypedScope = z.infer<typeof scope>;

/** The scope of a watch as a person would type it. Shorter than an item id, which may have 400 characters. */
export function typedScope(scope: WatchScope): TypedScope {
  if (scope.kind === 'all') return { all: true };
  if (scope.kind === 'vault') return { vault: vaultText(scope.vault) };
  const vm = vmOfItemId(scope.itemId);
  return { vm: vm === null ? scope.itemId : `${vm.resourceGroup}/${vm.name}` };
}

export function vaultText({ subscription, resourceGroup, name }: VaultRef): string {
  return `${subscription}/${resourceGroup}/${name}`;
}

export type CommandKind = Command['kind'];
export type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>;

/** The result of parsing one message. Only `command` is run. */
export type Parsed =
  | { readonly kind: 'command'; readonly command: Command }
  /** Blank, or only a mention of the bot. */
  | { readonly kind: 'empty' }
  /**
   * A known command that lacks something, e.g. the VM, or the number after `keep`. `key` is the path of a text under
   * `messages` in the locales.
   */
  | {
      readonly kind: 'incomplete';
      readonly key: string;
      readonly facts: Readonly<Record<string, string | number>>;
      readonly offers: readonly Command[];
    }
  /**
   * Text that was not understood. `offers` are the nearest commands, best first; they become buttons and never run by
   * themselves.
   */
  | { readonly kind: 'unknown'; readonly typed: string; readonly offers: readonly Command[] }
  /** Several commands on separate lines: none is run. */
  | { readonly kind: 'several' }
  | { readonly kind: 'tooLong'; readonly limit: number };
