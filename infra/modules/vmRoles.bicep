// The reader role on one resource group of VMs: the bot reads a VM's tags before it starts a backup of it.

@description('Id of the reader role.')
param readerRole string

@description('Identity that reads Azure.')
param readerPrincipalId string

resource readerOnGroup 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, readerRole, readerPrincipalId)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', readerRole)
    principalId: readerPrincipalId
    principalType: 'ServicePrincipal'
  }
}
