import { CONCEPTS } from '../../commands/topics/topicNames';
import { WORDS } from '../../commands/words';
import type { CommandButton, HelpView, MessageView } from '../../protocol/messageView';
import type { View } from '../../protocol/view';
import type { Role } from '../../services/access/roles';
import { ADVICE_KEYS, adviceFor } from '../../services/backup/advice';
import { AzureError, type AzureProblem, type Barrier, BARRIERS, type Unread } from '../../services/backup/vaults';
import { item, PAST, PAST_SNAPSHOTS } from './builders';

interface Sample {
  readonly name: string;
  readonly view: View;
}

/** Text that would do harm where it were taken for more than text. */
export const HOSTILE =
  '**bold** _it_ [link](http://evil.example) <at>Everyone</at> <b>x</b> {{DATE(2026-01-01T00:00:00Z)}} ${x} `code` www.evil.example \u202eabc\u0007';

const REQUEST = '7f1c0f4e-9f5a-4f6e-8a57-2c6d9e0b1a23';

function offer(say: string, command: Readonly<Record<string, unknown>> & { kind: string }): CommandButton {
  return { verb: command.kind, data: { command }, say };
}

function message(key: string, facts: MessageView['facts'] = {}, change: Partial<MessageView> = {}): Sample {
  return { name: `message, ${key}`, view: { kind: 'message', tone: 'warning', key, facts, offers: [], ...change } };
}

function azure(name: string, problem: AzureProblem, ...[code = '', says = '']: readonly string[]): Sample {
  const error = new AzureError(problem, { code, says, requestId: REQUEST });
  const view: MessageView = {
    kind: 'message',
    tone: 'error',
    key: `azure.${problem.kind}`,
    facts: {},
    offers: [],
    azure: error,
  };
  return { name: `message, Azure: ${name}`, view };
}

const UNTIL = new Date('2026-11-22T17:16:27Z');
const BACKUP_OFFER = offer('backup now vm-01', { kind: 'backupNow', vms: ['vm-01'] });
const STATUS_OFFER = offer('status vm-01', { kind: 'status', vm: 'vm-01' });
const UNREAD: Unread = { vaults: ['vault-b'], subscriptions: [], skipped: [], others: false };
const HELP_OFFER = offer('help', { kind: 'help' });

const BUSY_SAYS = 'Another operation is in progress on the selected item.';
/** Azure's code and sentence for each barrier. */
const SAID: Readonly<Record<Barrier, readonly [code: string, says: string]>> = {
  credential: [
    'insufficient_claims',
    'Continuous access evaluation resulted in challenge with result: InteractionRequired.',
  ],
  role: ['AuthorizationFailed', "The client '1f' does not have authorization over scope '/subscriptions/s'."],
  policy: ['RequestDisallowedByPolicy', "Resource 'vm-01' was disallowed by policy."],
  lock: ['ScopeLocked', "The scope '/subscriptions/s' cannot perform write operation because it is locked."],
  linked: ['LinkedAuthorizationFailed', 'The current tenant is not authorized to access linked subscription.'],
  subscription: ['ReadOnlyDisabledSubscription', "The subscription 's' is disabled and therefore marked as read only."],
  registration: ['MissingSubscriptionRegistration', 'The subscription is not registered to use namespace.'],
  network: ['PublicNetworkAccessDisabled', 'Public network access is disabled for this vault.'],
  other: ['DenyAssignmentAuthorizationFailed', HOSTILE],
  unsaid: ['', ''],
};

