import { addUsage, noteKeyUsed, type Table } from '@assay/table';
import { gathered } from './gathered.ts';
import { chargeBytes } from './quotas.ts';
import { createRecent } from './recent.ts';
import type { ScriptRedis } from './redis-script.ts';
import { MINUTE_MS } from './windows.ts';

/** What is written behind the answers, so that no request waits for it or fails with it. */
export interface Ledger {
  /** A call of an operation. */
  count(userId: string, operation: string): void;
  /** A use of a key; written once a minute. */
  keyUsed(userId: string, token: string): void;
  /** Bytes that were uploaded. Resolves when they count, or when that could not be done now and will be tried again. */
  charge(userId: string, bytes: number): Promise<void>;
  /** Writes what there is. What cannot be written is kept for the next time. Never rejects. */
  flush(): Promise<void>;
}

export interface LedgerParts {
  readonly redis: ScriptRedis;
  readonly table: Table;
  readonly clock: () => number;
}

const NOTED_KEYS = 10_000;

export function createLedger({ redis, table, clock }: LedgerParts): Ledger {
  const noted = createRecent<true>(NOTED_KEYS, MINUTE_MS, clock);
  const calls = gathered<Record<string, number>>(added, (name, counts) => {
    const [userId = '', day = ''] = name.split(' ');
    return addUsage(table, userId, day, counts);
  });
  const uses = gathered<number>(Math.max, (name, at) => {
    const [userId = '', token = ''] = name.split(' ');
    return noteKeyUsed(table, userId, token, new Date(Math.floor(at / MINUTE_MS) * MINUTE_MS));
  });
  const bytes = gathered<number>(
    (a, b) => a + b,
    (userId, count) => chargeBytes(redis, userId, count, clock()),
  );
  return {
    count(userId, operation) {
      calls.add(`${userId} ${new Date(clock()).toISOString().slice(0, 10)}`, { [operation]: 1 });
    },
    keyUsed(userId, token) {
      if (noted.get(token) !== null) return;
      noted.put(token, true, clock());
      uses.add(`${userId} ${token}`, clock());
    },
    async charge(userId, count) {
      bytes.add(userId, count);
      await bytes.flush();
    },
    async flush() {
      await Promise.all([calls.flush(), uses.flush(), bytes.flush()]);
    },
  };
}

function added(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
