import type { ExplainTopic } from '../../protocol/messageView';
import { ADVICE_CODES, adviceFor } from '../../services/backup/advice';
import type { Language } from '../../services/platform/language';
import { distance } from '../parse/distance';
import { isJapanese } from '../parse/normalize';
import { likeliestTopic } from './classifier';

/**
 * What can be explained, and what people call it, in both languages. The keys stand under `topics` in the locales'
 * explain.json. Compared without blanks, dashes and case.
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
/** Letters of what was typed that are compared. */
const TYPED_MAX = 60;
/** From this score on the words of a question name a topic (commands/topicTerms.ts). */
const NAMED_FROM = 4;

/** The concepts that can be explained; keys under `explain.topics` in the locales. */
export const CONCEPTS: readonly string[] = Object.keys(SYNONYMS);

/** The concept that `typed` names exactly; null where it names none. */
export function conceptOf(typed: string): string | null {
  return KEY_OF.get(squash(typed)) ?? null;
}

/** The concept that the words of a question speak of with at least `score`; null where they do not. */
export function conceptInWords(question: string, score: number): string | null {
  const best = likeliestTopic(question);
  return best !== null && best.score >= score ? best.key : null;
}

/** What people call the concept, in the language given: `conceptOf` makes the same concept of it. */
export function nameOf(concept: string, language: Language): string {
  const names = (SYNONYMS[concept] ?? concept).split('|');
  return names.find((name) => (language === 'ja') === isJapanese(name)) ?? concept;
}

/** What to explain for `typed`: a code (AZURE.md 8) or concept that it names, else the concept that comes near; `unknownCode` where nothing does. */
export function findTopic(typed: string): ExplainTopic {
  const text = typed.normalize('NFKC').trim();
  const codes = text.match(/[a-z][a-z0-9_]{5,}|(?<![\d.])\d{5,7}(?![\d.])/gi) ?? [];
  for (const code of [text, ...codes]) {
    const advice = adviceFor(code);
    if (advice) return { kind: 'code', advice };
  }
  const concept = [text, ...codes.filter(isCode)].map(conceptOf).find((key) => key !== null);
  if (concept !== undefined) return { kind: 'concept', key: concept };
  const mistyped = nearCode(text);
  if (mistyped !== null) return mistyped;
  const code = codes.find(isCode);
  if (code !== undefined) return { kind: 'unknownCode', code };
  const near = conceptInWords(text, NAMED_FROM) ?? nearestConcept(squash(text).slice(0, TYPED_MAX));
  return near === null ? { kind: 'unknownCode', code: text } : { kind: 'concept', key: near };
}

/** A known code with a letter or two mistaken. */
function nearCode(text: string): ExplainTopic | null {
  if (/\s/.test(text) || text.length < 8 || text.length > TYPED_MAX) return null;
  const near = ADVICE_CODES.find((code) => distance(text.toLowerCase(), code.toLowerCase()) <= 2 && !/^\d/.test(code));
  const advice = near === undefined ? null : adviceFor(near);
  return advice && { kind: 'code', advice };
}

/** `UserErrorSomething`, `ExtensionFailed…`, `400999`: words run together, or a number of Azure's. */
function isCode(text: string): boolean {
  return /^\d{5,7}$/.test(text) || /^[A-Z][a-z]+(?:[A-Z0-9]+[a-z0-9]*){2,}$/.test(text);
}

/** The concept whose name stands in the text, the longest first; else the one that takes few changes; null where none is near. */
function nearestConcept(squashed: string): string | null {
  const names = [...KEY_OF];
  const within = names
    .filter(([name]) => name.length > 2 && squashed.includes(name))
    .toSorted(([a], [b]) => b.length - a.length)[0];
  if (within) return within[1];
  const near = names
    .map(([name, key]) => ({ key, far: distance(squashed, name.slice(0, TYPED_MAX)) }))
    .toSorted((a, b) => a.far - b.far)[0];
  return near && near.far <= Math.max(2, squashed.length / 3) ? near.key : null;
}

function squash(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-_・.,/'"?!。、]/g, '');
}
