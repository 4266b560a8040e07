import type { CommandKind } from '../../protocol/command';
import type { Language } from '../../services/platform/language';

/** Lines as people type them, for the command reference. A test parses each. */
export const EXAMPLES: Readonly<Record<CommandKind, Readonly<Record<Language, readonly string[]>>>> = {
  help: { en: ['help', 'help backup now'], ja: ['ヘルプ', '使い方を教えて'] },
  status: {
    en: ['status vm-01', 'vm-01', 'how is rg-prod/vm-01?'],
    ja: ['状態 vm-01', 'vm-01の状態を教えて', 'vm-01'],
  },
  backupNow: {
    en: ['backup now vm-01', 'backup now vm-01 db-07', 'backup now vm-01 keep 14d'],
    ja: ['バックアップ vm-01', 'vm-01をバックアップして', 'バックアップ vm-01 保持 14日'],
  },
  job: {
    en: ['job 7b8a2f04-53c1-4f0e-9d3b-5a1c2e6f8d90'],
    ja: ['ジョブ 7b8a2f04-53c1-4f0e-9d3b-5a1c2e6f8d90'],
  },
  jobs: {
    en: ['jobs', 'jobs vm-01', 'jobs failed last 24h', 'jobs running', 'jobs last night'],
    ja: ['ジョブ', 'ジョブ vm-01', 'ジョブ 失敗 直近 24時間', '実行中のジョブ', '昨夜のジョブ'],
  },
  points: { en: ['points vm-01'], ja: ['復旧ポイント vm-01', 'vm-01の復旧ポイント'] },
  vms: { en: ['vms', 'vms web'], ja: ['一覧', '一覧 web'] },
  safe: {
    en: ['safe vm-01', 'can I restart vm-01?'],
    ja: ['作業可否 vm-01', 'vm-01 再起動していい？'],
  },
  cancel: {
    en: ['cancel vm-01', 'cancel job 7b8a2f04-53c1-4f0e-9d3b-5a1c2e6f8d90'],
    ja: ['キャンセル vm-01', 'ジョブ 7b8a2f04-53c1-4f0e-9d3b-5a1c2e6f8d90 をキャンセル'],
  },
  explain: {
    en: ['explain crash-consistent', 'explain Take Snapshot', 'explain UserErrorVmNotFoundV2', 'explain vm-01'],
    ja: ['説明 クラッシュ整合性', '説明 Take Snapshot', 'UserErrorVmNotFoundV2 の対処方法', '説明 vm-01'],
  },
  watch: {
    en: ['watch vm-01', 'watch vault vault-a progress', 'watch all failures'],
    ja: ['通知 vm-01', '通知 コンテナー vault-a 進捗', '通知 すべて 失敗'],
  },
  unwatch: { en: ['unwatch vm-01', 'unwatch'], ja: ['通知解除 vm-01', '通知解除'] },
  watches: { en: ['watches'], ja: ['通知一覧'] },
  whoami: { en: ['whoami', 'who am I?'], ja: ['権限', '自分の権限'] },
  settings: {
    en: ['settings', 'settings language ja', 'settings timezone Asia/Tokyo'],
    ja: ['設定', '設定 言語 ja', '設定 タイムゾーン Asia/Tokyo'],
  },
  audit: { en: ['audit', 'audit vm-01 last 7d'], ja: ['操作履歴', '操作履歴 vm-01 直近 7日'] },
  readOnly: {
    en: ['read only', 'read only on storage migration', 'read only off'],
    ja: ['読み取り専用', '読み取り専用 オン ストレージ移行のため', '読み取り専用 オフ'],
  },
  yes: { en: ['yes', 'ok'], ja: ['はい', '承認'] },
  no: { en: ['no', 'never mind'], ja: ['いいえ', 'やめる'] },
};
