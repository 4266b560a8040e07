// Alert rules over the log of Azure Container Apps: the bot writes JSON lines to standard error.

@description('The region of the rules, such as that of the workspace.')
param location string

@description('The resource id of the Log Analytics workspace that holds ContainerAppConsoleLogs_CL.')
param workspaceId string

@description('The resource ids of the action groups that are told.')
param actionGroupIds array

@description('Whether HEARTBEAT_CONVERSATION is set. Without it no rule misses the heartbeat.')
param hasHeartbeat bool = true

var lines = 'ContainerAppConsoleLogs_CL | extend line = parse_json(Log_s) | where isnotempty(line.msg) | extend message = tostring(line.msg)'

// query: one row for each thing to tell. frequency and window: ISO 8601. severity: 1 is an error, 2 a warning.
var found = [
  {
    name: 'bot-not-ready'
    text: 'A health check of the backup bot fails. /readyz says which, and what is wrong.'
    query: '${lines} | where message == "the bot is not ready"'
    threshold: 1
    frequency: 'PT5M'
    window: 'PT15M'
    severity: 1
  }
  {
    name: 'go-ahead-late'
    text: 'A go-ahead came more than 15 minutes after its snapshot. Look at the reads left and at 429s of Azure.'
    query: '${lines} | where message == "go-ahead sent" and todouble(line.lateS) > 900'
    threshold: 0
    frequency: 'PT15M'
    window: 'PT1H'
    severity: 2
  }
  {
    name: 'outbox-stuck'
    text: 'Messages do not leave. Look at the check of the channel in /readyz.'
    query: '${lines} | where message in ("the channel did not take a message", "a message may not have been sent", "messages could not be sent; they wait", "a message is dropped")'
    threshold: 20
    frequency: 'PT5M'
    window: 'PT15M'
    severity: 1
  }
  {
    name: 'azure-throttles'
    text: 'Azure limits the requests of the backup bot again and again. Others share the limit of the subscription.'
    query: '${lines} | where message == "Azure refused or failed a call" and tostring(line.problem.kind) == "throttled"'
    threshold: 10
    frequency: 'PT15M'
    window: 'PT1H'
    severity: 2
  }
  {
    name: 'database-away'
    text: 'The database of the backup bot does not answer or takes no write.'
    query: '${lines} | where tostring(line.err.message) startswith "the database failed"'
    threshold: 3
    frequency: 'PT5M'
    window: 'PT10M'
    severity: 1
  }
  {
    name: 'audit-chain-broken'
    text: 'The audit log of the backup bot was changed. npm run audit -- --verify lists how.'
    query: '${lines} | where message == "the audit log has a fault; npm run audit -- --verify lists all of them"'
    threshold: 0
    frequency: 'PT15M'
    window: 'PT1H'
    severity: 1
  }
  {
    name: 'read-only-long'
    text: 'The backup bot has been read-only for a day.'
    query: '${lines} | where message == "the bot is read-only" | summarize hours = dcount(bin(TimeGenerated, 1h)) | where hours >= 23'
    threshold: 0
    frequency: 'PT1H'
    window: 'P1D'
    severity: 3
  }
]

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-03-15-preview' = [
  for rule in found: {
    name: 'backup-bot-${rule.name}'
    location: location
    properties: {
      displayName: 'Backup bot: ${rule.name}'
      description: rule.text
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      // A table that no line has reached yet does not exist: the rule is made all the same.
      skipQueryValidation: true
      actions: {
        actionGroups: actionGroupIds
      }
    }
  }
]

// A rule looks back a day at most, or two days with the preview of long windows: the query names its own time.
resource heartbeatMissing 'Microsoft.Insights/scheduledQueryRules@2023-03-15-preview' = if (hasHeartbeat) {
  name: 'backup-bot-heartbeat-missing'
  location: location
  properties: {
    displayName: 'Backup bot: heartbeat-missing'
    description: 'The daily heartbeat of the backup bot is missing. /readyz says under heartbeat what to do.'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT1H'
    windowSize: 'P1D'
    overrideQueryTimeRange: 'P2D'
    criteria: {
      allOf: [
        {
          query: '${lines} | where TimeGenerated > ago(26h) | where message == "heartbeat sent" | summarize sent = count() | where sent == 0'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    skipQueryValidation: true
    actions: {
      actionGroups: actionGroupIds
    }
  }
}
