import type { TypedScope } from '../../../protocol/command';
import type { WatchLevel } from '../../../services/subscriptions/watch';
import type { Line } from '../line';
import { lower } from '../normalize';
import type { Token } from '../tokenize';

/** The vault after the word `vault`; otherwise VMs, or vaults by their names; otherwise `all`. */
export function scopesOf(line: Line): readonly TypedScope[] {
  const named = vaultAfterWord(line);
  if (named !== null) return [{ vault: named }];
  if (line.vms.length > 0) return line.vms.map((vm) => (line.isVault(vm) ? { vault: vm } : { vm }));
  const vaults = line.tokens.filter(({ text }) => line.isVault(text));
  if (vaults.length > 0) return vaults.map(({ text }) => ({ vault: text }));
  return line.has('all', 'vms') ? [{ all: true }] : [];
}

/** `vault vault-01`, `vault-01 コンテナー`: the name beside the word is a vault's, even if a VM has it too. */
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

/** The events that a watch reports. The first `all` is the scope; a second `all` is the level. */
export function levelOf(line: Line, scopes: readonly TypedScope[]): { readonly level?: WatchLevel } {
  if (line.has('failed') || /\b(?:warnings?|fails)\b|警告|異常/i.test(line.text)) return { level: 'failures' };
  if (line.has('snapshot') || /\bprogress\b|進捗|進行状況|進み具合/i.test(line.text)) return { level: 'progress' };
  const alls = line.tokens.filter(({ tag }) => tag === 'all').length;
  const isScopeAll = scopes.some((scope) => 'all' in scope) && !line.has('vms');
  return alls > (isScopeAll ? 1 : 0) || asksForEnds(line) ? { level: 'all' } : {};
}

function asksForEnds(line: Line): boolean {
  return line.tokens.some(
    ({ tag, text }) =>
      (tag === 'tellMe' || tag === 'status') &&
      /done|finish|complete|ends?\b|succe|終わ|完了|終了|成功|できた/i.test(text),
  );
}

export function isScope({ text }: Token, scopes: readonly TypedScope[]): boolean {
  return scopes.some((scope) => 'vault' in scope && lower(scope.vault) === lower(text));
}
