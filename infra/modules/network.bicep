// A network for the bot and its database: the database has no public address.

@description('Beginning of the names.')
param resourceBaseName string

@description('Region of the resources.')
param location string

@description('Service that runs the bot in its subnet.')
param hostDelegation string

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: '${resourceBaseName}-network'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.20.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'host'
        properties: {
          addressPrefix: '10.20.0.0/23'
          delegations: [
            {
              name: 'host'
              properties: {
                serviceName: hostDelegation
              }
            }
          ]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.20.2.0/28'
          delegations: [
            {
              name: 'database'
              properties: {
                serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers'
              }
            }
          ]
        }
      }
    ]
  }
}

resource hostSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' existing = {
  parent: network
  name: 'host'
}

resource databaseSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' existing = {
  parent: network
  name: 'database'
}

resource privateDnsZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: '${resourceBaseName}.private.postgres.database.azure.com'
  location: 'global'
}

resource privateDnsLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: privateDnsZone
  name: '${resourceBaseName}-network'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}

@description('Subnet of the bot.')
output hostSubnetId string = hostSubnet.id

@description('Subnet of the database.')
output databaseSubnetId string = databaseSubnet.id

@description('Zone in which the database has its name.')
output privateDnsZoneId string = privateDnsZone.id
