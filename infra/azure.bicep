// Everything that the bot needs in Azure, in one resource group; and its three roles on the vaults given, wherever they
// are. infra/README.md says how to deploy it. `az`, and `m365agents.yml` by `azure.parameters.json`, take this file.

@description('Name of the bot and beginning of the names of its resources; globally unique.')
@minLength(4)
@maxLength(20)
param resourceBaseName string

@description('Display name of the bot in Azure.')
@maxLength(42)
param botDisplayName string = 'Azure Backup ChatOps'

@description('Region of the resources.')
param location string = resourceGroup().location

@description('Where the bot runs: Container Apps take the image, App Service takes the folder dist.')
@allowed([
  'containerApps'
  'appService'
])
param hosting string = 'containerApps'

@description('The image with its digest, such as ghcr.io/you/azure-backup-chatops@sha256:…; only with containerApps.')
param image string = ''

@description('An Azure Container Registry of this resource group that holds the image; empty for a public one.')
param registryName string = ''

@description('The vaults, comma-separated, each subscription/resourceGroup/vault, as in BACKUP_VAULTS.')
@minLength(1)
param backupVaults string

@description('Resource groups of the protected VMs, comma-separated, each subscription/resourceGroup: their tags are read.')
param vmResourceGroups string = ''

@description('true: the bot changes nothing in Azure.')
@allowed([
  'true'
  'false'
])
param readOnly string = 'false'

@description('Language where nothing else says.')
@allowed([
  'en'
  'ja'
])
param defaultLanguage string = 'en'

@description('IANA name of the time zone where nothing else says.')
param defaultTimeZone string = 'UTC'

@description('More environment variables of the bot, by name.')
param moreSettings object = {}

@description('Size of the App Service plan; from B1 on it can join a network.')
param appServiceSku string = 'B1'

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Action groups that hear of alerts, by resource id; without one there are no alert rules. With containerApps.')
param alertActionGroupIds array = []

var databaseName = 'bot'
var vaults = map(split(backupVaults, ','), vault => trim(vault))
var vmGroups = empty(vmResourceGroups) ? [] : map(split(vmResourceGroups, ','), group => trim(group))
var subscriptionIds = union(map(concat(vaults, vmGroups), id => split(id, '/')[0]), [])

// The rules of access, one file for both ways of hosting.
var accessRules = loadTextContent('access.json')

// One identity speaks to Teams and to the database. Three others call Azure, one for each role.
resource botIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${resourceBaseName}-bot'
  location: location
}

resource readerIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${resourceBaseName}-reader'
  location: location
}

resource triggerIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${resourceBaseName}-trigger'
  location: location
}

resource cancellerIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${resourceBaseName}-canceller'
  location: location
}

var identityIds = [
  botIdentity.id
  readerIdentity.id
  triggerIdentity.id
  cancellerIdentity.id
]

module roles 'modules/roles.bicep' = {
  name: '${resourceBaseName}-roles'
  scope: subscription(subscriptionIds[0])
  params: {
    installation: resourceBaseName
    installationId: resourceGroup().id
    subscriptionIds: subscriptionIds
  }
}

module vaultRoles 'modules/vaultRoles.bicep' = [for (vault, index) in vaults: {
  name: '${resourceBaseName}-vault-${index}'
  scope: resourceGroup(split(vault, '/')[0], split(vault, '/')[1])
  params: {
    vaultName: split(vault, '/')[2]
    readerRole: roles.outputs.reader
    triggerRole: roles.outputs.trigger
    cancellerRole: roles.outputs.canceller
    readerPrincipalId: readerIdentity.properties.principalId
    triggerPrincipalId: triggerIdentity.properties.principalId
    cancellerPrincipalId: cancellerIdentity.properties.principalId
  }
}]

module vmRoles 'modules/vmRoles.bicep' = [for (group, index) in vmGroups: {
  name: '${resourceBaseName}-vms-${index}'
  scope: resourceGroup(split(group, '/')[0], split(group, '/')[1])
  params: {
    readerRole: roles.outputs.reader
    readerPrincipalId: readerIdentity.properties.principalId
  }
}]

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${resourceBaseName}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: logRetentionDays
  }
}

module network 'modules/network.bicep' = {
  name: '${resourceBaseName}-network'
  params: {
    resourceBaseName: resourceBaseName
    location: location
    hostDelegation: hosting == 'containerApps' ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms'
  }
}

