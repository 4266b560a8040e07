import type { Language } from '../../services/platform/language';
import { isJapanese } from '../parse/normalize';

/**
 * The concepts that can be explained, each with its names in both languages. The comparison ignores blanks, dashes and
 * case. The keys stand under `topics` in the locales' explain.json.
 */
const SYNONYMS: Readonly<Record<string, string>> = {
  applicationConsistent:
    'application consistent|application consistency|app consistent|app consistency|AppConsistent|アプリケーション整合性|アプリ整合性|アプリケーション整合|アプリケーション整合性バックアップ|アプリケーション一貫性|VSS|VSS writer|VSS writers|VSSライター',
  fileSystemConsistent:
    'file system consistent|file system consistency|file consistent|fs consistent|FileSystemConsistent|ファイルシステム整合性|ファイル整合性|ファイルシステム整合|ファイル一貫性|fsfreeze',
  crashConsistent:
    'crash|クラッシュ|crash consistent|crash consistency|CrashConsistent|クラッシュ整合性|クラッシュ整合|クラッシュコンシステント|クラッシュ一貫性|agentless|agentless crash consistent|エージェントレス',
  consistency:
    'consistency|consistencies|consistent|snapshot consistency|consistency type|consistency level|整合性|整合性の種類|整合性レベル|一貫性|データ整合性',
  takeSnapshot:
    'Take Snapshot|snapshot|snapshot phase|snapshot task|taking snapshot|スナップショット|スナップショットの取得|スナップショット取得|スナップショットフェーズ',
  transferToVault:
    'Transfer data to vault|transfer|transfer to vault|data transfer|transfer phase|vault transfer|copy to vault|コンテナーへのデータ転送|コンテナーへの転送|データ転送|転送|転送フェーズ|ボールトへの転送',
  validateBackup: 'Validate Backup|validate|validation|backup validation|バックアップの検証|検証|バックアップ検証',
  extension:
    'extension|backup extension|VMSnapshot|VMSnapshotLinux|VMSnapshot extension|Azure Backup extension|VM extension|snapshot extension|what changes in the OS|OS changes|agent|VM agent|guest agent|拡張機能|バックアップ拡張機能|VMSnapshot拡張機能|Azure Backup拡張機能|エージェント|VMエージェント|ゲストエージェント|OSへの変更|OSの変更|IaaSVmProvider',
  prePostScripts:
    'pre post scripts|pre and post scripts|pre/post scripts|pre script|post script|prescript|postscript|pre scripts|post scripts|scripts|script|linux scripts|VMSnapshotScriptPluginConfig|VMSnapshotScriptPluginConfig.json|事前スクリプト|事後スクリプト|事前・事後スクリプト|事前事後スクリプト|前処理|後処理|前後スクリプト|スクリプト|プリスクリプト|ポストスクリプト',
  firstBackup:
    'first backup|initial backup|full backup|initial replication|IRPending|初回バックアップ|初回|フルバックアップ|完全バックアップ|初期バックアップ|最初のバックアップ',
  incrementalBackup:
    'incremental backup|incremental|incrementals|delta|changed blocks|differential|増分バックアップ|増分|差分|差分バックアップ|変更ブロック',
  startWindow:
    'start window|start windows|schedule window|backup window|start time|start delay|scheduled start|開始時間帯|開始時刻|開始ウィンドウ|バックアップウィンドウ|開始の遅れ|開始遅延|スケジュール開始|二時間|スケジュールの開始',
  retention:
    'retention|retention period|expiry|expiration|keep|how long are backups kept|retention range|保持期間|保持|保存期間|有効期限|期限|保持日数|リテンション',
  vault:
    'vault|Recovery Services vault|recovery vault|backup vault|コンテナー|コンテナ|Recovery Servicesコンテナー|ボールト|ヴォールト|バックアップコンテナー',
  recoveryPoint:
    'recovery point|recovery points|restore point|restore points|復旧ポイント|復元ポイント|回復ポイント|リカバリポイント|リカバリーポイント|復旧地点',
  tiers:
    'tiers|tier|recovery tier|snapshot tier|vault tier|vault standard|vault-standard|archive|archive tier|instant restore|InstantRP|HardenedRP|ArchivedRP|instant recovery point|階層|層|ティア|標準コンテナー|スナップショット層|スナップショット階層|インスタントリストア|アーカイブ|アーカイブ層|保存先',
  restart:
    'restart|reboot|restarting|when may I restart|when can I restart|when can I reboot|may I restart|restart during backup|resize|shutdown|stop VM|再起動|いつ再起動していいか|いつ再起動できるか|再起動のタイミング|バックアップ中の再起動|作業可否|シャットダウン|停止|サイズ変更|メンテナンス',
  backup:
    'backup|backups|azure backup|vm backup|azure vm backup|how backup works|backup phases|phases|two phases|on-demand backup|バックアップ|AzureBackup|Azureバックアップ|VMバックアップ|バックアップの仕組み|バックアップの流れ|フェーズ|二つのフェーズ|オンデマンドバックアップ',
  enable:
    'enable backup|enable|enabling backup|enabling|enable backup for a VM|set up backup|setup|configure backup|turn on backup|protect a VM|バックアップの有効化|有効化|バックアップ有効化|有効にする|バックアップを有効にする|バックアップの設定方法|バックアップの構成|構成',
  howLong:
    'how long|how long does a backup take|duration|durations|backup duration|backup time|time needed|estimate|estimated time|ETA|所要時間|バックアップの所要時間|バックアップ時間|どのくらいかかる|どれくらいかかる|どのくらい|どれくらい|見積もり|見積り|見積',
  whenToSchedule:
    'when to schedule|when to schedule backups|when to back up|backup schedule|schedule|scheduling|best time|time of day|load|時間帯|スケジュールの時間帯|バックアップの時間帯|スケジュール|バックアップスケジュール|負荷|おすすめの時間帯|推奨時間帯',
  failure:
    'failure|failures|cause|causes|what to do|remedy|why did it fail|原因|対処|対処方法|失敗の原因|エラーの原因|なぜ失敗したか',
  afterBackup:
    'after backup|after the backup|run after backup|run something after the backup|post backup|post-backup|trigger after backup|automation|webhook|event|バックアップ後|バックアップ後の処理|バックアップ後に実行|後続処理|後続ジョブ|バックアップ完了後|バックアップ後処理|自動化|フック',
};

const KEY_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(SYNONYMS).flatMap(([key, names]) =>
    [key, ...names.split('|')].map((name): [string, string] => [squash(name), key]),
  ),
);

export const CONCEPTS: readonly string[] = Object.keys(SYNONYMS);

/** Squashed names with the key of their concept. */
export const CONCEPT_NAMES: readonly (readonly [name: string, key: string])[] = [...KEY_OF];

/** The concept that `typed` names; null if it names none. */
export function conceptOf(typed: string): string | null {
  return KEY_OF.get(squash(typed)) ?? null;
}

/** The concept's first name in the language; `conceptOf` maps it back to the concept. */
export function nameOf(concept: string, language: Language): string {
  const names = (SYNONYMS[concept] ?? concept).split('|');
  return names.find((name) => (language === 'ja') === isJapanese(name)) ?? concept;
}

/** Lower-case NFKC text without blanks, dashes and punctuation. */
export function squash(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-_・.,/'"?!。、]/g, '');
}
