import ipaddr from 'ipaddr.js';

/** Where webhooks may lead. */
export interface WebhookRules {
  /** Also `http:`; otherwise only `https:`. */
  readonly allowHttp: boolean;
  /** Networks in CIDR form, or single addresses, that are let through although they are not public. */
  readonly allowNetworks: readonly string[];
}

export const STRICT_WEBHOOKS: WebhookRules = { allowHttp: false, allowNetworks: [] };

/** All that was ever given out of IPv6; outside of it lie old forms such as `::127.0.0.1`. */
const GLOBAL_IPV6 = '2000::/3';

/**
 * Whether a webhook may be sent to this IP address: a public one, or one of a network that is let through. An IPv6
 * address that holds an IPv4 one counts as that one; tunnels and translations lead who knows where and are refused.
 */
export function allowsAddress(rules: WebhookRules, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (rules.allowNetworks.some((network) => within(parsed, network))) return true;
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || within(parsed, GLOBAL_IPV6));
}

type Address = ReturnType<typeof ipaddr.parse>;

function within(address: Address, network: string): boolean {
  const whole = ipaddr.process(network.split('/')[0] as string);
  const bits = network.includes('/') ? Number(network.split('/')[1]) : whole.kind() === 'ipv4' ? 32 : 128;
  return whole.kind() === address.kind() && address.match(whole, bits);
}

/**
 * Why a webhook may not have this URL, or null when it may. A host name is only looked at when something is sent: what it
 * means can change any moment.
 */
export function faultOfWebhookUrl(rules: WebhookRules, url: string): string | null {
  if (!URL.canParse(url)) return 'It is no URL.';
  const { protocol, username, password, hostname } = new URL(url);
  if (protocol !== 'https:' && !(rules.allowHttp && protocol === 'http:')) return 'It must begin with `https:`.';
  if (username !== '' || password !== '') return 'It must hold no user name and no password.';
  // Whatever way an address is written, the parser has made one form of it.
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(literal) && !allowsAddress(rules, literal)) return 'Its address is not a public one.';
  return null;
}
