import type { Command, Parsed, TypedScope } from '../../../protocol/command';
import type { WatchLevel } from '../../../services/subscriptions/jobSubscription';
import type { Line, Tag } from '../line';
import { lower } from '../normalize';
import { command, forOneVm, incomplete, type Rule, unknown } from './results';
import type { Token } from '../tokenize';

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

export const audit: Rule = (line) => {
  if (!line.has('audit')) return null;
  const [vm, ...more] = line.vms;
  if (more.length > 0) return forOneVm(line, 'audit', (name) => ({ kind: 'audit', vm: name }));
  return command({ kind: 'audit', ...(vm !== undefined && { vm }), ...lastDaysOf(line) });
};

/** Being told of backups that anybody started: from now on, no longer, or what of. */
export const watching: Rule = (line) => {
  if (isTellMe(line)) return toldWhen(line);
  if (!line.has('watch', 'unwatch', 'watches')) return null;
  if (line.has('howTo')) return command({ kind: 'help', topic: line.has('unwatch') ? 'unwatch' : 'watch' });
  if (isRestore(line)) return command({ kind: 'watches', restore: true });
  if (asksForDeed(line)) return both(line);
  if (line.has('unwatch', 'negate', 'stop', 'cancel', 'no') || /\bturn(?:ed)? off\b/i.test(line.text)) {
    return unwatch(line);
  }
  if (isList(line)) return command({ kind: 'watches' });
  return watch(line);
};

function watch(line: Line): Parsed {
  const scopes = scopesOf(line);
  const level = levelOf(line, scopes);
  const commands = scopes.map((scope): Command => ({ kind: 'watch', scope, ...level }));
  const [only, ...more] = commands;
  if (only === undefined) return noScope(line, level);
  if (more.length > 0) return incomplete('watchOne', { kind: 'watch', line, offers: commands.slice(0, NAMES_MAX) });
  return line.loose.filter((token) => !isScope(token, scopes)).length > LOOSE_MAX
    ? unknown(line, [only])
    : command(only);
}

function unwatch(line: Line): Parsed {
  const scopes = scopesOf(line);
  const [only, ...more] = scopes.map((scope): Command => ({ kind: 'unwatch', scope }));
  if (only === undefined)
    return line.loose.length > 0 ? unknown(line, [{ kind: 'watches' }]) : command({ kind: 'unwatch' });
  return more.length === 0
    ? command(only)
    : incomplete('watchOne', { kind: 'unwatch', line, offers: [only, ...more].slice(0, NAMES_MAX) });
}

function noScope(line: Line, level: { readonly level?: WatchLevel }): Parsed {
  const offers: Command[] = [{ kind: 'watch', scope: { all: true }, ...level }, { kind: 'watches' }];
  return incomplete('watchMissing', { kind: 'watch', line, offers });
}

/** Vaults by the word or their names; else VMs; else `all`. */
function scopesOf(line: Line): readonly TypedScope[] {
  const named = vaultAfterWord(line);
  if (named !== null) return [{ vault: named }];
  if (line.vms.length > 0) return line.vms.map((vm) => (line.isVault(vm) ? { vault: vm } : { vm }));
  const vaults = line.tokens.filter(({ text }) => line.isVault(text));
  if (vaults.length > 0) return vaults.map(({ text }) => ({ vault: text }));
  return line.has('all', 'vms') ? [{ all: true }] : [];
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
function levelOf(line: Line, scopes: readonly TypedScope[]): { readonly level?: WatchLevel } {
  if (line.has('failed') || /\b(?:warnings?|fails)\b|警告|異常/i.test(line.text)) return { level: 'failures' };
  if (line.has('snapshot') || /\bprogress\b|進捗|進行状況|進み具合/i.test(line.text)) return { level: 'progress' };
  const alls = line.tokens.filter(({ tag }) => tag === 'all').length;
  const isScopeAll = scopes.some((scope) => 'all' in scope) && !line.has('vms');
  return alls > (isScopeAll ? 1 : 0) || saysDone(line) ? { level: 'all' } : {};
}

function saysDone(line: Line): boolean {
  return line.tokens.some(
    ({ tag, text }) =>
      (tag === 'tellMe' || tag === 'status') &&
      /done|finish|complete|ends?\b|succe|終わ|完了|終了|成功|できた/i.test(text),
  );
}

/** A backup's asker is told in any case; without one it is a watch on the VM. */
function isTellMe(line: Line): boolean {
  return line.has('tellMe') && !line.has('backupNow', 'cancel', 'unwatch');
}

function toldWhen(line: Line): Parsed {
  const scopes = scopesOf(line);
  const level = levelOf(line, scopes);
  const [only, ...more] = scopes;
  if (only === undefined || more.length > 0) return noScope(line, level);
  if (!('vm' in only) || !line.has('permit', 'restart', 'safe', 'operate')) {
    return command({ kind: 'watch', scope: only, ...level });
  }
  return unknown(line, [
    { kind: 'safe', vm: only.vm },
    { kind: 'watch', scope: only, level: 'progress' },
  ]);
}

/** A backup that is asked for in the same line is never taken for the name of what is watched. */
function asksForDeed(line: Line): boolean {
  const at = line.tokens.findIndex(({ tag }) => tag === 'backupNow');
  if (at < 0 || line.vms.length === 0) return false;
  const next = line.tokens[at + 1];
  if (line.language === 'ja') return next !== undefined && ['please', 'do', 'request'].includes(next.tag);
  const isFirst = line.tokens.slice(0, at).every(({ tag }) => POLITE.has(tag) || tag === 'request');
  return isFirst && next?.tag !== 'watch' && next?.tag !== 'watches';
}

function both(line: Line): Parsed {
  const [vm = ''] = line.vms;
  const isRefused = line.has('negate', 'no', 'stop') || line.loose.length > 0 || line.vms.length > 1;
  const backup: Command[] = isRefused ? [] : [{ kind: 'backupNow', vms: [vm] }];
  return unknown(line, [...backup, { kind: 'watch', scope: { vm } }]);
}

function isRestore(line: Line): boolean {
  return line.has('watch', 'watches') && /\b(?:again|bring|restore|resume)\b|再開|復活|戻し|戻す/i.test(line.text);
}

/** The word for the list, or a question about what is told. */
function isList(line: Line): boolean {
  if (line.has('watches')) return !/\b(?:turn|switch) on\b|\benable\b/i.test(line.text);
  if (line.has('request', 'permit', 'please')) return false;
  if (line.has('question') || line.endsOpen) return true;
  if (line.language === 'ja') return line.has('ask');
  const first = line.tokens.find(({ tag }) => !POLITE.has(tag));
  return first?.tag === 'ask' || /\b(?:list|show)\b/i.test(line.text);
}

function isScope({ text }: Token, scopes: readonly TypedScope[]): boolean {
  return scopes.some((scope) => 'vault' in scope && lower(scope.vault) === lower(text));
}

function lastDaysOf(line: Line): { lastDays?: number } {
  const span = line.find('last', 'span', 'keep');
  if (span?.hours !== undefined) return { lastDays: Math.ceil(span.hours / HOURS_PER_DAY) };
  const day = line.find('day');
  if (day === undefined) return {};
  return { lastDays: DAYS_BACK.find(([pattern]) => pattern.test(day.text))?.[1] ?? 1 };
}
