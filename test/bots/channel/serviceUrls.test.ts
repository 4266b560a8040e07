import { trusts } from '../../../bots/channel/serviceUrls';

it.each([
  ['http://127.0.0.1:1/', true],
  ['http://localhost:2/', true],
  ['http://127.0.0.1:3978@evil.example/', false],
  ['http://evil.example/', false],
  ['x', false],
])('in demo mode the bot trusts %s: %s', (url, trusted) => {
  expect(trusts('demo', url)).toBe(trusted);
});
