// The three custom roles, from the files that `services/azure/http/calls.ts` is tested against. A role's name is unique
// in its tenant, so each installation has roles of its own.
targetScope = 'subscription'

@description('Name of the installation, which the names of its roles carry.')
param installation string

@description('Resource group of the installation: it makes the ids of the roles.')
param installationId string

@description('Subscriptions in which the roles can be assigned: those of the vaults and of the VMs.')
param subscriptionIds array

var reader = loadJsonContent('../roles/reader.json')
var trigger = loadJsonContent('../roles/trigger.json')
var canceller = loadJsonContent('../roles/canceller.json')
var assignableScopes = map(subscriptionIds, id => '/subscriptions/${id}')

resource readerRole 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(installationId, 'reader')
  properties: {
    roleName: '${reader.Name} (${installation})'
    description: reader.Description
    type: 'CustomRole'
    permissions: [
      {
        actions: reader.Actions
        notActions: reader.NotActions
        dataActions: reader.DataActions
        notDataActions: reader.NotDataActions
      }
    ]
    assignableScopes: assignableScopes
  }
}

resource triggerRole 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(installationId, 'trigger')
  properties: {
    roleName: '${trigger.Name} (${installation})'
    description: trigger.Description
    type: 'CustomRole'
    permissions: [
      {
        actions: trigger.Actions
        notActions: trigger.NotActions
        dataActions: trigger.DataActions
        notDataActions: trigger.NotDataActions
      }
    ]
    assignableScopes: assignableScopes
  }
}

resource cancellerRole 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(installationId, 'canceller')
  properties: {
    roleName: '${canceller.Name} (${installation})'
    description: canceller.Description
    type: 'CustomRole'
    permissions: [
      {
        actions: canceller.Actions
        notActions: canceller.NotActions
        dataActions: canceller.DataActions
        notDataActions: canceller.NotDataActions
      }
    ]
    assignableScopes: assignableScopes
  }
}

@description('Id of the role, the same in each subscription.')
output reader string = readerRole.name

@description('Id of the role, the same in each subscription.')
output trigger string = triggerRole.name

@description('Id of the role, the same in each subscription.')
output canceller string = cancellerRole.name
