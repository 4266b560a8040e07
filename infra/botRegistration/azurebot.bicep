// The bot's registration with the Azure Bot Service, and its one channel: Teams.

@description('Name of the bot.')
param resourceBaseName string

@description('Display name of the bot.')
@maxLength(42)
param botDisplayName string

@description('Host name under which Teams reaches the bot.')
param botAppDomain string

@description('Managed identity of the bot.')
param identityResourceId string

@description('Client id of that identity.')
param identityClientId string

@description('Tenant of that identity.')
param identityTenantId string

resource botService 'Microsoft.BotService/botServices@2022-09-15' = {
  name: resourceBaseName
  kind: 'azurebot'
  location: 'global'
  sku: {
    name: 'F0'
  }
  properties: {
    displayName: botDisplayName
    endpoint: 'https://${botAppDomain}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: identityClientId
    msaAppMSIResourceId: identityResourceId
    msaAppTenantId: identityTenantId
    disableLocalAuth: true
  }
}

resource teamsChannel 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: botService
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
  }
}
