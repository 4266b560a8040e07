import type { Command, Parsed } from '../../../protocol/command';
import type { WatchLevel } from '../../../services/subscriptions/watch';
import type { Line } from '../line';
import type { Tag } from '../tokenize';
import { command, incomplete, type Rule, unknown } from './results';
import { isScope, levelOf, scopesOf } from './watchScope';

const NAMES_MAX = 3;
/** Maximum number of unknown words beside the command. With more, the command is only offered. */
const LOOSE_MAX = 2;
const POLITE: ReadonlySet<Tag> = new Set<Tag>(['please', 'particle', 'topic', 'filler', 'of', 'now', 'do']);

/** Subscriptions to notifications about anybody's backups: start, end or list them. */
export const watchRule: Rule = (line) => {
  if (isTellMe(line)) return watchUntilDone(line);
  if (!line.has('watch', 'unwatch', 'watches')) return null;
  if (line.has('howTo')) return command({ kind: 'help', topic: line.has('unwatch') ? 'unwatch' : 'watch' });
  if (isRestore(line)) return command({ kind: 'watches', restore: true });
  if (requestsBackup(line)) return offerBoth(line);
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

/** `tell me when vm-01 is done` watches the VM. The starter of a backup or a cancellation is notified anyway. */
function isTellMe(line: Line): boolean {
  return line.has('tellMe') && !line.has('backupNow', 'cancel', 'unwatch');
}

function watchUntilDone(line: Line): Parsed {
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

/** Whether the line also requests a backup: `back up vm-01 and notify me`. */
function requestsBackup(line: Line): boolean {
  const at = line.tokens.findIndex(({ tag }) => tag === 'backupNow');
  if (at < 0 || line.vms.length === 0) return false;
  const next = line.tokens[at + 1];
  if (line.language === 'ja') return next !== undefined && ['please', 'do', 'request'].includes(next.tag);
  const isFirst = line.tokens.slice(0, at).every(({ tag }) => POLITE.has(tag) || tag === 'request');
  return isFirst && next?.tag !== 'watch' && next?.tag !== 'watches';
}

function offerBoth(line: Line): Parsed {
  const [vm = ''] = line.vms;
  const isRefused = line.has('negate', 'no', 'stop') || line.loose.length > 0 || line.vms.length > 1;
  const backup: Command[] = isRefused ? [] : [{ kind: 'backupNow', vms: [vm] }];
  return unknown(line, [...backup, { kind: 'watch', scope: { vm } }]);
}

function isRestore(line: Line): boolean {
  return line.has('watch', 'watches') && /\b(?:again|bring|restore|resume)\b|再開|復活|戻し|戻す/i.test(line.text);
}

/** Whether the line has the word for the list, or asks about the subscriptions. */
function isList(line: Line): boolean {
  if (line.has('watches')) return !/\b(?:turn|switch) on\b|\benable\b/i.test(line.text);
  if (line.has('request', 'permit', 'please')) return false;
  if (line.has('question') || line.endsOpen) return true;
  if (line.language === 'ja') return line.has('ask');
  const first = line.tokens.find(({ tag }) => !POLITE.has(tag));
  return first?.tag === 'ask' || /\b(?:list|show)\b/i.test(line.text);
}