const AZURE_SAMPLES: readonly Sample[] = [
  ...BARRIERS.map((by) => azure(`not allowed, ${by}`, { kind: 'notAllowed', by, action: '', policy: '' }, ...SAID[by])),
  azure(
    'not allowed, action named',
    {
      kind: 'notAllowed',
      by: 'role',
      action: 'Microsoft.RecoveryServices/vaults/backupJobs/cancel/action',
      policy: '',
      role: 'canceller',
    },
    'AuthorizationFailed',
  ),
  azure(
    'not allowed, another action named',
    { kind: 'notAllowed', by: 'role', action: 'Microsoft.Resources/subscriptions/read', policy: '' },
    'AuthorizationFailed',
  ),
  azure(
    'not allowed, policy named',
    { kind: 'notAllowed', by: 'policy', action: '', policy: 'No backups by hand' },
    'RequestDisallowedByPolicy',
    "Resource 'vm-01' was disallowed by policy.",
  ),
  ...(['job', 'item', 'vault', 'policy', 'subscription'] as const).map((what) =>
    azure(`${what} not found`, { kind: 'notFound', what }, 'ResourceNotFound'),
  ),
  azure('already running', { kind: 'alreadyRunning', job: null }, 'UserErrorBackupOperationInProgress'),
  azure('already running, job named', { kind: 'alreadyRunning', job: REQUEST }, 'UserErrorBackupOperationInProgress'),
  azure('busy', { kind: 'busy' }, 'BMSUserErrorObjectLocked', BUSY_SAYS),
  azure('a job of something else', { kind: 'notOfVm', workload: '' }),
  azure('a job of a database', { kind: 'notOfVm', workload: 'AzureWorkload' }),
  azure('throttled', { kind: 'throttled', until: null, own: false }, 'ResourceRequestsThrottled'),
  azure('throttled until', { kind: 'throttled', until: UNTIL, own: false }, 'ResourceRequestsThrottled'),
  azure('own budget', { kind: 'throttled', until: null, own: true }),
  azure('own budget until', { kind: 'throttled', until: UNTIL, own: true }),
  azure('no answer', { kind: 'unavailable', status: 0 }),
  azure('unavailable', { kind: 'unavailable', status: 504 }, 'GatewayTimeout'),
  azure('unavailable until', { kind: 'unavailable', status: 503, until: UNTIL }, 'ServiceUnavailable', 'Server busy.'),
  azure('refused', { kind: 'refused', message: HOSTILE }, 'BMSUserErrorDataSourceInDeferredDeleteState'),
  azure('unconfirmed', { kind: 'unconfirmed' }),
];

const MESSAGE_SAMPLES: readonly Sample[] = [
  message('unknownCommand', { typed: 'statsu vm-01' }, { offers: [STATUS_OFFER, HELP_OFFER] }),
  { ...message('unknownCommand', { typed: HOSTILE }, { offers: [HELP_OFFER] }), name: 'message, hostile text' },
  message('unknownVm', { typed: 'vm-O1' }, { offers: [STATUS_OFFER] }),
  { ...message('unknownVm', { typed: 'sql' }), name: 'message, unknownVm, none near' },
  {
    ...message('unknownVmUnread', { typed: 'db-07' }, { unread: UNREAD, offers: [STATUS_OFFER] }),
    name: 'message, unknownVm, a vault not read',
  },
  message(
    'unknownVaultUnread',
    { typed: 'vault-x' },
    { unread: { ...UNREAD, vaults: [], subscriptions: ['00000000-0000-0000-0000-000000000002'] } },
  ),
  message('unknownJobUnread', { typed: REQUEST }, { unread: { ...UNREAD, skipped: ['vault-f'], limit: 5 } }),
  message('emptyText', {}, { tone: 'info', offers: [HELP_OFFER] }),
  message('tooLong', { limit: 2_000 }),
  message('several'),
  message('badPress'),
  message('noSuchJob', { typed: 'nonsense', usage: 'job <id>' }, { offers: [offer('jobs', { kind: 'jobs' })] }),
  message('notPermitted', { role: 'operator', vm: '' }),
  { ...message('notPermitted', { role: 'operator', vm: 'vm-01' }), name: 'message, notPermitted, VM named' },
  message('noAccess'),
  message('unchecked.unread', {}, { tone: 'error' }),
  message('unchecked.unlisted'),
  message('sentLate', { at: new Date('2026-11-20T08:15:00Z') }, { offers: [BACKUP_OFFER] }),
  message('sentUnknown', {}, { offers: [BACKUP_OFFER] }),
  message('answeredLate'),
  message('retentionRange', { min: 1, max: 9_999 }),
  message('keepTooLong', { vm: 'vm-01', days: 400, max: 99 }),
  message('cancelNotOurs', { vm: 'vm-01' }),
  message('approvalNotHere'),
  message('approvalNeeded'),
  message('askerNotPermitted', { asker: 'Tanaka Yui' }),
  message('askerUnchecked', { asker: 'Tanaka Yui' }),
  message('ownApproval'),
  message('triggersPerPerson', { vm: 'vm-01', limit: 100 }),
  message('triggersPerVault', { vm: 'vm-01', limit: 500 }),
  message('hoursRange', { min: 1, max: 720 }),
  message('proposalExpired'),
  message('proposalReplaced'),
  message('proposalUsed'),
  message('proposalNotYours'),
  message('proposalElsewhere'),
  message('nothingOpen'),
  message('dismissed', {}, { tone: 'info' }),
  message('cancelRequested', { vm: 'vm-01' }, { tone: 'info', offers: [offer(REQUEST, { kind: 'job', id: REQUEST })] }),
  ...['ended', 'cancelling', 'transfer', 'notBackup', 'noneRunning', 'unknown'].map((why) =>
    message(`cannotCancel.${why}`, { vm: 'vm-01' }),
  ),
  message('alreadyRunning', { vm: 'vm-01', job: REQUEST }, { offers: [offer(REQUEST, { kind: 'job', id: REQUEST })] }),
  message(
    'itemBusy',
    { vm: 'vm-01' },
    {
      offers: [offer('jobs vm-01', { kind: 'jobs', vm: 'vm-01' })],
      azure: new AzureError(
        { kind: 'busy' },
        { code: 'BMSUserErrorObjectLocked', requestId: REQUEST, says: BUSY_SAYS },
      ),
    },
  ),
  message('working', {}, { tone: 'info' }),
  message('notSupported'),
  message('apology', { id: 'a1b2c3' }, { tone: 'error' }),
  message('badTimeZone', { typed: 'Tokio' }),
  ...['softDeleted', 'protectionStopped', 'protectionPaused', 'backupsSuspended'].map((why) =>
    message(why, { vm: 'vm-07', vault: 'vault-old' }),
  ),
  message('aKeyThatHasNoText'),
];

