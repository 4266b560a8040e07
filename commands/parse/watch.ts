import type { Command, Parsed, TypedScope } from '../../protocol/command';
import type { WatchLevel } from '../../services/subscriptions/watch';
import type { Line, Tag } from './line';
import { lower } from './normalize';
import { command, forOneVm, incomplete, type Rule, unknown } from './results';
import type { Token } from './tokens';

const HOURS_PER_DAY = 24;
const NAMES_MAX = 3;
/** How many days a word reaches back, from now. */
const DAYS_BACK: readonly (readonly [RegExp, number])[] = [
  [/day before yesterday|一昨日|おととい|おとつい/i, 3],
  [/yesterday|昨日|きのう|昨夜|昨晩|ゆうべ|last night|overnight/i, 2],
  [/this week|今週/i, 7],
  [/先週/, 14],
];
/** More words that we do not know, and the line speaks of something else. */
const LOOSE_MAX = 2;
const POLITE: ReadonlySet<Tag> = new Set<Tag>(['please', 'particle', 'topic', 'filler', 'of', 'now', 'do']);

export const audit: Rule = (heard) => {
  if (!heard.has('audit')) return null;
  const [vm, ...more] = heard.vms;
  if (more.length > 0) return forOneVm(heard, 'audit', (name) => ({ kind: 'audit', vm: name }));
  return command({ kind: 'audit', ...(vm !== undefined && { vm }), ...lastDaysOf(heard) });
};

/** Being told of backups that anybody started: from now on, no longer, or what of. */
export const watching: Rule = (heard) => {
  if (isTellMe(heard)) return toldWhen(heard);
  if (!heard.has('watch', 'unwatch', 'watches')) return null;
  if (heard.has('howTo')) return command({ kind: 'help', topic: heard.has('unwatch') ? 'unwatch' : 'watch' });
  if (isRestore(heard)) return command({ kind: 'watches', restore: true });
  if (asksForDeed(heard)) return both(heard);
  if (heard.has('unwatch', 'negate', 'stop', 'cancel', 'no') || /\bturn(?:ed)? off\b/i.test(heard.line)) {
    return unwatch(heard);
  }
  if (isList(heard)) return command({ kind: 'watches' });
  return watch(heard);
};

function watch(heard: Line): Parsed {
  const scopes = scopesOf(heard);
  const level = levelOf(heard, scopes);
  const commands = scopes.map((scope): Command => ({ kind: 'watch', scope, ...level }));
  const [only, ...more] = commands;
  if (only === undefined) return noScope(heard, level);
  if (more.length > 0) return incomplete('watchOne', { kind: 'watch', heard, offers: commands.slice(0, NAMES_MAX) });
  return heard.loose.filter((token) => !isScope(token, scopes)).length > LOOSE_MAX
    ? unknown(heard, [only])
    : command(only);
}

function unwatch(heard: Line): Parsed {
  const scopes = scopesOf(heard);
  const [only, ...more] = scopes.map((scope): Command => ({ kind: 'unwatch', scope }));
  if (only === undefined)
    return heard.loose.length > 0 ? unknown(heard, [{ kind: 'watches' }]) : command({ kind: 'unwatch' });
  return more.length === 0
    ? command(only)
    : incomplete('watchOne', { kind: 'unwatch', heard, offers: [only, ...more].slice(0, NAMES_MAX) });
}

function noScope(heard: Line, level: { readonly level?: WatchLevel }): Parsed {
  const offers: Command[] = [{ kind: 'watch', scope: { all: true }, ...level }, { kind: 'watches' }];
  return incomplete('watchMissing', { kind: 'watch', heard, offers });
}

/** Vaults by the word or their names; else VMs; else `all`. */
function scopesOf(heard: Line): readonly TypedScope[] {
  const named = vaultAfterWord(heard);
  if (named !== null) return [{ vault: named }];
  if (heard.vms.length > 0) return heard.vms.map((vm) => (heard.isVault(vm) ? { vault: vm } : { vm }));
  const vaults = heard.tokens.filter(({ text }) => heard.isVault(text));
  if (vaults.length > 0) return vaults.map(({ text }) => ({ vault: text }));
  return heard.has('all', 'vms') ? [{ all: true }] : [];
}

/** `vault vault-01`, `vault-01 コンテナー`; whatever the name is, the word says what it names. */
function vaultAfterWord({ tokens }: Line): string | null {
  const at = tokens.findIndex(({ tag }) => tag === 'vault');
  if (at < 0) return null;
  const after = tokens.slice(at + 1).find(isNameLike);
  const before = tokens.slice(0, at).findLast(isNameLike);
  const isJapaneseOrder = /^(?:コンテナ|ボールト)/.test(tokens[at]?.text ?? '');
  const name = isJapaneseOrder
    ? ((tokens[at + 1] === after ? after : undefined) ?? before ?? after)
    : (after ?? before);
  return name?.text ?? null;
}

