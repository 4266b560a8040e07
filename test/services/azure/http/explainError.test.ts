import { explainAnswer, explainOperation } from '../../../../services/azure/http/explainError';
import type { AzureProblem } from '../../../../services/backup/vaults';
import { at, NOW } from '../../../support/samples';

const ASKED = { wanted: 'job', call: 'jobs' } as const;

function explained(
  status: number,
  body: unknown = '',
  headers: Record<string, string> = {},
): { problem: AzureProblem; code: string; requestId: string } {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { problem, code, requestId } = explainAnswer({ status, headers, body: text, requestId: 'r-1' }, ASKED, NOW);
  return { problem, code, requestId };
}
const arm = (code: string, message: string): object => ({ error: { code, message } });

it('when the identity lacks a permission, then its name is taken out of Azure’s sentence', () => {
  const message =
    "The client 'a' with object id 'b' does not have authorization to perform action " +
    "'Microsoft.RecoveryServices/vaults/backupJobs/read' over scope '/subscriptions/s' or the scope is invalid.";
  expect(explained(403, arm('AuthorizationFailed', message))).toEqual({
    problem: {
      kind: 'notAllowed',
      by: 'role',
      action: 'Microsoft.RecoveryServices/vaults/backupJobs/read',
      policy: '',
      role: 'reader',
    },
    code: 'AuthorizationFailed',
    requestId: 'r-1',
  });
});

it.each([
  ['Microsoft.RecoveryServices/Vaults/backupJobs/CANCEL/action', 'canceller'],
  ['Microsoft.Compute/virtualMachines/read', 'reader'],
  ['Microsoft.Compute/disks/read', undefined],
  ['Microsoft.Resources/subscriptions/read', undefined],
])('when %s is missing, then the role that grants it is %s, whatever was asked for', (action, role) => {
  const message = `It does not have authorization to perform action '${action}' over scope '/x'.`;
  const { problem } = explained(403, arm('AuthorizationFailed', message));
  expect(problem).toEqual({ kind: 'notAllowed', by: 'role', action, policy: '', ...(role && { role }) });
});

it('when Azure names no permission, then the one that the call needs is missing', () => {
  expect(explained(403, arm('AuthorizationFailed', 'The client does not have authorization.')).problem).toEqual({
    ...{ kind: 'notAllowed', by: 'role', policy: '', role: 'reader' },
    action: 'Microsoft.RecoveryServices/vaults/backupJobs/read',
  });
});

it('when a linked scope refuses, then the action that is there is not called missing', () => {
  const message =
    "The client has permission to perform action 'Microsoft.DataProtection/resourceGuards/read' on scope '/x', however the current tenant 't' is not authorized to access linked subscription 's'.";
  const linked = { kind: 'notAllowed', by: 'linked', action: '', policy: '' };
  expect(explained(403, arm('LinkedAuthorizationFailed', message)).problem).toEqual(linked);
});

it.each([
  [404, '', 'job', ''],
  [404, {}, 'job', ''],
  [404, { ErrorCode: 'ResourceExtendedInfoNotFound', Message: { Value: '' } }, 'job', 'ResourceExtendedInfoNotFound'],
  [404, arm('SubscriptionNotFound', 'The subscription could not be found.'), 'subscription', 'SubscriptionNotFound'],
  [
    404,
    arm('ResourceNotFound', "The Resource 'Microsoft.RecoveryServices/vaults/v' was not found."),
    'vault',
    'ResourceNotFound',
  ],
  [404, arm('ResourceNotFound', 'Could not perform the operation as VM no longer exists.'), 'job', 'ResourceNotFound'],
])('when Azure answers %s with %j, then the %s was not found', (...[status, body, what, code]) => {
  expect(explained(status, body)).toMatchObject({ problem: { kind: 'notFound', what }, code });
});

describe('throttled', () => {
  const body = arm(
    'ResourceRequestsThrottled',
    "Number of requests for action 'Microsoft.RecoveryServices/vaults/backupJobs/read' exceeded the limit of '150' for time interval '01:00:00'. Please try again after '324' seconds.",
  );

  it.each([
    [body, {}, 324],
    [body, { 'retry-after': '400' }, 400],
    ['', { 'retry-after': '17' }, 17],
    ['', { 'retry-after': 'Sun, 22 Nov 2026 17:01:00 GMT', date: 'Sun, 22 Nov 2026 17:00:00 GMT' }, 60],
    ['', {}, 60],
    ['', { 'retry-after': '999999999' }, 7_200],
  ])('when Azure says %j and %j, then nothing is asked for %s s', (given, headers, seconds) => {
    expect(explained(429, given, headers as Record<string, string>).problem).toEqual({
      kind: 'throttled',
      own: false,
      until: at(seconds),
    });
  });
});

