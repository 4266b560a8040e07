import { trusts } from '../../../bots/channel/serviceUrls';

const OWN = 'http://127.0.0.1:3978';

it.each([
  ['http://127.0.0.1:3978/playground/connector/', true],
  ['http://127.0.0.1:3979/playground/connector/', false],
  ['https://127.0.0.1:3978/playground/connector/', false],
  ['http://localhost:3978/playground/connector/', false],
  ['http://127.0.0.1:3978@evil.example/', false],
  ['http://127.0.0.1/', false],
  ['x', false],
])('when the demo has a page, then its bot trusts %s: %s', (url, trusted) => {
  expect(trusts('demo', url, OWN)).toBe(trusted);
});

it.each([
  ['http://127.0.0.1:1/', true],
  ['http://localhost:2/', true],
  ['http://evil.example/', false],
])('when the demo has no page, then its bot trusts %s: %s', (url, trusted) => {
  expect(trusts('demo', url)).toBe(trusted);
});
