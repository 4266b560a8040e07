// PostgreSQL, without passwords. A flexible server has a database role for each Entra administrator, named as given
// here. The bot's identity is the only one: the server holds the bot's database and nothing else.

@description('Beginning of the names.')
param resourceBaseName string

@description('Region of the resources.')
param location string

@description('Name of the database.')
param databaseName string

@description('Subnet of the server.')
param subnetId string

@description('Zone in which the server has its name.')
param privateDnsZoneId string

@description('Object id of the identity that signs in.')
param administratorId string

@description('Name of that identity, and of its database role.')
param administratorName string

@description('Tenant of that identity.')
param tenantId string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${resourceBaseName}-db'
  location: location
  sku: {
    name: 'Standard_B1ms'
    tier: 'Burstable'
  }
  properties: {
    // The version that the tests run on.
    version: '15'
    createMode: 'Default'
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenantId
    }
    storage: {
      storageSizeGB: 32
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: privateDnsZoneId
    }
  }
}

// A server takes one change at a time.
resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: databaseName
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

resource tlsVersion 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'ssl_min_protocol_version'
  properties: {
    value: 'TLSv1.2'
    source: 'user-override'
  }
  dependsOn: [
    database
  ]
}

resource administrator 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2024-08-01' = {
  parent: server
  name: administratorId
  properties: {
    principalName: administratorName
    principalType: 'ServicePrincipal'
    tenantId: tenantId
  }
  dependsOn: [
    tlsVersion
  ]
}

@description('Host name of the server, within the network.')
output host string = server.properties.fullyQualifiedDomainName
