import type { IncomingMessage } from 'node:http';

import { createAddressOf } from '../../../bots/http/clientAddress';

const from = (remoteAddress: string, forwarded?: string): Pick<IncomingMessage, 'headers' | 'socket'> => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socket: { remoteAddress } as IncomingMessage['socket'],
});

it.each<[string, readonly string[], string, string | undefined, string]>([
  ['there is no proxy', [], '192.0.2.1', undefined, '192.0.2.1'],
  ['a stranger claims to be another', [], '192.0.2.1', '198.51.100.1', '192.0.2.1'],
  ['a stranger claims so, and a proxy is trusted', ['10.0.0.4'], '192.0.2.1', '198.51.100.1', '192.0.2.1'],
  ['the trusted proxy tells', ['10.0.0.4'], '10.0.0.4', '198.51.100.1', '198.51.100.1'],
  ['the sender wrote addresses before', ['10.0.0.4'], '10.0.0.4', '203.0.113.9, 198.51.100.1', '198.51.100.1'],
  ['two trusted proxies tell', ['10.0.0.0/8'], '10.0.0.4', '203.0.113.9, 198.51.100.1, 10.1.2.3', '198.51.100.1'],
  ['the proxy adds a port', ['10.0.0.4'], '10.0.0.4', '198.51.100.1:51234', '198.51.100.1'],
  ['the proxy writes brackets and a port', ['10.0.0.4'], '10.0.0.4', '[2001:db8:1:2:3::4]:51234', '2001:db8:1:2::/64'],
  ['the proxy tells nothing', ['10.0.0.4'], '10.0.0.4', undefined, '10.0.0.4'],
  ['the proxy tells a word', ['10.0.0.4'], '10.0.0.4', '198.51.100.1, unknown', '10.0.0.4'],
  ['the proxy tells only proxies', ['10.0.0.0/8'], '10.0.0.4', '10.1.2.3', '10.1.2.3'],
  ['the socket writes IPv4 as IPv6', ['10.0.0.4'], '::ffff:10.0.0.4', '198.51.100.1', '198.51.100.1'],
  ['a trusted proxy has IPv6', ['2001:db8::/32'], '2001:db8::7', '198.51.100.1', '198.51.100.1'],
  ['the address is IPv6', [], '2001:DB8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
  ['the address is IPv6, shortened', [], '2001:db8::6', undefined, '2001:db8:0:0::/64'],
  ['the address is this machine', [], '::1', undefined, '0:0:0:0::/64'],
])('when %s, then the sender is told by its address', (_what, trusted, remote, forwarded, address) => {
  expect(createAddressOf(trusted)(from(remote, forwarded))).toBe(address);
});
