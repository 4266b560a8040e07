import type { CommandKind } from '../protocol/command';
import type { Language } from '../services/platform/language';
import type { CommandSpec } from './handler';
import { distance, typoMax } from './parse/distance';

const WORD_MAX = 40;

/**
 * Words, usage, role and effect of each command, and which ten Teams' menu has. Handlers are in table.ts, so that the
 * parser imports none.
 */
export const WORDS: Readonly<Record<CommandKind, CommandSpec>> = {
  help: {
    words: { en: ['help', 'commands', 'usage'], ja: ['ヘルプ', '使い方', 'つかいかた'] },
    usage: { en: 'help [command]', ja: 'ヘルプ [コマンド]' },
    role: 'viewer',
    effect: 'reads',
    menu: true,
  },
  status: {
    words: { en: ['status', 'state', 'stat'], ja: ['状態', 'ステータス', '状況'] },
    usage: { en: 'status <vm>', ja: '状態 <vm>' },
    role: 'viewer',
    effect: 'reads',
    menu: true,
  },
  backupNow: {
    words: {
      en: ['backup now', 'back up now', 'backup', 'back up', 'back-up', 'backup-now'],
      ja: ['バックアップ', '今すぐバックアップ', '取得'],
    },
    usage: { en: 'backup now <vm> [<vm>…] [keep <N>d]', ja: 'バックアップ <vm> [<vm>…] [保持 <N>日]' },
    role: 'operator',
    effect: 'changes',
    menu: true,
  },
  job: {
    words: { en: ['job'], ja: ['ジョブ'] },
    usage: { en: 'job <id>', ja: 'ジョブ <id>' },
    role: 'viewer',
    effect: 'reads',
  },
  jobs: {
    words: { en: ['jobs', 'history', 'job history'], ja: ['ジョブ', '履歴', 'ジョブ一覧'] },
    usage: {
      en: 'jobs [<vm>] [running|failed|all] [last <N>h|<N>d]',
      ja: 'ジョブ [<vm>] [実行中|失敗|すべて] [直近 <N>時間|<N>日]',
    },
    role: 'viewer',
    effect: 'reads',
    menu: true,
  },
  points: {
    words: {
      en: ['points', 'recovery points', 'recovery point', 'restore points', 'restore point', 'point', 'backups'],
      ja: ['復旧ポイント', '復元ポイント', '回復ポイント', 'リカバリポイント', 'リカバリーポイント'],
    },
    usage: { en: 'points <vm>', ja: '復旧ポイント <vm>' },
    role: 'viewer',
    effect: 'reads',
    menu: true,
  },
  vms: {
    words: { en: ['vms', 'list', 'list vms', 'inventory'], ja: ['一覧', 'vm一覧', 'リスト', '仮想マシン一覧'] },
    usage: { en: 'vms [text]', ja: '一覧 [文字列]' },
    role: 'viewer',
    effect: 'reads',
    menu: true,
  },
  safe: {
    words: {
      en: ['safe', 'safe to restart', 'safe to reboot'],
      ja: ['作業可否', '再起動可否', '待ち', '可否'],
    },
    usage: { en: 'safe <vm>', ja: '作業可否 <vm>' },
    role: 'viewer',
    effect: 'reads',
    menu: true,
  },
  cancel: {
    words: { en: ['cancel', 'abort'], ja: ['キャンセル', '中止', '取り消し', '取消', '取り消して', '取り消す'] },
    usage: { en: 'cancel <vm>|<job id>', ja: 'キャンセル <vm>|<ジョブ ID>' },
    role: 'operator',
    effect: 'changes',
    menu: true,
  },
  explain: {
    words: { en: ['explain', 'describe', 'define'], ja: ['説明', '意味'] },
    usage: { en: 'explain <consistency|task|error code>', ja: '説明 <整合性|サブタスク|エラー コード>' },
    role: 'viewer',
    effect: 'reads',
    menu: true,
  },
  watch: {
    words: { en: ['watch', 'notify', 'subscribe'], ja: ['通知', '監視', '通知オン'] },
    usage: {
      en: 'watch <vm>|<vault>|all [failures|progress|all]',
      ja: '通知 <vm>|<コンテナー>|すべて [失敗|進捗|すべて]',
    },
    role: 'viewer',
    effect: 'keeps',
    menu: true,
  },
  unwatch: {
    words: { en: ['unwatch', 'unsubscribe', 'mute'], ja: ['通知解除', '通知オフ', '監視解除'] },
    usage: { en: 'unwatch [<vm>|<vault>|all]', ja: '通知解除 [<vm>|<コンテナー>|すべて]' },
    role: 'viewer',
    effect: 'keeps',
  },
  watches: {
    words: { en: ['watches', 'subscriptions', 'notifications'], ja: ['通知一覧', '監視一覧', '通知状況'] },
    usage: { en: 'watches', ja: '通知一覧' },
    role: 'viewer',
    effect: 'keeps',
  },
  whoami: {
    words: {
      en: ['whoami', 'who am i', 'my role', 'my permissions', 'my rights', 'permissions'],
      ja: ['権限', '自分', '自分の権限', '私の権限', '私は誰', 'ロール'],
    },
    usage: { en: 'whoami', ja: '権限' },
    role: 'viewer',
    effect: 'reads',
  },
  settings: {
    words: { en: ['settings', 'setting', 'preferences', 'set'], ja: ['設定'] },
    usage: {
      en: 'settings [language en|ja] [timezone <IANA name>]',
      ja: '設定 [言語 en|ja] [タイムゾーン <IANA 名>]',
    },
    role: 'viewer',
    effect: 'keeps',
  },
  audit: {
    words: { en: ['audit', 'audit log', 'audit trail'], ja: ['操作履歴', '監査', '監査ログ'] },
    usage: { en: 'audit [<vm>] [last <N>d]', ja: '操作履歴 [<vm>] [直近 <N>日]' },
    role: 'admin',
    effect: 'reads',
  },
  readOnly: {
    words: {
      en: ['read only', 'read-only', 'readonly', 'read only mode', 'read-only mode', 'readonly mode'],
      ja: ['読み取り専用', '読取り専用', '読取専用', '読み取り専用モード', '読取専用モード', 'リードオンリー'],
    },
    usage: { en: 'read only [on|off] [reason]', ja: '読み取り専用 [オン|オフ] [理由]' },
    role: 'admin',
    effect: 'keeps',
  },
  yes: {
    words: {
      en: ['yes', 'y', 'yep', 'yeah', 'ok', 'okay', 'sure', 'confirm', 'do it', 'go ahead'],
      ja: ['はい', 'オーケー', '承認'],
    },
    usage: { en: 'yes', ja: 'はい' },
    role: 'viewer',
    effect: 'keeps',
    unlisted: true,
  },
  no: {
    words: {
      en: ['no', 'n', 'nope', 'nah', 'never mind', 'nevermind', 'dismiss', 'forget it'],
      ja: ['いいえ', 'やめる', 'やめて', 'やめます', 'やめておく', 'やめとく', '取りやめ'],
    },
    usage: { en: 'no', ja: 'いいえ' },
    role: 'viewer',
    effect: 'keeps',
    unlisted: true,
  },
};

/** Pattern of the typed command. */
export function usageText(kind: CommandKind, language: Language): string {
  return WORDS[kind].usage[language];
}

/**
 * The command whose word, or kind, is nearest to `typed`; null if none is near. `language` decides between equally near
 * words.
 */
export function nearestCommand(typed: string, language: Language): CommandKind | null {
  const wanted = typed.normalize('NFKC').trim().toLowerCase().slice(0, WORD_MAX);
  const kinds = Object.keys(WORDS) as CommandKind[];
  const near = kinds.map((kind) => {
    const { en, ja } = WORDS[kind].words;
    const words = [kind.toLowerCase(), ...(language === 'ja' ? [...ja, ...en] : [...en, ...ja])];
    return { kind, distance: Math.min(...words.map((word) => distance(wanted, word))) };
  });
  const [best] = near.toSorted((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= typoMax(wanted) ? best.kind : null;
}