function help(role: Role | null, wanted: (name: string) => boolean): HelpView {
  const rows = Object.entries(WORDS).filter(([name, { unlisted }]) => !unlisted && wanted(name));
  return {
    kind: 'help',
    role,
    commands: rows.map(([name, { usage, role: needed }]) => ({ name, usage, role: needed })),
  };
}

const EXPLAIN_SAMPLES: readonly Sample[] = [
  ...CONCEPTS.map((key): Sample => ({
    name: `explain, ${key}`,
    view: { kind: 'explain', topic: { kind: 'concept', key } },
  })),
  ...ADVICE_KEYS.flatMap((key): Sample[] => {
    const advice = adviceFor(key);
    return advice ? [{ name: `explain, ${key}`, view: { kind: 'explain', topic: { kind: 'code', advice } } }] : [];
  }),
  {
    name: 'explain, howLong, of a VM',
    view: {
      kind: 'explain',
      topic: { kind: 'concept', key: 'howLong' },
      vmDurations: { item: item('vm-01'), whole: PAST, snapshot: PAST_SNAPSHOTS },
    },
  },
  {
    name: 'explain, howLong, of a VM with too few backups',
    view: {
      kind: 'explain',
      topic: { kind: 'concept', key: 'howLong' },
      vmDurations: { item: item('vm-01'), whole: null, snapshot: null },
    },
  },
  {
    name: 'explain, unknown code',
    view: { kind: 'explain', topic: { kind: 'unknownCode', code: 'UserErrorFromTheFuture' } },
  },
];

export const TEXT_SAMPLES: readonly Sample[] = [
  ...EXPLAIN_SAMPLES,
  { name: 'help', view: help('operator', () => true) },
  { name: 'help, one command', view: help('viewer', (name) => name === 'backupNow') },
  { name: 'help, no access', view: help(null, (name) => name === 'whoami') },
  { name: 'welcome', view: { kind: 'welcome' } },
  {
    name: 'whoami',
    view: {
      kind: 'whoami',
      name: 'Tanaka Yui',
      ids: [
        { label: 'user', value: '29:1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f' },
        { label: 'aadObject', value: '11111111-2222-3333-4444-555555555555' },
        { label: 'tenant', value: '66666666-7777-8888-9999-000000000000' },
        { label: 'conversation', value: '19:0123456789abcdef0123456789abcdef@thread.tacv2' },
        { label: 'team', value: '19:fedcba9876543210fedcba9876543210@thread.tacv2' },
      ],
      role: 'operator',
    },
  },
  {
    name: 'whoami, with a ceiling',
    view: {
      kind: 'whoami',
      name: 'Tanaka Yui',
      ids: [],
      role: 'operator',
      ceiling: {
        role: 'operator',
        vms: ['web-*', 'db-*'],
        vaults: ['rg-prod/*'],
        confirm: true,
        approve: 'other',
        maxKeepDays: 30,
      },
    },
  },
  { name: 'whoami, no role, hostile name', view: { kind: 'whoami', name: HOSTILE, ids: [], role: null } },
  { name: 'settings', view: { kind: 'settings', language: 'en', timeZone: 'Asia/Tokyo', changed: false } },
  { name: 'settings, changed', view: { kind: 'settings', language: 'ja', timeZone: 'Asia/Tokyo', changed: true } },
  ...AZURE_SAMPLES,
  ...MESSAGE_SAMPLES,
];
