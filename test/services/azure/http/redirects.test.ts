import { getJson, sendPost } from '../../../../services/azure/http/arm';
import { ArmHarness, call, failed, points, trigger } from '../../../support/armHarness';
import { type ArmStub, startArmStub } from '../../../support/armStub';

let arm: ArmHarness;
let elsewhere: ArmStub;
beforeEach(async () => {
  arm = await ArmHarness.start();
  elsewhere = await startArmStub();
  elsewhere.answer(() => ({ body: { value: [] } }));
});
afterEach(async () => {
  await arm.close();
  await elsewhere.close();
});

describe.each([300, 301, 302, 303, 307, 308])('an answer that redirects with %s', (status) => {
  const places: readonly (readonly [string, () => string])[] = [
    ['to another path of Azure', () => `${arm.stub.url}/subscriptions/other`],
    ['to a path without a host', () => '/subscriptions/other'],
    ['away from Azure', () => `${elsewhere.url}/collect`],
  ];

  it.each(places)('when a read is led %s, then nothing more is sent, and the read fails once', async (_where, to) => {
    arm.stub.answer(() => ({ status, headers: { location: to() } }));
    const error = await failed(getJson(arm.exchange, call(), points));
    expect(error.problem).toEqual({ kind: 'unavailable', status });
    expect([arm.stub.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
    expect(arm.seen).toMatchObject([{ method: 'GET', status }]);
  });

  it.each(places)('when a trigger is led %s, then it is not sent a second time', async (_where, to) => {
    arm.stub.answer(() => ({ status, headers: { location: to() } }));
    const error = await failed(sendPost(arm.exchange, call({ action: 'trigger' }), trigger));
    expect(error.problem).toEqual({ kind: 'unavailable', status });
    expect([arm.stub.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
  });
});
