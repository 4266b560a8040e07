import type { Outcome, OutcomeText } from './finding';

const AGAIN = 'npm run doctor';
/** infra/azure.bicep adds the installation's name to the role's. */
const ASSIGN = `az role assignment create --assignee {client} --scope {scope} --role "$(az role definition list --custom-role-only true --query "[?starts_with(roleName, 'Azure Backup ChatOps {role}')].name | [0]" --output tsv)"`;

export const JAPANESE: Readonly<Record<Outcome, OutcomeText>> = {
  settingsRead: { says: 'すべて有効です ({mode} モード)' },
  settingWrong: {
    says: '{fault}',
    fix: 'export {name}=<値> (Azure: az containerapp update --name <アプリ> --resource-group <グループ> --set-env-vars {name}=<値>)',
  },
  settingMisspelt: { says: '{name} は読み込まれません。変数名は大文字と小文字を区別します', fix: '{meant} に変更' },
  envFileUnread: {
    says: '.env ファイルは読み込まれません。ボットは環境変数だけを読みます',
    fix: 'set -a; . ./.env; set +a; npm run doctor',
  },
  identityOne: { says: '{type} {client} が Bot Framework と Azure にサインインします' },
  identityThree: {
    says: '{type} {client} が Bot Framework にサインインします。Azure の読み取りは {reader}、バックアップの開始は {trigger}、キャンセルは {canceller}',
  },
  secretIdle: {
    says: 'MicrosoftAppPassword は使われません。マネージド ID にシークレットは不要です',
    fix: 'unset MicrosoftAppPassword',
  },
  tokenGiven: { says: '{clientId} は {audience} のトークンを取得できます' },
  tokenOpaque: { says: '{clientId} は {scope} のトークンを取得できます (宛先はトークンから読み取れません)' },
  tokenOtherTenant: {
    says: '{clientId} のトークンのテナントは {found} ですが、MicrosoftAppTenantId は {tenant} です',
    fix: 'export MicrosoftAppTenantId={found}',
  },
  tokenOtherAudience: {
    says: '{clientId} のトークンの宛先は {audience} で、{scope} ではありません',
    fix: 'export AZURE_RESOURCE_MANAGER_URL=$(az cloud show --query endpoints.resourceManager --output tsv)',
  },
  tokenNotOnAzure: {
    says: 'ここでは {clientId} のマネージド ID を利用できません ({says})。ボットの実行環境ではないか、Azure 上ではありません',
    fix: 'az containerapp exec --name <アプリ> --resource-group <グループ> --command "node dist/tools/doctor.js" (Azure 以外では MicrosoftAppType=SingleTenant)',
  },
  tokenIdentityUnknown: {
    says: 'クライアント ID {clientId} のマネージド ID がこのアプリに割り当てられていません ({says})',
    fix: `az containerapp identity assign --name <アプリ> --resource-group <グループ> --user-assigned $(az identity list --query "[?clientId=='{clientId}'].id" --output tsv)`,
  },
  tokenSecretWrong: {
    says: 'MicrosoftAppPassword が {clientId} のシークレットとして受け付けられません。シークレットの ID ではなく値を指定します',
    fix: 'export MicrosoftAppPassword=$(az ad app credential reset --id {clientId} --append --query password --output tsv)',
  },
  tokenSecretExpired: {
    says: '{clientId} のクライアント シークレットは有効期限切れです',
    fix: 'export MicrosoftAppPassword=$(az ad app credential reset --id {clientId} --append --query password --output tsv)',
  },
  tokenAppUnknown: {
    says: 'テナント {tenant} にアプリケーション {clientId} がありません',
    fix: 'az ad app list --display-name <ボット> --query "[].appId" --output tsv (MicrosoftAppId)、az account show --query tenantId --output tsv (MicrosoftAppTenantId)',
  },
  tokenTenantUnknown: {
    says: 'テナント {tenant} は Entra に存在しません',
    fix: 'export MicrosoftAppTenantId=$(az account show --query tenantId --output tsv)',
  },
  tokenPrincipalMissing: {
    says: 'テナント {tenant} にアプリケーション {clientId} のサービス プリンシパルがありません',
    fix: 'az ad sp create --id {clientId}',
  },
  tokenAppDisabled: {
    says: 'アプリケーション {clientId} はテナント {tenant} で無効になっています',
    fix: 'az ad sp update --id {clientId} --set accountEnabled=true',
  },
  tokenConditionalAccess: {
    says: 'テナント {tenant} の条件付きアクセスが {clientId} をブロックしています ({says})',
    fix: 'az ad sp show --id {clientId} --query id --output tsv (Entra の管理者がこのプリンシパルを除外するか、このネットワークを許可)',
  },
  tokenAudienceUnknown: {
    says: 'テナント {tenant} に {scope} というリソースがありません',
    fix: 'export AZURE_RESOURCE_MANAGER_URL=$(az cloud show --query endpoints.resourceManager --output tsv)',
  },
  tokenUnreachable: {
    says: 'Entra から応答がありません ({says})',
    fix: 'curl -sS https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration (ファイアウォールで許可するか、HTTPS_PROXY を設定)',
  },
  tokenRefused: {
    says: '{clientId} は {scope} のトークンを取得できません: {says}',
    fix: 'az ad sp show --id {clientId} (AADSTS コードの意味: https://login.microsoftonline.com/error)',
  },
  azureAnswers: { says: '{host} は {ms} ミリ秒で応答しました' },
  azureUnreachable: {
    says: '{host} から応答がありません ({says})',
    fix: 'curl -sSI {url} (ファイアウォールで許可するか、HTTPS_PROXY を設定)',
  },
  azureTokenRefused: {
    says: '{host} がトークンを受け付けません: {says}',
    fix: 'az account show --query tenantId --output tsv (MicrosoftAppTenantId およびサブスクリプションのテナントと一致すること)',
  },
  azureFails: { says: '{host} の応答: {says}', fix: `${AGAIN} (数分後に再実行。https://azure.status.microsoft)` },
  clockRight: { says: '{host} との時刻のずれは 5 秒以内です' },
  clockAhead: { says: 'このマシンの時計は {host} より {seconds} 秒進んでいます', fix: 'sudo timedatectl set-ntp true' },
  clockBehind: {
    says: 'このマシンの時計は {host} より {seconds} 秒遅れています',
    fix: 'sudo timedatectl set-ntp true',
  },
  clockUnread: { says: '{host} の応答に時刻がありません' },
  vaultsFound: { says: 'コンテナーは {count} 件です' },
  vaultsNone: {
    says: '{client} から見えるコンテナーがありません。コンテナーがないか、ロール「Azure Backup ChatOps {role}」が割り当てられていません',
    fix: ASSIGN,
  },
  subscriptionUnknown: {
    says: 'このサブスクリプションは存在しないか、ロールがないため見えません',
    fix: 'az account list --query "[].id" --output tsv (AZURE_SUBSCRIPTION_IDS に設定)',
  },
  vaultUnknown: {
    says: 'コンテナーが見つかりません: {scope}',
    fix: 'az backup vault list --subscription {subscription} --query "[].id" --output tsv (BACKUP_VAULTS に設定)',
  },
  vaultsBeyond: {
    says: '残り {beyond} 件のコンテナーは確認していません (1 件ごとにジョブの読み取りを 1 回消費するため)',
  },
  rightHeld: { says: '{action} は許可されています' },
  rightGranted: { says: '{action} は許可されています (Azure のアクセス許可一覧による。呼び出しは行っていません)' },
  roleMissing: {
    says: '{call} に必要な {action} がありません。ロール「Azure Backup ChatOps {role}」(infra/roles/{role}.json) に含まれます',
    fix: ASSIGN,
  },
  actionMissing: {
    says: '{call} に必要な {action} がありません。ロール「Azure Backup ChatOps {role}」の他の操作は許可されているため、Azure 上の定義が infra/roles/{role}.json より古いと考えられます',
    fix: 'az role definition update --role-definition @infra/roles/{role}.json (infra/azure.bicep で導入した場合は、代わりに再デプロイ)',
  },
  rightBlocked: { says: '{call} はロール以外の理由で拒否されました ({by}): {says}', fix: '{command}' },
  rightUnread: { says: '確認できません: {call} の応答は {says}', fix: `${AGAIN} (数分後に再実行)` },
  rightUntold: {
    says: '確認できません: {call} は実行しておらず、{client} は自分のアクセス許可を一覧できません ({says})',
    fix: 'az role assignment list --assignee {client} --scope {scope} --include-inherited --query "[].roleDefinitionName" --output tsv (「Azure Backup ChatOps {role}」が含まれること)',
  },
  rightUntried: { says: '{call} は試せません: 保護された VM がコンテナーにありません' },
  rightReadOnly: { says: 'READ_ONLY が設定されているため不要です' },
  graphAnswers: { says: '応答あり: 保護された項目 {items} 件' },
  graphDenied: {
    says: 'Azure Resource Graph に拒否されました ({says})。なくてもボットは動作しますが、通知が少し遅れます',
    fix: 'az role definition update --role-definition @infra/roles/reader.json (AssignableScopes は /subscriptions/{subscription} に。infra/azure.bicep で導入した場合は、代わりに再デプロイ)',
  },
  graphFails: {
    says: 'Azure Resource Graph から結果を得られません ({says})。なくてもボットは動作します',
    fix: 'az provider register --namespace Microsoft.ResourceGraph --subscription {subscription}',
  },
  databaseOpens: { says: '{what}' },
  databaseAnew: { says: 'DATABASE_URL も CLOCK_EPOCH もない demo では、起動のたびに {file} を空にします' },
  databaseNew: { says: '{file} はまだありません。初回の起動時に作成されます' },
  databaseUnusable: {
    says: '{says}',
    fix: 'export DATABASE_URL=sqlite:.data/bot.db (または postgres://<ユーザー>@<ホスト>:5432/<データベース>)',
  },
  databaseUnreachable: {
    says: '{host}:{port} から応答がありません ({says})',
    fix: 'pg_isready -h {host} -p {port} (Azure: az postgres flexible-server firewall-rule list --name <サーバー> --resource-group <グループ>)',
  },
  databaseLogin: {
    says: 'PostgreSQL が「{user}」のサインインを拒否しました ({says})',
    fix: `psql "host={host} port={port} dbname=postgres" -c "select * from pgaadauth_create_principal('{user}', false, false)" (Entra 認証の場合。それ以外は DATABASE_URL のパスワードを修正)`,
  },
  databaseToken: {
    says: 'DATABASE_URL にパスワードがなく、PostgreSQL 用のトークンも取得できません ({says})',
    fix: 'az identity show --ids <マネージド ID のリソース ID> --query clientId --output tsv (MicrosoftAppId と一致すること)',
  },
  databaseAbsent: {
    says: 'サーバーにデータベース「{database}」がありません',
    fix: 'createdb -h {host} -p {port} -U {user} {database} (Azure: az postgres flexible-server db create --server-name <サーバー> --resource-group <グループ> --database-name {database})',
  },
  databaseTls: {
    says: '{host}:{port} との TLS 接続に失敗しました ({says})',
    fix: 'openssl s_client -starttls postgres -connect {host}:{port} -showcerts (DATABASE_URL に ?sslrootcert=<認証局の証明書ファイル> を追加)',
  },
  databasePlain: {
    says: '{what} (TLS なし。通信経路上で内容を読み取られるおそれがあります)',
    fix: 'export DATABASE_URL=<sslmode=disable を除いた同じアドレス>',
  },
  databaseFails: {
    says: 'データベースが正常に応答しません ({says})',
    fix: 'psql "host={host} port={port} dbname={database} user={user}" -c "select 1"',
  },
  schemaCurrent: { says: 'マイグレーション {applied} 件。未適用なし' },
  schemaDue: { says: 'マイグレーション {applied} 件を適用済み。次回の起動時に {pending} 件を適用します' },
  schemaNewer: {
    says: 'より新しいバージョンのボットが使用したデータベースです ({unknown})。このバージョンは起動しません',
    fix: 'git pull && npm ci && npm start (または別の DATABASE_URL を指定)',
  },
  tablesAllowed: { says: '「{user}」はスキーマ「{schema}」にテーブルを作成できます' },
  tablesDenied: {
    says: '「{user}」はスキーマ「{schema}」にテーブルを作成できません。次回の起動時に必要です',
    fix: `psql "host={host} port={port} dbname={database}" -c 'grant create on schema {schema} to "{user}"'`,
  },
  tablesDeniedLater: {
    says: '「{user}」はスキーマ「{schema}」にテーブルを作成できません。ボットの更新時に必要になることがあります',
    fix: `psql "host={host} port={port} dbname={database}" -c 'grant create on schema {schema} to "{user}"'`,
  },
  filePrivate: { says: '{file} を読めるのは所有者だけです' },
  fileOpen: { says: 'このマシンの他のユーザーも {file} を読めます', fix: 'chmod 600 {file}' },
  folderLocked: {
    says: 'このプロセスは {folder} にファイルを作成できません',
    fix: 'sudo chown "$(id -un)" {folder} && chmod u+rwx {folder}',
  },
  spaceEnough: { says: '空き容量 {mb} MB' },
  spaceLow: { says: '空き容量が {mb} MB しかありません', fix: 'df -h {folder}' },
  spaceNone: { says: '空き容量が {mb} MB しかなく、ボットがメッセージを処理できなくなります', fix: 'df -h {folder}' },
  accessRead: { says: '{path}: ルール {rules} 件' },
  accessDemo: { says: 'ファイルなし: demo モードでは全員が admin です' },
  accessWrong: { says: '{says}', fix: '{path} の該当箇所を修正 (例は docs/ja/roles.md)' },
  accessNobody: {
    says: '{path} にルールがなく、誰も何もできません',
    fix: `rules に { "who": "user:<オブジェクト ID>", "role": "admin" } を追加。ID の確認: az ad signed-in-user show --query id --output tsv`,
  },
  accessWritable: { says: 'このマシンの他のユーザーも {path} を変更できます', fix: 'chmod go-w {path}' },
  tenantsNamed: { says: '{tenants} 件。ホーム テナントは {home}' },
  tenantNoGuid: {
    says: '{path} の tenants:「{tenant}」はテナント ID ではありません',
    fix: 'az account show --query tenantId --output tsv',
  },
  tenantOther: {
    says: '{path} のホーム テナントは {home} で、ボットのテナント {tenant} は tenants にありません',
    fix: 'ボットを使う人のテナントが {tenant} であれば、{path} の tenants の先頭に追加',
  },
  personNoGuid: {
    says: '{path} の rules.{at}:「{who}」は Entra のオブジェクト ID ではありません',
    fix: 'az ad user show --id <名前@ドメイン> --query id --output tsv',
  },
  operatorsNamed: { says: 'operator または admin のルール {count} 件' },
  operatorsNone: {
    says: 'バックアップを開始またはキャンセルできる人がいません',
    fix: `{path} の rules に { "who": "user:<オブジェクト ID>", "role": "operator" } を追加。ID の確認: az ad user show --id <名前@ドメイン> --query id --output tsv`,
  },
  contactGiven: { says: '{contact}' },
  contactNone: {
    says: 'contact がなく、拒否の際に依頼先を案内できません',
    fix: '{path} に "contact": "<チーム、メール、内線>" を追加',
  },
  ceilingCuts: {
    says: '次のルールは ceiling を超えており、ceiling が優先されます: {cut}',
    fix: '{path} のルールを下げるか、ceiling を上げる',
  },
  keysRead: { says: 'Bot Framework の公開キーを {host} から取得できます' },
  keysUnread: {
    says: 'Bot Framework の公開キーを {host} から取得できません ({says})。誰も認証できません',
    fix: 'curl -sS {url} (ファイアウォールで許可)',
  },
  botAnswers: { says: '{url} でボットが応答しています' },
  botSilent: { says: '{url} でボットは応答していません', fix: 'npm start' },
  endpointUnproven: {
    says: 'Teams からボットに到達できるかどうかは、ここからは確認できません',
    fix: 'curl -sS https://<ボットのホスト名>/healthz (外部から実行)、az bot show --name <ボット> --resource-group <グループ> --query properties.endpoint --output tsv (https://<ボットのホスト名>/api/messages であること)',
  },
  late: {
    says: '{seconds} 秒以内に結果が得られませんでした',
    fix: `${AGAIN} (再実行。続く場合はファイアウォールとプロキシを確認)`,
  },
  broken: { says: '確認処理自体の不具合です。開発元に報告してください: {says}' },
  skippedDemo: { says: 'demo モードでは不要です' },
  skippedSetting: { says: '{names} が正しくないか未設定のため確認していません' },
  skippedToken: { says: 'この ID のトークンがないため確認していません' },
  skippedAzure: { says: 'Azure から応答がないか、トークンが受け付けられないため確認していません' },
  skippedVaults: { says: 'コンテナーがわからないため確認していません' },
  skippedTime: { says: '全体の制限時間 (1 分) を過ぎたため確認していません' },
};
