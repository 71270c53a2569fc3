import { BlockList, isIP } from 'node:net';

function listOf(v4: readonly string[], v6: readonly string[]): BlockList {
  const list = new BlockList();
  const add = (range: string, family: 'ipv4' | 'ipv6') => {
    const [net, bits] = range.split('/') as [string, string];
    list.addSubnet(net, Number(bits), family);
  };
  for (const range of v4) add(range, 'ipv4');
  for (const range of v6) add(range, 'ipv6');
  return list;
}

/**
 * Never connected to, in development neither: «this host», link-local (where clouds keep their
 * metadata), the metadata services at other addresses (AWS, Google, Oracle, Alibaba, Azure), multicast
 * and reserved (RFC 6890).
 */
const NEVER = listOf(
  [
    '0.0.0.0/8',
    '169.254.0.0/16',
    '100.100.100.200/32',
    '192.0.0.192/32',
    '168.63.129.16/32',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  ['::/128', 'fe80::/10', 'fec0::/10', 'ff00::/8', 'fd00:ec2::/32', 'fd20:ce::/32'],
);

/** Loopback, private and special ranges: only in development. */
const PRIVATE = listOf(
  [
    '127.0.0.0/8',
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
  ],
  ['::1/128', 'fc00::/7', '64:ff9b:1::/48', '2001::/32', '2001:db8::/32', '100::/64'],
);

/** The eight 16-bit groups of an IPv6 address; the URL parser brings every spelling to one. */
function groupsOf(address: string): number[] {
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]/`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const parse = (part: string) =>
    part === '' ? [] : part.split(':').map((g) => Number.parseInt(g, 16));
  const start = parse(head);
  if (tail === undefined) return start;
  const end = parse(tail);
  return [...start, ...new Array<number>(8 - start.length - end.length).fill(0), ...end];
}

const dotted = (high: number, low: number): string =>
  [high >> 8, high & 255, low >> 8, low & 255].join('.');

/** The IPv4 address that stands inside an IPv6 one: mapped, compatible, translated, NAT64, 6to4; or null. */
function embeddedV4(address: string): string | null {
  const g = groupsOf(address) as [number, number, number, number, number, number, number, number];
  const zeros = (count: number) => g.slice(0, count).every((part) => part === 0);
  if (zeros(5) && g[5] === 0xffff) return dotted(g[6], g[7]);
  if (zeros(4) && g[4] === 0xffff && g[5] === 0) return dotted(g[6], g[7]);
  if (zeros(6) && (g[6] !== 0 || g[7] > 1)) return dotted(g[6], g[7]);
  if (g[0] === 0x64 && g[1] === 0xff9b && g.slice(2, 6).every((part) => part === 0))
    return dotted(g[6], g[7]);
  if (g[0] === 0x2002) return dotted(g[1], g[2]);
  return null;
}

/**
 * May a connection be made to this IP address?
 * @param address IPv4 or IPv6 as text; anything else is refused
 * @param allowPrivate loopback and private networks too (development)
 */
export function addressAllowed(address: string, allowPrivate: boolean): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  if (family === 6) {
    const inner = embeddedV4(address);
    if (inner !== null) return addressAllowed(inner, allowPrivate);
  }
  const type = family === 6 ? 'ipv6' : 'ipv4';
  if (NEVER.check(address, type)) return false;
  return allowPrivate || !PRIVATE.check(address, type);
}
