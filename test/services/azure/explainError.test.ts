import { explainAnswer, explainOperation } from '../../../services/azure/explainError';
import type { AzureProblem } from '../../../services/backup/vaults';
import { at, NOW } from '../../support/samples';

function explained(
  status: number,
  body: unknown = '',
  headers: Record<string, string> = {},
): { problem: AzureProblem; code: string; requestId: string } {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { problem, code, requestId } = explainAnswer({ status, headers, body: text, requestId: 'r-1' }, 'job', NOW);
  return { problem, code, requestId };
}
const arm = (code: string, message: string): object => ({ error: { code, message } });

it('when the identity lacks a permission, then its name is taken out of Azure’s sentence', () => {
  const message =
    "The client 'a' with object id 'b' does not have authorization to perform action " +
    "'Microsoft.RecoveryServices/vaults/backupJobs/read' over scope '/subscriptions/s' or the scope is invalid.";
  expect(explained(403, arm('AuthorizationFailed', message))).toEqual({
    problem: { kind: 'notAllowed', action: 'Microsoft.RecoveryServices/vaults/backupJobs/read' },
    code: 'AuthorizationFailed',
    requestId: 'r-1',
  });
});

it('when a linked scope refuses, then the action that is there is not called missing', () => {
  const message =
    "The client has permission to perform action 'Microsoft.DataProtection/resourceGuards/read' on scope '/x', however the current tenant 't' is not authorized to access linked subscription 's'.";
  expect(explained(403, arm('LinkedAuthorizationFailed', message)).problem).toEqual({ kind: 'notAllowed', action: '' });
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
  [arm('400001', 'Another operation is currently in progress on this item.'), null],
])('when a backup runs already (%j), then that is said with its job where Azure names it', (body, job) => {
  expect(explained(400, body).problem).toEqual({ kind: 'alreadyRunning', job });
});

it('when an operation ends with an error, then that is the refusal', () => {
  expect(explainOperation({ code: 'UserErrorX', message: 'No.' }, 'r-2')).toMatchObject({
    problem: { kind: 'refused', message: 'No.' },
    code: 'UserErrorX',
    requestId: 'r-2',
  });
  expect(explainOperation({ code: 'UserErrorBackupOperationInProgress' }, '').problem.kind).toBe('alreadyRunning');
});
