/** What runs a command that stands in a document. */
type Runner =
  /** `test/ci/documents.test.ts` runs it, in this scene, in a clean copy. */
  | { readonly scene: 'demo' | 'sqlite' | 'postgres' | 'teams' | 'names' | 'package' }
  /** This file of the project runs it, as it says there. */
  | { readonly file: string; readonly says: string }
  /** Nothing here can: it needs what `missing` says. `test/ci/documents.test.ts` asks `az` about its options. */
  | { readonly missing: string };

const DEMO = { scene: 'demo' } as const;
const SQLITE = { scene: 'sqlite' } as const;
const POSTGRES = { scene: 'postgres' } as const;
const TEAMS = { scene: 'teams' } as const;
const NAMES = { scene: 'names' } as const;
const PACKAGE = { scene: 'package' } as const;
const CLOUD = { missing: 'an account in Azure' } as const;

function outputOf(name: string): string {
  return [
    `export ${name}=$(az deployment group show --resource-group $GROUP --name azure-backup-chatops`,
    `--query properties.outputs.${name}.value --output tsv)`,
  ].join(' ');
}

/** Every line of the documents' `sh` blocks. */
export const DOCUMENTED_COMMANDS: Readonly<Record<string, Runner>> = {
  'npm ci && npm start': { file: '.ci/run', says: "step 'npm start' smoke" },
  'npm ci && npm test': { file: '.ci/run', says: "step 'npm test' npm test" },
  'npm ci': { file: '.ci/run', says: "step 'npm ci' npm ci" },
  'git pull --ff-only': SQLITE,
  'npm run build': DEMO,
  'node dist/index.js': DEMO,
  'curl -fsS http://127.0.0.1:3978/healthz': DEMO,
  'curl -fsS http://127.0.0.1:3978/readyz': DEMO,
  'curl -fsS http://127.0.0.1:3978/metrics': DEMO,
  'export CLOCK_EPOCH="$(date -u +%Y-%m-%dT%H:%M:%SZ)"': DEMO,
  'npm run azure &': DEMO,
  'AZURE_RESOURCE_MANAGER_URL=http://127.0.0.1:4010 npm start': DEMO,
  'export CLOCK_SPEED=60 CLOCK_EPOCH=$(date -u +%Y-%m-%dT%H:%M:%SZ)': DEMO,
  'npm run checklist -- --vm vm-01': DEMO,
  'AZURE_RESOURCE_MANAGER_URL=http://127.0.0.1:4010 npm run checklist -- --vm vm-01 --until-end': DEMO,
  'mkdir -p -m 700 backup': SQLITE,
  [`node -e "new (require('libsql'))('.data/bot.db').exec(\\"vacuum into 'backup/bot.db'\\")"`]: SQLITE,
  'rm -f .data/bot.db .data/bot.db-wal .data/bot.db-shm': SQLITE,
  'install -m 600 backup/bot.db .data/bot.db': SQLITE,
  'git switch --detach "$OLD_VERSION"': SQLITE,
  'npm run audit -- --verify': SQLITE,
  'npm run --silent audit -- --export > audit.jsonl': SQLITE,
  'npm run audit -- --head "$SEQ:$HASH"': SQLITE,
  'pg_dump --format=custom --no-owner --file=backup/bot.dump "$DATABASE_URL"': POSTGRES,
  'createdb --maintenance-db="$DATABASE_URL" restored': POSTGRES,
  'pg_restore --no-owner --single-transaction --dbname="$RESTORED_URL" backup/bot.dump': POSTGRES,
  'az login': CLOUD,
  'az account show --query tenantId --output tsv': CLOUD,
  'az ad signed-in-user show --query id --output tsv': CLOUD,
  'az backup vault list --query "[].id" --output tsv': CLOUD,
  'GROUP=rg-backupbot': NAMES,
  'NAME=backupbot-$(openssl rand -hex 3)': NAMES,
  'LOCATION=japaneast': NAMES,
  'SUBSCRIPTION=$(az account show --query id --output tsv)': CLOUD,
  'BACKUP_VAULTS="$SUBSCRIPTION/rg-prod/vault-a"': NAMES,
  'VM_RESOURCE_GROUPS="$SUBSCRIPTION/rg-web,$SUBSCRIPTION/rg-db"': NAMES,
  'REGISTRY=$(echo $NAME | tr -d -)': NAMES,
  'az group create --name $GROUP --location $LOCATION': CLOUD,
  'az acr create --resource-group $GROUP --name $REGISTRY --sku Basic': CLOUD,
  'az acr build --registry $REGISTRY --image azure-backup-chatops:1 .': CLOUD,
  'DIGEST=$(az acr repository show --name $REGISTRY --image azure-backup-chatops:1 --query digest --output tsv)': CLOUD,
  [[
    'az deployment group create --resource-group $GROUP --name azure-backup-chatops --template-file infra/azure.bicep',
    '--parameters resourceBaseName=$NAME hosting=containerApps backupVaults="$BACKUP_VAULTS"',
    'vmResourceGroups="$VM_RESOURCE_GROUPS" registryName=$REGISTRY',
    'image=$REGISTRY.azurecr.io/azure-backup-chatops@$DIGEST',
  ].join(' ')]: CLOUD,
  'export TEAMS_APP_ID=$(node -p "crypto.randomUUID()")': PACKAGE,
  [outputOf('BOT_ID')]: CLOUD,
  [outputOf('BOT_DOMAIN')]: CLOUD,
  'curl --fail https://$BOT_DOMAIN/healthz': CLOUD,
  'npm ci && npm run package': PACKAGE,
  'export PGPASSWORD="$(az account get-access-token --resource-type oss-rdbms --query accessToken --output tsv)"':
    CLOUD,
  'export BOT_MODE=teams': TEAMS,
  'export MicrosoftAppType=UserAssignedMSI': TEAMS,
  'export MicrosoftAppId=00000000-0000-0000-0000-000000000000': TEAMS,
  'export MicrosoftAppTenantId=00000000-0000-0000-0000-000000000000': TEAMS,
  'export AZURE_SUBSCRIPTION_IDS=00000000-0000-0000-0000-000000000000': TEAMS,
  'export ACCESS_FILE=access.json': TEAMS,
  'export OPS_PORT=9090': TEAMS,
  'npm run doctor': TEAMS,
  'curl -fsS "http://127.0.0.1:$OPS_PORT/readyz"': TEAMS,
  'curl -fsS "http://127.0.0.1:$OPS_PORT/metrics"': TEAMS,
};
