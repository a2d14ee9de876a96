import { AssayError } from '@assay/contracts';
import { type Counter, take } from './counters.ts';
import type { Limits } from './limits.ts';
import { placeOf } from './networks.ts';
import type { ScriptRedis } from './redis-script.ts';
import { MINUTE_MS, windowAt } from './windows.ts';

/** What one address may do. Every call throws AssayError `transient` when Redis is away. */
export interface AddressLimits {
  /** Whether so many credentials of this address were refused that no more are looked up in the table for it. */
  exhausted(address: string): Promise<boolean>;
  /** Notes a refused credential. The error with which it is refused. */
  refuse(address: string): Promise<AssayError>;
  /** Notes a call that needs no credentials. Throws `busy` when there were too many. */
  anonymous(address: string): Promise<void>;
}

export function createAddressLimits(redis: ScriptRedis, limits: Limits, clock: () => number): AddressLimits {
  const { failedPerMinute, anonymousPerMinute } = limits;
  const counter = (what: string, address: string, limit: number, add: number): Counter => {
    const { name, endsInMs } = windowAt(MINUTE_MS, clock());
    return { key: `${what}:${placeOf(address)}:${name}`, limit, need: 1, add, endsInMs };
  };
  return {
    async exhausted(address) {
      return (await take(redis, [counter('refused', address, failedPerMinute, 0)])).refused !== null;
    },
    async refuse(address) {
      const failed = counter('refused', address, failedPerMinute, 1);
      const { refused } = await take(redis, [failed]);
      return refused === null ? new AssayError('wrong-credentials') : tooMany(failed);
    },
    async anonymous(address) {
      const call = counter('calls', address, anonymousPerMinute, 1);
      if ((await take(redis, [call])).refused !== null) throw tooMany(call);
    },
  };
}

function tooMany({ endsInMs }: Counter): AssayError {
  return new AssayError('busy', 'Too many requests from this address; try again shortly.', {
    retryAfterS: endsInMs / 1000,
  });
}
