import { createAddressOf } from '../../../bots/http/clientAddress';

interface Case {
  readonly trusted?: readonly string[];
  readonly remote: string;
  readonly forwarded?: string;
}

it.each<[string, Case, string]>([
  ['there is no proxy', { remote: '192.0.2.1' }, '192.0.2.1'],
  ['a stranger claims to be another', { remote: '192.0.2.1', forwarded: '198.51.100.1' }, '192.0.2.1'],
  [
    'a stranger claims so, and a proxy is trusted',
    { trusted: ['10.0.0.4'], remote: '192.0.2.1', forwarded: '198.51.100.1' },
    '192.0.2.1',
  ],
  ['the trusted proxy tells', { trusted: ['10.0.0.4'], remote: '10.0.0.4', forwarded: '198.51.100.1' }, '198.51.100.1'],
  [
    'the sender wrote addresses before',
    { trusted: ['10.0.0.4'], remote: '10.0.0.4', forwarded: '203.0.113.9, 198.51.100.1' },
    '198.51.100.1',
  ],
  [
    'two trusted proxies tell',
    { trusted: ['10.0.0.0/8'], remote: '10.0.0.4', forwarded: '203.0.113.9, 198.51.100.1, 10.1.2.3' },
    '198.51.100.1',
  ],
  [
    'the proxy adds a port',
    { trusted: ['10.0.0.4'], remote: '10.0.0.4', forwarded: '198.51.100.1:51234' },
    '198.51.100.1',
  ],
  [
    'the proxy writes brackets and a port',
    { trusted: ['10.0.0.4'], remote: '10.0.0.4', forwarded: '[2001:db8:1:2:3::4]:51234' },
    '2001:db8:1:2::/64',
  ],
  ['the proxy tells nothing', { trusted: ['10.0.0.4'], remote: '10.0.0.4' }, '10.0.0.4'],
  [
    'the proxy tells a word',
    { trusted: ['10.0.0.4'], remote: '10.0.0.4', forwarded: '198.51.100.1, unknown' },
    '10.0.0.4',
  ],
  ['the proxy tells only proxies', { trusted: ['10.0.0.0/8'], remote: '10.0.0.4', forwarded: '10.1.2.3' }, '10.1.2.3'],
  [
    'the socket writes IPv4 as IPv6',
    { trusted: ['10.0.0.4'], remote: '::ffff:10.0.0.4', forwarded: '198.51.100.1' },
    '198.51.100.1',
  ],
  [
    'a trusted proxy has IPv6',
    { trusted: ['2001:db8::/32'], remote: '2001:db8::7', forwarded: '198.51.100.1' },
    '198.51.100.1',
  ],
  ['the address is IPv6', { remote: '2001:DB8:1:2:3:4:5:6' }, '2001:db8:1:2::/64'],
  ['the address is IPv6, shortened', { remote: '2001:db8::6' }, '2001:db8:0:0::/64'],
  ['the address is this machine', { remote: '::1' }, '0:0:0:0::/64'],
])('when %s, then the sender is told by its address', (_what, { trusted = [], remote, forwarded }, address) => {
  const request = { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: remote } };

  expect(createAddressOf(trusted)(request)).toBe(address);
});
