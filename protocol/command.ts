import { z } from 'zod';

import { NAMED_SPANS } from '../services/backup/schedule/calendar';
import { LANGUAGES } from '../services/platform/language';
import { WATCH_LEVELS } from '../services/subscriptions/jobSubscription';

/** A VM as it was typed or pressed: its name, `resourceGroup/name`, or an ARM id of the VM or of its protected item. */
const vm = z.string().trim().min(1).max(1_000);
const jobId = z.string().trim().min(1).max(200);
/** `vault`: its name, `resourceGroup/name` or `subscription/resourceGroup/name`. */
const scope = z.union([
  z.object({ vm }),
  z.object({ vault: z.string().trim().min(1).max(300) }),
  z.object({ all: z.literal(true) }),
]);

/** One backup that runs, instead of all that come: pressed on its card, never typed. */
const oneJob = z.object({ job: jobId });

/**
 * Everything a person can ask for, whether typed or pressed: the parser makes these, and a button carries one as its
 * data, checked with this schema when it comes back.
 */
export const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('help'), topic: z.string().max(100).optional() }),
  z.object({ kind: z.literal('status'), vm }),
  z.object({
    kind: z.literal('backupNow'),
    vms: z.array(vm).min(1).max(50).readonly(),
    /** Days; checked against Azure's range when the command runs, so that the answer can say it. */
    keepDays: z.number().optional(),
  }),
  z.object({ kind: z.literal('job'), id: jobId }),
  z.object({
    kind: z.literal('jobs'),
    vm: vm.optional(),
    filter: z.enum(['running', 'failed', 'all']).optional(),
    lastHours: z.number().optional(),
    /** A stretch of the calendar, instead of the last hours. */
    when: z.enum(NAMED_SPANS).optional(),
    /** Jobs that were asked for together: how each stands now. Only pressed, never typed. */
    ids: z.array(jobId).min(1).max(50).readonly().optional(),
  }),
  z.object({ kind: z.literal('points'), vm }),
  z.object({ kind: z.literal('vms'), text: z.string().max(200).optional() }),
  /** `restart`: the person asked to restart the VM; the same verdict, after saying that this bot does not. */
  z.object({ kind: z.literal('safe'), vm, restart: z.boolean().optional() }),
  z.object({ kind: z.literal('cancel'), target: z.object({ vm }).or(z.object({ job: jobId })) }),
  /** `vm`: what the topic is asked of, e.g. how long its own backups took. */
  z.object({ kind: z.literal('explain'), topic: z.string().max(200), vm: vm.optional() }),
  z.object({ kind: z.literal('watch'), scope: scope.or(oneJob), level: z.enum(WATCH_LEVELS).optional() }),
  /** Without a scope: all that this conversation watches. */
  z.object({ kind: z.literal('unwatch'), scope: scope.or(oneJob).optional() }),
  /** `restore`: brings back what ended when the bot was removed from the conversation. */
  z.object({ kind: z.literal('watches'), restore: z.boolean().optional() }),
  z.object({ kind: z.literal('audit'), vm: vm.optional(), lastDays: z.number().optional() }),
  z.object({ kind: z.literal('whoami') }),
  z.object({
    kind: z.literal('settings'),
    language: z.enum(LANGUAGES).optional(),
    timeZone: z.string().max(100).optional(),
  }),
  /** Answers to a question. Without a proposal: to the last one of this person here, where nothing else was said since. */
  z.object({ kind: z.literal('yes'), proposal: z.string().max(100).optional() }),
  z.object({ kind: z.literal('no'), proposal: z.string().max(100).optional() }),
]);

export type Command = z.infer<typeof commandSchema>;
/** What a watch is about, as it was typed or pressed. */
export type TypedScope = z.infer<typeof scope>;
export type CommandKind = Command['kind'];
export type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>;

/** What the parser made of a line of text. Only `command` is run. */
export type Parsed =
  | { readonly kind: 'command'; readonly command: Command }
  /** Nothing to say: blank, or only a mention. */
  | { readonly kind: 'empty' }
  /** Understood but for something: e.g. a VM is missing, or `keep` holds no number. `key` stands under `messages` in the locales. */
  | {
      readonly kind: 'incomplete';
      readonly key: string;
      readonly facts: Readonly<Record<string, string | number>>;
      readonly offers: readonly Command[];
    }
  /** Not understood; the nearest commands, best first, offered as buttons, never run. */
  | { readonly kind: 'unknown'; readonly typed: string; readonly offers: readonly Command[] }
  /** Several commands in lines: none is run. */
  | { readonly kind: 'several' }
  | { readonly kind: 'tooLong'; readonly limit: number };