function isNameLike({ tag, text }: Token): boolean {
  return (tag === 'vm' || tag === 'free') && /^[a-z0-9][\w.\-/()]*$/i.test(text);
}

/** What `all` says of the level where it is not the scope: the first one is. */
function levelOf(heard: Line, scopes: readonly TypedScope[]): { readonly level?: WatchLevel } {
  if (heard.has('failed') || /\b(?:warnings?|fails)\b|警告|異常/i.test(heard.line)) return { level: 'failures' };
  if (heard.has('snapshot') || /\bprogress\b|進捗|進行状況|進み具合/i.test(heard.line)) return { level: 'progress' };
  const alls = heard.tokens.filter(({ tag }) => tag === 'all').length;
  const isScopeAll = scopes.some((scope) => 'all' in scope) && !heard.has('vms');
  return alls > (isScopeAll ? 1 : 0) || saysDone(heard) ? { level: 'all' } : {};
}

function saysDone(heard: Line): boolean {
  return heard.tokens.some(
    ({ tag, text }) =>
      (tag === 'tellMe' || tag === 'status') &&
      /done|finish|complete|ends?\b|succe|終わ|完了|終了|成功|できた/i.test(text),
  );
}

/** A backup's asker is told in any case; without one it is a watch on the VM. */
function isTellMe(heard: Line): boolean {
  return heard.has('tellMe') && !heard.has('backupNow', 'cancel', 'unwatch');
}

function toldWhen(heard: Line): Parsed {
  const scopes = scopesOf(heard);
  const level = levelOf(heard, scopes);
  const [only, ...more] = scopes;
  if (only === undefined || more.length > 0) return noScope(heard, level);
  if (!('vm' in only) || !heard.has('permit', 'restart', 'safe', 'operate')) {
    return command({ kind: 'watch', scope: only, ...level });
  }
  return unknown(heard, [
    { kind: 'safe', vm: only.vm },
    { kind: 'watch', scope: only, level: 'progress' },
  ]);
}

/** A backup that is asked for in the same line is never taken for the name of what is watched. */
function asksForDeed(heard: Line): boolean {
  const at = heard.tokens.findIndex(({ tag }) => tag === 'backupNow');
  if (at < 0 || heard.vms.length === 0) return false;
  const next = heard.tokens[at + 1];
  if (heard.language === 'ja') return next !== undefined && ['please', 'do', 'request'].includes(next.tag);
  const isFirst = heard.tokens.slice(0, at).every(({ tag }) => POLITE.has(tag) || tag === 'request');
  return isFirst && next?.tag !== 'watch' && next?.tag !== 'watches';
}

function both(heard: Line): Parsed {
  const [vm = ''] = heard.vms;
  const isRefused = heard.has('negate', 'no', 'stop') || heard.loose.length > 0 || heard.vms.length > 1;
  const backup: Command[] = isRefused ? [] : [{ kind: 'backupNow', vms: [vm] }];
  return unknown(heard, [...backup, { kind: 'watch', scope: { vm } }]);
}

function isRestore(heard: Line): boolean {
  return heard.has('watch', 'watches') && /\b(?:again|bring|restore|resume)\b|再開|復活|戻し|戻す/i.test(heard.line);
}

/** The word for the list, or a question about what is told. */
function isList(heard: Line): boolean {
  if (heard.has('watches')) return !/\b(?:turn|switch) on\b|\benable\b/i.test(heard.line);
  if (heard.has('request', 'permit', 'please')) return false;
  if (heard.has('question') || heard.endsOpen) return true;
  if (heard.language === 'ja') return heard.has('ask');
  const first = heard.tokens.find(({ tag }) => !POLITE.has(tag));
  return first?.tag === 'ask' || /\b(?:list|show)\b/i.test(heard.line);
}

function isScope({ text }: Token, scopes: readonly TypedScope[]): boolean {
  return scopes.some((scope) => 'vault' in scope && lower(scope.vault) === lower(text));
}

function lastDaysOf(heard: Line): { lastDays?: number } {
  const span = heard.find('last', 'span', 'keep');
  if (span?.hours !== undefined) return { lastDays: Math.ceil(span.hours / HOURS_PER_DAY) };
  const day = heard.find('day');
  if (day === undefined) return {};
  return { lastDays: DAYS_BACK.find(([pattern]) => pattern.test(day.text))?.[1] ?? 1 };
}
