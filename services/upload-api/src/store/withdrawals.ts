import type { OneAtATime } from './one-at-a-time.ts';
import type { Withdrawal } from './withdraw-sample.ts';

/** Objects that still have to be withdrawn because the table or the store did not answer when it was tried. */
export interface Withdrawals {
  add(withdrawal: Withdrawal): void;
  readonly waiting: number;
  close(): void;
}

/** Most that are remembered. Beyond it objects stay in the store, invisible, until their file is uploaded again. */
const MAX_WAITING = 10_000;

/** Tries them all again every `retryMs` while there are any. `withdraw` throws while it cannot be done. */
export function createWithdrawals(
  withdraw: (withdrawal: Withdrawal) => Promise<unknown>,
  oneAtATime: OneAtATime,
  retryMs: number,
  lost: (withdrawal: Withdrawal) => void,
): Withdrawals {
  const waiting = new Map<string, Withdrawal>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function schedule(): void {
    if (closed || timer !== null || waiting.size === 0) return;
    timer = setTimeout(async () => {
      for (const [key, withdrawal] of waiting) {
        if (closed || !(await attempt(key, withdrawal))) break;
      }
      timer = null;
      schedule();
    }, retryMs).unref();
  }

  async function attempt(key: string, withdrawal: Withdrawal): Promise<boolean> {
    try {
      await oneAtATime(key, () => withdraw(withdrawal));
      waiting.delete(key);
      return true;
    } catch {
      return false;
    }
  }

  return {
    add(withdrawal) {
      if (closed || waiting.size >= MAX_WAITING) return lost(withdrawal);
      waiting.set(turnOf(withdrawal), withdrawal);
      schedule();
    },
    get waiting() {
      return waiting.size;
    },
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      for (const withdrawal of waiting.values()) lost(withdrawal);
      waiting.clear();
    },
  };
}

/** Uploads of one user's file take turns under this key. */
export function turnOf({ userId, sha256 }: Pick<Withdrawal, 'userId' | 'sha256'>): string {
  return `${userId}:${sha256}`;
}
