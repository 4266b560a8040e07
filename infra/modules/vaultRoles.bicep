// Each identity's one role on one vault: it covers the vault, its items, policies and jobs, and no other vault.

@description('Name of the Recovery Services vault.')
param vaultName string

@description('Id of the reader role.')
param readerRole string

@description('Id of the trigger role.')
param triggerRole string

@description('Id of the canceller role.')
param cancellerRole string

@description('Identity that reads Azure.')
param readerPrincipalId string

@description('Identity that starts backups.')
param triggerPrincipalId string

@description('Identity that cancels backups.')
param cancellerPrincipalId string

resource vault 'Microsoft.RecoveryServices/vaults@2024-04-01' existing = {
  name: vaultName
}

resource readerOnVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, readerRole, readerPrincipalId)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', readerRole)
    principalId: readerPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource triggerOnVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, triggerRole, triggerPrincipalId)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', triggerRole)
    principalId: triggerPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource cancellerOnVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, cancellerRole, cancellerPrincipalId)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', cancellerRole)
    principalId: cancellerPrincipalId
    principalType: 'ServicePrincipal'
  }
}
