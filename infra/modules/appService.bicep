// Two instances on App Service, which takes the folder `dist` as it is. App Service has no rules by path: the bot itself
// answers only /api/messages and /healthz on its public port, and OPS_PORT is not set.

@description('Name of the web app, and beginning of the names.')
param resourceBaseName string

@description('Region of the resources.')
param location string

@description('Size of the plan.')
param sku string

@description('Identities that the bot signs in with.')
param identityIds array

@description('Environment variables of the bot.')
param settings object

@description('Subnet through which the bot reaches its database.')
param subnetId string

@description('Workspace that takes the logs.')
param workspaceId string

var appSettings = union(settings, {
  // The file lies beside the code; the package is mounted read-only.
  ACCESS_FILE: '/home/site/wwwroot/infra/access.json'
  // App Service's front ends reach a Linux container from here.
  TRUSTED_PROXIES: '169.254.0.0/16'
  WEBSITE_RUN_FROM_PACKAGE: '1'
  SCM_DO_BUILD_DURING_DEPLOYMENT: 'false'
  // The bot drains for at most 9.5 s after SIGTERM.
  WEBSITES_CONTAINER_STOP_TIME_LIMIT: '30'
})

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${resourceBaseName}-plan'
  location: location
  kind: 'linux'
  sku: {
    name: sku
    capacity: 2
  }
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: resourceBaseName
  location: location
  kind: 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: toObject(identityIds, id => id, id => {})
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    virtualNetworkSubnetId: subnetId
    siteConfig: {
      linuxFxVersion: 'NODE|24-lts'
      // Node's options: a sixth less memory.
      appCommandLine: 'node --max-semi-space-size=4 --v8-pool-size=1 dist/index.js'
      alwaysOn: true
      healthCheckPath: '/healthz'
      http20Enabled: true
      ftpsState: 'Disabled'
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      remoteDebuggingEnabled: false
      appSettings: map(items(appSettings), item => {
        name: item.key
        value: item.value
      })
    }
  }
}

// Deployments sign in with Entra, not with a password of the site.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'scm'
  properties: {
    allow: false
  }
}

resource siteLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: site
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AppServiceConsoleLogs'
        enabled: true
      }
      {
        category: 'AppServicePlatformLogs'
        enabled: true
      }
    ]
  }
}

@description('Host name of the web app.')
output domain string = site.properties.defaultHostName

@description('The web app, for deployments of its code.')
output id string = site.id
