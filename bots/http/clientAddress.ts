import { BlockList, isIP } from 'node:net';

/** What it needs of a request; several `X-Forwarded-For` headers are one to Node, with commas. */
interface Request {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * Tells the address from which a request came. A proxy of `trusted` (addresses or CIDR ranges) is believed about the
 * address before it, by `X-Forwarded-For`, read from its end; anybody else may write what they like there. An IPv6
 * address counts by its network (/64), which one customer has whole.
 */
export function createAddressOf(trusted: readonly string[]): (request: Request) => string {
  const proxies = new BlockList();
  for (const range of trusted) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    proxies.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  const isProxy = (address: string): boolean => proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return ({ headers, socket }) => {
    const hops = String(headers['x-forwarded-for'] ?? '').split(',');
    let address = plain(socket.remoteAddress ?? '');
    while (isIP(address) > 0 && isProxy(address)) {
      const before = plain(hops.pop() ?? '');
      if (isIP(before) === 0) break;
      address = before;
    }
    return isIP(address) === 6 ? networkOf(address) : address;
  };
}

/** Without brackets and port, which some proxies write, and an IPv4 address as such. */
function plain(hop: string): string {
  const text = hop.trim();
  const address = /^\[(?<v6>[^\]]*)\]|^(?<v4>[\d.]+):\d+$/.exec(text)?.groups;
  return (address?.['v6'] ?? address?.['v4'] ?? text).replace(/^::ffff:(?=[\d.]+$)/i, '');
}

function networkOf(address: string): string {
  const [before = [], after] = address
    .toLowerCase()
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(Math.max(0, 8 - before.length - (after?.length ?? 0))).fill('0');
  return `${[...before, ...zeros, ...(after ?? [])].slice(0, 4).join(':')}::/64`;
}
