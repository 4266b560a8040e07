import { getJson, sendPost } from '../../../services/azure/http/arm';
import { ArmHarness, call, failed, points, trigger } from '../../support/armHarness';

let arm: ArmHarness;
beforeEach(async () => {
  arm = await ArmHarness.start();
});
afterEach(() => arm.close());

describe('a list', () => {
  const next = (n: number): string => `${arm.stub.url}/next?$skipToken=${n}&api-version=2024-04-01`;

  it('when it has several pages, then all rows are read, each link as Azure wrote it', async () => {
    arm.stub.answer(({ query }) => {
      const page = Number(query.get('$skipToken') ?? 0);
      return { body: { value: [page], ...(page < 3 && { nextLink: next(page + 1) }) } };
    });
    expect(await arm.pages()).toEqual([0, 1, 2, 3]);
    expect(arm.stub.requests.at(-1)!.query.toString()).toBe('%24skipToken=3&api-version=2024-04-01');
  });

  it.each([
    ['leads back to itself', (): string => next(1), 'PageLoop', 2],
    ['never ends', (): string => next(arm.stub.requests.length), 'TooManyPages', 50],
    ['leads to another host', (): string => 'https://example.org/next', 'ForeignHost', 1],
  ])('when it %s, then half of it is not shown: Azure is unavailable', async (...[, link, code, requests]) => {
    arm.stub.answer(() => ({ body: { value: [1], nextLink: link() } }));
    expect(await failed(arm.pages())).toMatchObject({ problem: { kind: 'unavailable' }, code });
    expect(arm.stub.requests).toHaveLength(requests);
  });

  it.each([{}, { value: 'none' }, []])('when it is no list (%j), then Azure is unavailable', async (body) => {
    arm.stub.answer(() => ({ body }));
    expect(await failed(arm.pages())).toMatchObject({
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
    arm.to('https://127.0.0.1:1', async () => ({ getToken: () => Promise.reject(refusal) }));
    expect(await failed(sendPost(arm.exchange, call({ action: 'trigger' }), trigger))).toMatchObject({
      problem: { kind: 'notAllowed', by: 'credential', action: '' },
      code: 'invalid_client',
      says: 'AADSTS7000222: The provided client secret keys are expired.',
    });
    expect(arm.seen).toEqual([]);
  });

  it('when there is nothing to sign in with, then the credential is named, not the network', async () => {
    const refusal = Object.assign(new Error('ManagedIdentityCredential: no endpoint.'), {
      name: 'CredentialUnavailableError',
    });
    arm.to('https://127.0.0.1:1', async () => ({ getToken: () => Promise.reject(refusal) }));
    expect(await failed(getJson(arm.exchange, call(), points))).toMatchObject({
      problem: { kind: 'notAllowed', by: 'credential' },
      says: 'ManagedIdentityCredential: no endpoint.',
    });
  });

  it('when it never answers, then a trigger is given up unsent', async () => {
    arm.to('https://127.0.0.1:1', async () => ({ getToken: () => new Promise(() => undefined) }));
    const error = await failed(
      sendPost(arm.exchange, call({ action: 'trigger', deadlineMs: performance.now() + 100 }), trigger),
    );
    expect(error).toMatchObject({ problem: { kind: 'unavailable', status: 0 }, code: 'Timeout' });
  });

  it('when it cannot be made, then it is tried anew the next time', async () => {
    let tries = 0;
    arm.to(arm.stub.url, async () => {
      tries++;
      return Promise.reject(new Error('no identity endpoint'));
    });
    await failed(getJson(arm.exchange, call({ action: 'jobs' }), points));
    await failed(getJson(arm.exchange, call({ action: 'jobs' }), points));
    expect(tries).toBe(2);
  });
});