it.each([500, 502, 503, 504, 408, 302])('when the answer is %s, then Azure is unavailable', (status) => {
  expect(explained(status, arm('GatewayTimeout', 'late'))).toMatchObject({
    problem: { kind: 'unavailable', status },
    code: 'GatewayTimeout',
  });
});

it.each([400, 403, 404])('when a %s is a page of HTML, then it is not Azure’s and Azure is unavailable', (status) => {
  expect(explained(status, '<!DOCTYPE html><html>blocked</html>').problem).toEqual({ kind: 'unavailable', status });
});

it('when Azure refuses for another reason, then its own words are kept', () => {
  const message = 'The job is not in a cancelable state.';
  expect(explained(400, arm('UserErrorJobNotCancelable', message)).problem).toEqual({ kind: 'refused', message });
  expect(explained(409, '').problem).toEqual({ kind: 'refused', message: 'HTTP 409' });
});

it.each([
  [
    arm('UserErrorBackupOperationInProgress', 'Another backup runs: 1d2e360b-e4c3-4787-9200-c4bad81f70c8.'),
    '1d2e360b-e4c3-4787-9200-c4bad81f70c8',
  ],
  [arm('UserErrorBackupAlreadyInProgress', ''), null],
  [arm('Conflict', 'Another backup of this virtual machine is already in progress.'), null],
  [{ Code: 'UserErrorBackupOperationInProgress', Message: 'Wait.' }, null],
  [{ error: { code: 'Conflict', message: '', details: [{ code: 'BackupOperationInProgress', message: '' }] } }, null],
])('when a backup runs already (%j), then that is said with its job where Azure names it', (body, job) => {
  expect(explained(400, body).problem).toEqual({ kind: 'alreadyRunning', job });
});

it.each([
  [409, arm('BMSUserErrorObjectLocked', 'Another operation is in progress on the selected item.')],
  [400, arm('400001', 'Another operation is currently in progress on this item.')],
  [409, arm('UserErrorConfigureBackupOperationInProgress', 'Protection is being configured.')],
  [400, arm('UserErrorRestoreOperationInProgress', 'A restore of this backup item is running.')],
  [409, { ErrorCode: 'CloudOperationInProgress', Message: { Language: 'en-US', Value: 'Wait.' } }],
  [409, { error: { code: 'Conflict', message: 'See details.', details: [{ code: 'BMSUserErrorObjectLocked' }] } }],
])('when something that may be no backup holds the item (%s %j), then no backup is claimed to run', (status, body) => {
  expect(explained(status, body).problem).toEqual({ kind: 'busy' });
});

describe('whose it is', () => {
  it.each([
    ['credential', 401, ''],
    ['credential', 401, arm('ExpiredAuthenticationToken', 'The access token expiry is past.')],
    ['credential', 401, arm('InvalidAuthenticationTokenTenant', 'The access token is from the wrong issuer.')],
    ['credential', 403, arm('AccessDenied', 'Blocked by AADSTS53003: Access has been blocked by conditional access.')],
    ['credential', 400, { error: 'invalid_client', error_description: 'AADSTS7000222: The secret is expired.' }],
    ['policy', 403, arm('RequestDisallowedByPolicy', "Resource 'x' was disallowed by policy.")],
    ['policy', 400, arm('BadRequest', "Resource 'x' was disallowed by policy.")],
    ['lock', 409, arm('ScopeLocked', 'The following scope(s) are locked.')],
    ['lock', 403, arm('Forbidden', 'The operation cannot be done as following scope(s) are locked: /x.')],
    ['subscription', 409, arm('ReadOnlyDisabledSubscription', "The subscription 's' is disabled.")],
    ['registration', 409, arm('MissingSubscriptionRegistration', 'The subscription is not registered.')],
    ['network', 403, arm('Forbidden', 'Public network access is disabled for this vault.')],
    ['network', 403, arm('ForbiddenByFirewall', 'Client address is not authorized.')],
    ['other', 403, arm('DenyAssignmentAuthorizationFailed', 'The access is denied because of the deny assignment.')],
    ['other', 403, 'Blocked.'],
    ['unsaid', 403, ''],
  ])(
    'when a %s keeps Azure from allowing it (%s %j), then that is told, with no role to assign',
    (by, status, body) => {
      expect(explained(status, body).problem).toMatchObject({ kind: 'notAllowed', by, action: '' });
    },
  );

  it('when a 401 says all in its challenge, then that is its code and its sentence', () => {
    const challenge = 'Bearer realm="", error="insufficient_claims", error_description="MFA is needed.", claims="eyJ9"';
    const headers = { 'www-authenticate': challenge };
    const error = explainAnswer({ status: 401, headers, body: '', requestId: '' }, ASKED, NOW);
    expect(error).toMatchObject({ problem: { by: 'credential' }, code: 'insufficient_claims', says: 'MFA is needed.' });
  });

  it.each([
    ['No keys by hand', { additionalInfo: [{ info: { policyAssignmentDisplayName: 'No keys by hand' } }] }],
    ['deny-all', { message: `disallowed: '[{"policyAssignment":{"name":"deny-all","id":"/x"}}]'` }],
    ['', {}],
  ])('when a policy called “%s” denies it, then its name is told where Azure names it', (policy, rest) => {
    const body = { error: { code: 'RequestDisallowedByPolicy', message: 'disallowed', ...rest } };
    expect(explained(403, body).problem).toEqual({ kind: 'notAllowed', by: 'policy', action: '', policy });
  });
});

