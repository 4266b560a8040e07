/** Scripts read these: `warn` and `skip` are no failures. */
type FindingStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** What a line may say, each with its status. The texts stand in `texts.en.ts` and `texts.ja.ts`. */
export const OUTCOMES = {
  settingsRead: 'ok',
  settingWrong: 'fail',
  settingMisspelt: 'warn',
  envFileUnread: 'warn',
  identityOne: 'ok',
  identityThree: 'ok',
  secretIdle: 'warn',
  tokenGiven: 'ok',
  tokenOpaque: 'ok',
  tokenOtherTenant: 'fail',
  tokenOtherAudience: 'fail',
  tokenNotOnAzure: 'fail',
  tokenIdentityUnknown: 'fail',
  tokenSecretWrong: 'fail',
  tokenSecretExpired: 'fail',
  tokenAppUnknown: 'fail',
  tokenTenantUnknown: 'fail',
  tokenPrincipalMissing: 'fail',
  tokenAppDisabled: 'fail',
  tokenConditionalAccess: 'fail',
  tokenAudienceUnknown: 'fail',
  tokenUnreachable: 'fail',
  tokenRefused: 'fail',
  azureAnswers: 'ok',
  azureUnreachable: 'fail',
  azureTokenRefused: 'fail',
  azureFails: 'fail',
  clockRight: 'ok',
  clockAhead: 'fail',
  clockBehind: 'fail',
  clockUnread: 'skip',
  vaultsFound: 'ok',
  vaultsNone: 'fail',
  subscriptionUnknown: 'fail',
  vaultUnknown: 'fail',
  vaultsBeyond: 'skip',
  rightHeld: 'ok',
  rightGranted: 'ok',
  roleMissing: 'fail',
  actionMissing: 'fail',
  rightBlocked: 'fail',
  rightUnread: 'warn',
  rightUntold: 'warn',
  rightUntried: 'skip',
  rightReadOnly: 'skip',
  graphAnswers: 'ok',
  graphDenied: 'warn',
  graphFails: 'warn',
  databaseOpens: 'ok',
  databaseAnew: 'ok',
  databaseNew: 'ok',
  databaseUnusable: 'fail',
  databaseUnreachable: 'fail',
  databaseLogin: 'fail',
  databaseToken: 'fail',
  databaseAbsent: 'fail',
  databaseTls: 'fail',
  databasePlain: 'warn',
  databaseFails: 'fail',
  schemaCurrent: 'ok',
  schemaDue: 'ok',
  schemaNewer: 'fail',
  tablesAllowed: 'ok',
  tablesDenied: 'fail',
  tablesDeniedLater: 'warn',
  filePrivate: 'ok',
  fileOpen: 'warn',
  folderLocked: 'fail',
  spaceEnough: 'ok',
  spaceLow: 'warn',
  spaceNone: 'fail',
  accessRead: 'ok',
  accessDemo: 'ok',
  accessWrong: 'fail',
  accessNobody: 'fail',
  accessWritable: 'warn',
  tenantsNamed: 'ok',
  tenantNoGuid: 'fail',
  tenantOther: 'warn',
  personNoGuid: 'fail',
  operatorsNamed: 'ok',
  operatorsNone: 'warn',
  contactGiven: 'ok',
  contactNone: 'warn',
  ceilingCuts: 'warn',
  keysRead: 'ok',
  keysUnread: 'fail',
  botAnswers: 'ok',
  botSilent: 'skip',
  endpointUnproven: 'skip',
  late: 'fail',
  broken: 'fail',
  skippedDemo: 'skip',
  skippedSetting: 'skip',
  skippedToken: 'skip',
  skippedAzure: 'skip',
  skippedVaults: 'skip',
  skippedTime: 'skip',
} as const satisfies Record<string, FindingStatus>;
export type Outcome = keyof typeof OUTCOMES;

/** The sentence of an outcome, and the command that mends it. `{name}` stands for a fact. */
export interface OutcomeText {
  readonly says: string;
  readonly fix?: string;
}

export type Facts = Readonly<Record<string, string | number>>;

/** One line. Scripts may rely on `id` and `outcome`: they keep their meaning. */
export interface Finding {
  /** What was checked, such as `token.azure`. */
  readonly id: string;
  readonly outcome: Outcome;
  /** Which one of several, such as a vault; '' for the only one. */
  readonly subject: string;
  /** Fills the texts; no secret is among them. */
  readonly facts: Facts;
}

/** `check`: its id, or its id with the subject. */
export function finding(check: string | readonly [string, string], outcome: Outcome, facts: Facts = {}): Finding {
  const [id, subject] = typeof check === 'string' ? [check, ''] : check;
  return { id, outcome, subject, facts };
}
