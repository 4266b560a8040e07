import type { TokenCredential } from '@azure/identity';

import { getJson, readPages, sendPost } from '../../../services/azure/http/arm';
import { type ArmCall, type ArmExchange, createArmExchange, type Send } from '../../../services/azure/http/armExchange';
import type { AzureError } from '../../../services/backup/vaults';
import { type ArmStub, startArmStub } from '../../support/armStub';
import { ManualClock } from '../../support/manualClock';

let stub: ArmStub;
let arm: ArmExchange;
let clock: ManualClock;
let seen: { action: string; method: string; status: number }[];

beforeEach(async () => {
  stub = await startArmStub();
  clock = new ManualClock();
  seen = [];
  arm = armTo(stub.url);
});

afterEach(async () => {
  arm.close();
  await stub.close();
});

function armTo(resourceManagerUrl: string, credential: (() => Promise<TokenCredential>) | null = null): ArmExchange {
  const onRequest = (request: (typeof seen)[number]): void => {
    seen.push(request);
  };
  return createArmExchange({ resourceManagerUrl, credential, clock, jobReadsPerHour: null, onRequest });
}

function call(change: Partial<ArmCall> = {}): ArmCall {
  const deadlineMs = performance.now() + 60_000;
  return { subscription: 's', action: 'points', resource: 'item', share: 'command', deadlineMs, ...change };
}

const points: Send = (sdk, options) =>
  sdk.backup('s').recoveryPoints.list('v', 'rg', 'Azure', 'c;1', 'i;1', options).byPage().next();
const pages = (change: Partial<ArmCall> = {}): Promise<readonly unknown[]> =>
  readPages(arm, call(change), (sdk, options) =>
    sdk.backup('s').recoveryPoints.list('v', 'rg', 'Azure', 'c', 'i', options),
  );
const trigger: Send = (sdk, options) =>
  sdk
    .backup('s')
    .backups.trigger('v', 'rg', 'Azure', 'c', 'i', { properties: { objectType: 'IaasVMBackupRequest' } }, options);
const failed = async (reading: Promise<unknown>): Promise<AzureError> =>
  reading.then(
    () => expect(reading).rejects.toThrow(),
    (error: unknown) => error as AzureError,
  ) as Promise<AzureError>;

describe('a list', () => {
  const next = (n: number): string => `${stub.url}/next?$skipToken=${n}&api-version=2024-04-01`;

  it('when it has several pages, then all rows are read, each link as Azure wrote it', async () => {
    stub.answer(({ query }) => {
      const page = Number(query.get('$skipToken') ?? 0);
      return { body: { value: [page], ...(page < 3 && { nextLink: next(page + 1) }) } };
    });
    expect(await pages()).toEqual([0, 1, 2, 3]);
    expect(stub.requests.at(-1)!.query.toString()).toBe('%24skipToken=3&api-version=2024-04-01');
  });

  it.each([
    ['leads back to itself', (): string => next(1), 'PageLoop', 2],
    ['never ends', (): string => next(stub.requests.length), 'TooManyPages', 50],
    ['leads to another host', (): string => 'https://example.org/next', 'ForeignHost', 1],
  ])('when it %s, then half of it is not shown: Azure is unavailable', async (...[, link, code, requests]) => {
    stub.answer(() => ({ body: { value: [1], nextLink: link() } }));
    expect(await failed(pages())).toMatchObject({ problem: { kind: 'unavailable' }, code });
    expect(stub.requests).toHaveLength(requests);
  });

  it.each([{}, { value: 'none' }, []])('when it is no list (%j), then Azure is unavailable', async (body) => {
    stub.answer(() => ({ body }));
    expect(await failed(pages())).toMatchObject({
      problem: { kind: 'unavailable', status: 200 },
      code: 'UnreadableBody',
    });
  });
});

describe('with a credential', () => {
  it('when it is refused, then the bot is not allowed; nothing was sent', async () => {
    const refusal = Object.assign(new Error('bad secret'), {
      name: 'AuthenticationError',
      errorResponse: {
        error: 'invalid_client',
        errorDescription: 'AADSTS7000222: The provided client secret keys are expired.\r\nTrace ID: 7f',
      },
    });
    arm = armTo('https://127.0.0.1:1', async () => ({ getToken: () => Promise.reject(refusal) }));
    expect(await failed(sendPost(arm, call({ action: 'trigger' }), trigger))).toMatchObject({
      problem: { kind: 'notAllowed', by: 'credential', action: '' },
      code: 'invalid_client',
      says: 'AADSTS7000222: The provided client secret keys are expired.',
    });
    expect(seen).toEqual([]);
  });

  it('when there is nothing to sign in with, then the credential is named, not the network', async () => {
    const refusal = Object.assign(new Error('ManagedIdentityCredential: no endpoint.'), {
      name: 'CredentialUnavailableError',
    });
    arm = armTo('https://127.0.0.1:1', async () => ({ getToken: () => Promise.reject(refusal) }));
    expect(await failed(getJson(arm, call(), points))).toMatchObject({
      problem: { kind: 'notAllowed', by: 'credential' },
      says: 'ManagedIdentityCredential: no endpoint.',
    });
  });

  it('when it never answers, then a trigger is given up unsent', async () => {
    arm = armTo('https://127.0.0.1:1', async () => ({ getToken: () => new Promise(() => undefined) }));
    const error = await failed(
      sendPost(arm, call({ action: 'trigger', deadlineMs: performance.now() + 100 }), trigger),
    );
    expect(error).toMatchObject({ problem: { kind: 'unavailable', status: 0 }, code: 'Timeout' });
  });

  it('when it cannot be made, then it is tried anew the next time', async () => {
    let tries = 0;
    arm = armTo(stub.url, async () => {
      tries++;
      return Promise.reject(new Error('no identity endpoint'));
    });
    await failed(getJson(arm, call({ action: 'jobs' }), points));
    await failed(getJson(arm, call({ action: 'jobs' }), points));
    expect(tries).toBe(2);
  });
});