module database 'modules/database.bicep' = {
  name: '${resourceBaseName}-database'
  params: {
    resourceBaseName: resourceBaseName
    location: location
    databaseName: databaseName
    subnetId: network.outputs.databaseSubnetId
    privateDnsZoneId: network.outputs.privateDnsZoneId
    administratorId: botIdentity.properties.principalId
    administratorName: botIdentity.name
    tenantId: botIdentity.properties.tenantId
  }
}

// The bot's environment variables, whatever it runs on. Each module adds those of its own.
var settings = union(
  {
    BOT_MODE: 'teams'
    HOST: '0.0.0.0'
    MicrosoftAppType: 'UserAssignedMSI'
    MicrosoftAppId: botIdentity.properties.clientId
    MicrosoftAppTenantId: botIdentity.properties.tenantId
    AZURE_READER_CLIENT_ID: readerIdentity.properties.clientId
    AZURE_TRIGGER_CLIENT_ID: triggerIdentity.properties.clientId
    AZURE_CANCELLER_CLIENT_ID: cancellerIdentity.properties.clientId
    BACKUP_VAULTS: join(vaults, ',')
    DATABASE_URL: 'postgres://${botIdentity.name}@${database.outputs.host}:5432/${databaseName}?sslmode=verify-full'
    READ_ONLY: readOnly
    DEFAULT_LANGUAGE: defaultLanguage
    DEFAULT_TIME_ZONE: defaultTimeZone
  },
  moreSettings
)

module containerApps 'modules/containerApps.bicep' = if (hosting == 'containerApps') {
  name: '${resourceBaseName}-container-apps'
  params: {
    resourceBaseName: resourceBaseName
    location: location
    image: image
    registryName: registryName
    pullIdentityId: botIdentity.id
    pullPrincipalId: botIdentity.properties.principalId
    identityIds: identityIds
    settings: settings
    accessRules: accessRules
    subnetId: network.outputs.hostSubnetId
    workspaceName: logs.name
  }
}

module appService 'modules/appService.bicep' = if (hosting == 'appService') {
  name: '${resourceBaseName}-app-service'
  params: {
    resourceBaseName: resourceBaseName
    location: location
    sku: appServiceSku
    identityIds: identityIds
    settings: settings
    subnetId: network.outputs.hostSubnetId
    workspaceId: logs.id
  }
}

var domain = hosting == 'containerApps' ? containerApps!.outputs.domain : appService!.outputs.domain

module bot 'botRegistration/azurebot.bicep' = {
  name: '${resourceBaseName}-bot'
  params: {
    resourceBaseName: resourceBaseName
    botDisplayName: botDisplayName
    botAppDomain: domain
    identityResourceId: botIdentity.id
    identityClientId: botIdentity.properties.clientId
    identityTenantId: botIdentity.properties.tenantId
  }
}

module alerts 'monitoring/alerts.bicep' = if (hosting == 'containerApps' && !empty(alertActionGroupIds)) {
  name: '${resourceBaseName}-alerts'
  params: {
    location: location
    workspaceId: logs.id
    actionGroupIds: alertActionGroupIds
    hasHeartbeat: contains(moreSettings, 'HEARTBEAT_CONVERSATION')
  }
}

resource workbook 'Microsoft.Insights/workbooks@2022-04-01' = if (hosting == 'containerApps') {
  name: guid(resourceGroup().id, 'workbook')
  location: location
  kind: 'shared'
  properties: {
    displayName: botDisplayName
    category: 'workbook'
    sourceId: logs.id
    serializedData: loadTextContent('monitoring/workbook.json')
  }
}

// The Agents Toolkit writes these into env/.env.<environment>. None is a secret.
@description('Client id of the bot.')
output BOT_ID string = botIdentity.properties.clientId

@description('Host name under which Teams reaches the bot.')
output BOT_DOMAIN string = domain

@description('Home tenant of the bot.')
output BOT_TENANT_ID string = botIdentity.properties.tenantId

@description('The web app to which `azureAppService/zipDeploy` brings the code; empty with containerApps.')
output BOT_AZURE_APP_SERVICE_RESOURCE_ID string = hosting == 'appService' ? appService!.outputs.id : ''

@description('Log Analytics workspace of the bot.')
output BOT_LOG_WORKSPACE_ID string = logs.id
