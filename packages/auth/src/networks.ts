import ipaddr from 'ipaddr.js';

/** Whether an address is in one of the networks that a key may be used from; none at all means from anywhere. */
export type Networks = (address: string) => boolean;

/** Networks are `ipaddr.js` pairs, made once per key. An address that is none, as of a Unix socket, is in no network. */
export function networksOf(list: readonly string[]): Networks {
  if (list.length === 0) return () => true;
  const networks = list.map(parseNetwork);
  return (text) => {
    const address = parseAddress(text);
    return (
      address !== null &&
      networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
    );
  };
}

/** Whether every address of the inner networks is in one of the outer ones; no outer one at all means anywhere. */
export function isWithin(inner: readonly string[], outer: readonly string[]): boolean {
  if (outer.length === 0) return true;
  const around = outer.map(parseNetwork);
  return inner
    .map(parseNetwork)
    .every(([address, bits]) =>
      around.some((network) => network[1] <= bits && network[0].kind() === address.kind() && address.match(network)),
    );
}

function parseNetwork(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** The address, an IPv4 one in IPv6 clothes as IPv4; null when it is none. */
export function parseAddress(text: string | undefined): ipaddr.IPv4 | ipaddr.IPv6 | null {
  return text !== undefined && ipaddr.isValid(text) ? ipaddr.process(text) : null;
}

/** What counts as one place that calls: an IPv4 address, or the 64 bits of IPv6 that one customer has. */
export function placeOf(text: string | undefined): string {
  const address = parseAddress(text);
  if (address === null) return 'local';
  if (address instanceof ipaddr.IPv4) return address.toString();
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
