// Two replicas of the image on Container Apps. The app itself is internal: the environment's route lets two paths
// through to it, and nothing else.

@description('Beginning of the names.')
param resourceBaseName string

@description('Region of the resources.')
param location string

@description('The image with its digest.')
param image string

@description('An Azure Container Registry of this resource group; empty for a public one.')
param registryName string

@description('Identity that pulls the image from that registry.')
param pullIdentityId string

@description('Object id of that identity.')
param pullPrincipalId string

@description('Identities that the bot signs in with.')
param identityIds array

@description('Environment variables of the bot.')
param settings object

@description('The rules of access (JSON).')
@secure()
param accessRules string

@description('Subnet of the environment.')
param subnetId string

@description('Name of the workspace that takes the logs, in this resource group.')
param workspaceName string

var port = 3978
var opsPort = 9090
var rulesFolder = '/etc/azure-backup-chatops'
// Named by its content, so that other rules make a new revision, which takes over without a gap.
var rulesFile = 'access-${uniqueString(accessRules)}.json'
// The environment reserves these ranges; its ingress connects from them and writes the client's address last in
// X-Forwarded-For.
var ingressRanges = '100.100.0.0/17,100.100.128.0/19,100.100.160.0/19,100.100.192.0/19'
var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = if (!empty(registryName)) {
  name: empty(registryName) ? 'unused' : registryName
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(registryName)) {
  name: guid(registry.id, acrPull, pullIdentityId)
  scope: registry
  properties: {
    roleDefinitionId: acrPull
    principalId: pullPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Console lines come into its table ContainerAppConsoleLogs_CL, which the alert rules and the workbook read.
resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource appsEnvironment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: '${resourceBaseName}-env'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: workspace.properties.customerId
        sharedKey: workspace.listKeys().primarySharedKey
      }
    }
    vnetConfiguration: {
      infrastructureSubnetId: subnetId
      internal: false
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

var environmentVariables = union(settings, {
  PORT: string(port)
  OPS_PORT: string(opsPort)
  OPS_HOST: '0.0.0.0'
  TRUSTED_PROXIES: ingressRanges
  ACCESS_FILE: '${rulesFolder}/${rulesFile}'
})

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: resourceBaseName
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: toObject(identityIds, id => id, id => {})
  }
  properties: {
    environmentId: appsEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: false
        targetPort: port
        transport: 'http'
        allowInsecure: false
      }
      registries: empty(registryName)
        ? []
        : [
            {
              server: '${registryName}${environment().suffixes.acrLoginServer}'
              identity: pullIdentityId
            }
          ]
      secrets: [
        {
          name: 'access-rules'
          value: accessRules
        }
      ]
    }
    template: {
      // The bot drains for at most 9.5 s after SIGTERM.
      terminationGracePeriodSeconds: 30
      scale: {
        minReplicas: 2
        maxReplicas: 2
      }
      containers: [
        {
          name: 'bot'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: map(items(environmentVariables), item => {
            name: item.key
            value: item.value
          })
          volumeMounts: [
            {
              volumeName: 'access-rules'
              mountPath: rulesFolder
            }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 5
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
            {
              // Not /readyz: an outage of Azure fails it on both replicas, and then nobody could be told of the outage.
              type: 'Readiness'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 5
              timeoutSeconds: 5
              failureThreshold: 3
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'access-rules'
          storageType: 'Secret'
          secrets: [
            {
              secretRef: 'access-rules'
              path: rulesFile
            }
          ]
        }
      ]
    }
  }
  dependsOn: [
    pull
  ]
}

resource route 'Microsoft.App/managedEnvironments/httpRouteConfigs@2025-07-01' = {
  parent: appsEnvironment
  name: 'public'
  properties: {
    rules: [
      {
        description: 'What Teams and a health check need'
        routes: [
          {
            match: {
              path: '/api/messages'
              caseSensitive: true
            }
          }
          {
            match: {
              path: '/healthz'
              caseSensitive: true
            }
          }
        ]
        targets: [
          {
            containerApp: app.name
          }
        ]
      }
    ]
  }
}

@description('Host name of the route.')
output domain string = route.properties.fqdn