it.each([
  [400, arm('X', 'Azure says so.')],
  [404, arm('ResourceNotFound', 'Azure says so.')],
  [409, { Code: 'X', Message: 'Azure says so.' }],
  [412, { ErrorCode: 'X', Message: { Language: 'en-US', Value: 'Azure says so.' } }],
  [422, { code: 'X', message: 'Azure says so.' }],
  [429, { Error: { Code: 'X', Message: 'Azure says so.' } }],
  [409, { 'odata.error': { code: 'X', message: { lang: 'en-US', value: 'Azure says so.' } } }],
  [400, { errors: [{ code: 'X', message: 'Azure says so.' }] }],
  [400, { error: { code: 'X', message: '', innererror: { code: 'Y', message: 'Azure says so.' } } }],
  [400, { error: { code: 'X', message: JSON.stringify(arm('Y', 'Azure says so.')) } }],
  [400, '<Error xmlns="http://x"><Code>X</Code><Message>Azure says so.</Message></Error>'],
  [403, 'Azure says so.'],
  [403, '"Azure says so."'],
  [400, `\ufeff  ${JSON.stringify(arm('X', 'Azure says so.'))}`],
])('when a %s carries its sentence in the shape %j, then the sentence is kept', (status, body) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { says } = explainAnswer({ status, headers: {}, body: text, requestId: '' }, ASKED, NOW);
  expect(says).toBe('Azure says so.');
});

describe('a time to wait', () => {
  it.each([
    ['120', {}, 120],
    ['Sun, 22 Nov 2026 17:02:00 GMT', { date: 'Sun, 22 Nov 2026 17:00:00 GMT' }, 120],
    [at(60).toUTCString(), {}, 60],
    ['', { 'retry-after-ms': '1500' }, 1.5],
  ])('when a 503 says “%s” (%j), then that is kept', (header, headers, seconds) => {
    const { problem } = explained(503, '', { 'retry-after': header, ...(headers as Record<string, string>) });
    expect(problem).toEqual({ kind: 'unavailable', status: 503, until: at(seconds) });
  });

  it.each(['', '0', '-5', 'soon'])('when a 503 says “%s”, then none is kept', (header) => {
    expect(explained(503, '', { 'retry-after': header }).problem).toEqual({ kind: 'unavailable', status: 503 });
  });
});

it('when an operation ends with an error, then that is the refusal', () => {
  expect(explainOperation({ code: 'UserErrorX', message: 'No.' }, 'r-2')).toMatchObject({
    problem: { kind: 'refused', message: 'No.' },
    code: 'UserErrorX',
    requestId: 'r-2',
  });
  expect(explainOperation({ code: 'UserErrorBackupOperationInProgress' }, '').problem.kind).toBe('alreadyRunning');
});

it.each([
  ['blanks within', `{"error":{"code":"x","message":"${' '.repeat(300_000)}y"}}`],
  ['blanks around no JSON', `a${' '.repeat(300_000)}b`],
  ['XML that never ends', `<${'<Code'.repeat(60_000)}`],
  ['policies that never end', JSON.stringify({ message: '"policyAssignment":{"name":"'.repeat(20_000) })],
])('when a body is long and holds %s, then it is read in time', (_what, body) => {
  const answer = { status: 400, headers: {}, requestId: '', body };
  const began = process.cpuUsage().user;
  explainAnswer(answer, ASKED, NOW);
  expect((process.cpuUsage().user - began) / 1_000).toBeLessThan(1_000);
});
