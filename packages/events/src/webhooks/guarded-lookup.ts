import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { allowsAddress, type WebhookRules } from './webhook-rules.ts';

/** Asks for all addresses of a name, as `dns.lookup` does with `all`. */
export type Resolve = (
  name: string,
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const ask: Resolve = (name, answer) => lookup(name, { all: true, order: 'verbatim' }, answer);

/** What is thrown for a name that leads to no address that is allowed. */
export const NOT_ALLOWED = 'ERR_ADDRESS_NOT_ALLOWED';

/**
 * Resolves a name for one connection. The connection goes to the very addresses that were looked at here, so a name that
 * means another machine a moment later gains nothing.
 */
export function guardedLookup(rules: WebhookRules, resolve: Resolve = ask): LookupFunction {
  return (name, options, callback) => {
    resolve(name, (error, addresses) => {
      if (error !== null) return callback(error, '');
      const allowed = addresses.filter(({ address }) => allowsAddress(rules, address));
      const [first] = allowed;
      if (first === undefined) {
        return callback(Object.assign(new Error('no address of this name is allowed'), { code: NOT_ALLOWED }), '');
      }
      if (options.all === true) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}
