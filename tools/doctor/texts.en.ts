import type { Outcome, OutcomeText } from './finding';

const AGAIN = 'npm run doctor';
/** infra/azure.bicep adds the installation's name to the role's. */
const ASSIGN = `az role assignment create --assignee {client} --scope {scope} --role "$(az role definition list --custom-role-only true --query "[?starts_with(roleName, 'Azure Backup ChatOps {role}')].name | [0]" --output tsv)"`;

export const ENGLISH: Readonly<Record<Outcome, OutcomeText>> = {
  settingsRead: { says: 'all are valid; {mode} mode' },
  settingWrong: {
    says: '{fault}',
    fix: 'export {name}=<value> (Azure: az containerapp update --name <app> --resource-group <group> --set-env-vars {name}=<value>)',
  },
  settingMisspelt: { says: 'nothing reads {name}; names are case-sensitive', fix: 'rename it to {meant}' },
  envFileUnread: {
    says: 'the file .env is not read: the bot takes its settings from the environment alone',
    fix: 'set -a; . ./.env; set +a; npm run doctor',
  },
  identityOne: { says: '{type} {client} signs in to the Bot Framework and to Azure' },
  identityThree: {
    says: '{type} {client} signs in to the Bot Framework; {reader} reads Azure, {trigger} starts backups, {canceller} cancels them',
  },
  secretIdle: {
    says: 'MicrosoftAppPassword is set but not used: a managed identity has no secret',
    fix: 'unset MicrosoftAppPassword',
  },
  tokenGiven: { says: 'Entra gives {clientId} a token for {audience}' },
  tokenOpaque: { says: 'Entra gives {clientId} a token for {scope}; who it is for cannot be read from it' },
  tokenOtherTenant: {
    says: 'the token of {clientId} is of tenant {found}, but MicrosoftAppTenantId is {tenant}',
    fix: 'export MicrosoftAppTenantId={found}',
  },
  tokenOtherAudience: {
    says: 'the token of {clientId} is for {audience}, not for {scope}',
    fix: 'export AZURE_RESOURCE_MANAGER_URL=$(az cloud show --query endpoints.resourceManager --output tsv)',
  },
  tokenNotOnAzure: {
    says: 'no managed identity can be had here for {clientId} ({says}): this is not where the bot runs, or not Azure',
    fix: 'az containerapp exec --name <app> --resource-group <group> --command "node dist/tools/doctor.js" (outside Azure: MicrosoftAppType=SingleTenant)',
  },
  tokenIdentityUnknown: {
    says: 'no managed identity with client id {clientId} is assigned to this app ({says})',
    fix: `az containerapp identity assign --name <app> --resource-group <group> --user-assigned $(az identity list --query "[?clientId=='{clientId}'].id" --output tsv)`,
  },
  tokenSecretWrong: {
    says: 'Entra does not accept MicrosoftAppPassword for {clientId}; it must be the value of a client secret, not its id',
    fix: 'export MicrosoftAppPassword=$(az ad app credential reset --id {clientId} --append --query password --output tsv)',
  },
  tokenSecretExpired: {
    says: 'the client secret of {clientId} has expired',
    fix: 'export MicrosoftAppPassword=$(az ad app credential reset --id {clientId} --append --query password --output tsv)',
  },
  tokenAppUnknown: {
    says: 'tenant {tenant} has no application {clientId}',
    fix: 'az ad app list --display-name <bot> --query "[].appId" --output tsv (set MicrosoftAppId to it), az account show --query tenantId --output tsv (MicrosoftAppTenantId)',
  },
  tokenTenantUnknown: {
    says: 'Entra has no tenant {tenant}',
    fix: 'export MicrosoftAppTenantId=$(az account show --query tenantId --output tsv)',
  },
  tokenPrincipalMissing: {
    says: 'the application {clientId} has no service principal in tenant {tenant}',
    fix: 'az ad sp create --id {clientId}',
  },
  tokenAppDisabled: {
    says: 'the application {clientId} is disabled in tenant {tenant}',
    fix: 'az ad sp update --id {clientId} --set accountEnabled=true',
  },
  tokenConditionalAccess: {
    says: 'a Conditional Access policy of tenant {tenant} blocks {clientId} ({says})',
    fix: 'az ad sp show --id {clientId} --query id --output tsv (an Entra administrator excludes this principal, or allows this network)',
  },
  tokenAudienceUnknown: {
    says: 'Entra knows nothing that is called {scope} in tenant {tenant}',
    fix: 'export AZURE_RESOURCE_MANAGER_URL=$(az cloud show --query endpoints.resourceManager --output tsv)',
  },
  tokenUnreachable: {
    says: 'Entra does not answer ({says})',
    fix: 'curl -sS https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration (allow it in the firewall, or set HTTPS_PROXY)',
  },
  tokenRefused: {
    says: 'Entra gives {clientId} no token for {scope}: {says}',
    fix: 'az ad sp show --id {clientId} (what an AADSTS code means: https://login.microsoftonline.com/error)',
  },
  azureAnswers: { says: '{host} answers in {ms} ms' },
  azureUnreachable: {
    says: '{host} does not answer ({says})',
    fix: 'curl -sSI {url} (allow it in the firewall, or set HTTPS_PROXY)',
  },
  azureTokenRefused: {
    says: '{host} does not accept the token: {says}',
    fix: 'az account show --query tenantId --output tsv (must be MicrosoftAppTenantId, and the tenant of the subscriptions)',
  },
  azureFails: { says: '{host} answers {says}', fix: `${AGAIN} (some minutes later; https://azure.status.microsoft)` },
  clockRight: { says: 'agrees with {host} within 5 s' },
  clockAhead: { says: 'this clock is {seconds} s ahead of {host}', fix: 'sudo timedatectl set-ntp true' },
  clockBehind: { says: 'this clock is {seconds} s behind {host}', fix: 'sudo timedatectl set-ntp true' },
  clockUnread: { says: 'the answer of {host} tells no time' },
  vaultsFound: { says: '{count} vaults are visible' },
  vaultsNone: {
    says: 'no vault is visible to {client}: there is none, or the role “Azure Backup ChatOps {role}” is not assigned',
    fix: ASSIGN,
  },
  subscriptionUnknown: {
    says: 'Azure knows no such subscription, or shows it to nobody without a role there',
    fix: 'az account list --query "[].id" --output tsv (set AZURE_SUBSCRIPTION_IDS)',
  },
  vaultUnknown: {
    says: 'Azure has no such vault: {scope}',
    fix: 'az backup vault list --subscription {subscription} --query "[].id" --output tsv (set BACKUP_VAULTS)',
  },
  vaultsBeyond: { says: '{beyond} more vaults were not tried: each costs a read of jobs' },
  rightHeld: { says: '{action} is allowed' },
  rightGranted: { says: '{action} is allowed, by Azure’s list of permissions; the call was not made' },
  roleMissing: {
    says: '{action} is missing, which {call} needs; the role “Azure Backup ChatOps {role}” (infra/roles/{role}.json) grants it',
    fix: ASSIGN,
  },
  actionMissing: {
    says: '{action} is missing, which {call} needs; other actions of the role “Azure Backup ChatOps {role}” are there, so its definition in Azure is older than infra/roles/{role}.json',
    fix: 'az role definition update --role-definition @infra/roles/{role}.json (installed by infra/azure.bicep: deploy that again instead)',
  },
  rightBlocked: { says: 'Azure refuses {call} for another reason than a role ({by}): {says}', fix: '{command}' },
  rightUnread: { says: 'not known: {call} was answered with {says}', fix: `${AGAIN} (some minutes later)` },
  rightUntold: {
    says: 'not known: {call} was not made, and {client} may not list its own permissions ({says})',
    fix: 'az role assignment list --assignee {client} --scope {scope} --include-inherited --query "[].roleDefinitionName" --output tsv (must name “Azure Backup ChatOps {role}”)',
  },
  rightUntried: { says: '{call} could not be tried: the vault shows no protected VM' },
  rightReadOnly: { says: 'not needed: READ_ONLY is set' },
  graphAnswers: { says: 'answers: {items} protected items' },
  graphDenied: {
    says: 'Azure Resource Graph refuses ({says}); the bot works without it, a little later',
    fix: 'az role definition update --role-definition @infra/roles/reader.json, with /subscriptions/{subscription} in its AssignableScopes (installed by infra/azure.bicep: deploy that again instead)',
  },
  graphFails: {
    says: 'Azure Resource Graph does not answer the question ({says}); the bot works without it',
    fix: 'az provider register --namespace Microsoft.ResourceGraph --subscription {subscription}',
  },
  databaseOpens: { says: '{what}' },
  databaseAnew: { says: 'a demo without DATABASE_URL and CLOCK_EPOCH starts with an empty {file}' },
  databaseNew: { says: 'there is no {file} yet: the first start makes it' },
  databaseUnusable: {
    says: '{says}',
    fix: 'export DATABASE_URL=sqlite:.data/bot.db (or postgres://<user>@<host>:5432/<database>)',
  },
  databaseUnreachable: {
    says: '{host}:{port} does not answer ({says})',
    fix: 'pg_isready -h {host} -p {port} (Azure: az postgres flexible-server firewall-rule list --name <server> --resource-group <group>)',
  },
  databaseLogin: {
    says: 'PostgreSQL refuses the sign-in of “{user}” ({says})',
    fix: `psql "host={host} port={port} dbname=postgres" -c "select * from pgaadauth_create_principal('{user}', false, false)" (with Entra; else correct the password in DATABASE_URL)`,
  },
  databaseToken: {
    says: 'DATABASE_URL has no password, and Entra gives the bot no token for PostgreSQL ({says})',
    fix: 'az identity show --ids <id of the identity> --query clientId --output tsv (must be MicrosoftAppId)',
  },
  databaseAbsent: {
    says: 'the server has no database “{database}”',
    fix: 'createdb -h {host} -p {port} -U {user} {database} (Azure: az postgres flexible-server db create --server-name <server> --resource-group <group> --database-name {database})',
  },
  databaseTls: {
    says: 'TLS with {host}:{port} fails ({says})',
    fix: 'openssl s_client -starttls postgres -connect {host}:{port} -showcerts (append ?sslrootcert=<file of its authority> to DATABASE_URL)',
  },
  databasePlain: {
    says: '{what}, without TLS: whoever is on the way reads along',
    fix: 'export DATABASE_URL=<the same without sslmode=disable>',
  },
  databaseFails: {
    says: 'the database does not answer as it should ({says})',
    fix: 'psql "host={host} port={port} dbname={database} user={user}" -c "select 1"',
  },
  schemaCurrent: { says: '{applied} migrations, none is due' },
  schemaDue: { says: '{applied} migrations have run; the next start runs {pending} more' },
  schemaNewer: {
    says: 'a newer version of the bot has used this database ({unknown}): this version refuses to start',
    fix: 'git pull && npm ci && npm start (or give another DATABASE_URL)',
  },
  tablesAllowed: { says: '“{user}” may make tables in the schema “{schema}”' },
  tablesDenied: {
    says: '“{user}” may not make tables in the schema “{schema}”, which the next start does',
    fix: `psql "host={host} port={port} dbname={database}" -c 'grant create on schema {schema} to "{user}"'`,
  },
  tablesDeniedLater: {
    says: '“{user}” may not make tables in the schema “{schema}”; an upgrade of the bot may need to',
    fix: `psql "host={host} port={port} dbname={database}" -c 'grant create on schema {schema} to "{user}"'`,
  },
  filePrivate: { says: 'only its owner reads {file}' },
  fileOpen: { says: 'others on this machine may read {file}', fix: 'chmod 600 {file}' },
  folderLocked: {
    says: 'this process may not make files in {folder}',
    fix: 'sudo chown "$(id -un)" {folder} && chmod u+rwx {folder}',
  },
  spaceEnough: { says: '{mb} MB are free' },
  spaceLow: { says: 'only {mb} MB are free', fix: 'df -h {folder}' },
  spaceNone: { says: 'only {mb} MB are free: the bot will stop to take messages', fix: 'df -h {folder}' },
  accessRead: { says: '{path}, rules: {rules}' },
  accessDemo: { says: 'no file: in demo mode everyone is admin' },
  accessWrong: { says: '{says}', fix: 'correct {path} there; docs/roles.md has an example' },
  accessNobody: {
    says: '{path} has no rule: nobody may do anything',
    fix: `add { "who": "user:<object id>", "role": "admin" } to its rules; the id: az ad signed-in-user show --query id --output tsv`,
  },
  accessWritable: { says: 'others on this machine may change {path}', fix: 'chmod go-w {path}' },
  tenantsNamed: { says: '{tenants} named; home is {home}' },
  tenantNoGuid: {
    says: 'tenants in {path}: “{tenant}” is no tenant id',
    fix: 'az account show --query tenantId --output tsv',
  },
  tenantOther: {
    says: 'the home tenant of {path} is {home}; that of the bot, {tenant}, is not among its tenants',
    fix: 'put {tenant} first under tenants in {path}, if it is the one whose people use the bot',
  },
  personNoGuid: {
    says: 'rules.{at} in {path}: “{who}” names no object id of Entra',
    fix: 'az ad user show --id <name@domain> --query id --output tsv',
  },
  operatorsNamed: { says: 'rules that name an operator or admin: {count}' },
  operatorsNone: {
    says: 'no rule lets anybody start or cancel a backup',
    fix: `add { "who": "user:<object id>", "role": "operator" } to the rules of {path}; the id: az ad user show --id <name@domain> --query id --output tsv`,
  },
  contactGiven: { says: '{contact}' },
  contactNone: {
    says: 'no contact: a refusal cannot say whom to ask for access',
    fix: 'add "contact": "<team, mail or extension>" to {path}',
  },
  ceilingCuts: {
    says: 'these rules ask for more than the ceiling, which holds instead: {cut}',
    fix: 'lower them in {path}, or raise its ceiling',
  },
  keysRead: { says: 'the keys of the Bot Framework can be read from {host}' },
  keysUnread: {
    says: 'the keys of the Bot Framework cannot be read from {host} ({says}): nobody can be let in',
    fix: 'curl -sS {url} (allow it in the firewall)',
  },
  botAnswers: { says: 'a bot answers at {url}' },
  botSilent: { says: 'no bot answers at {url} now', fix: 'npm start' },
  endpointUnproven: {
    says: 'whether Teams reaches the bot cannot be seen from here',
    fix: 'curl -sS https://<the bot’s name>/healthz (from elsewhere), az bot show --name <bot> --resource-group <group> --query properties.endpoint --output tsv (must be https://<the bot’s name>/api/messages)',
  },
  late: { says: 'no result within {seconds} s', fix: `${AGAIN} (again; then look at firewall and proxy)` },
  broken: { says: 'the check has a fault of its own, please report it: {says}' },
  skippedDemo: { says: 'demo mode needs none' },
  skippedSetting: { says: 'not checked while {names} is wrong or missing' },
  skippedToken: { says: 'not checked: the identity for it has no token' },
  skippedAzure: { says: 'not checked: Azure does not answer, or does not take the token' },
  skippedVaults: { says: 'not checked: no vault is known' },
  skippedTime: { says: 'not checked: the minute for all checks has passed' },
};
