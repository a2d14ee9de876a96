import type { ReadinessCheck } from './create-ops.ts';

const TIMEOUT_MS = 2000;

export interface CheckResult {
  readonly name: string;
  readonly shared: boolean;
  readonly ok: boolean;
}

/** Runs all checks at once; one that does not answer within two seconds has failed. */
export function runChecks(checks: readonly ReadinessCheck[], timeoutMs = TIMEOUT_MS): Promise<CheckResult[]> {
  return Promise.all(
    checks.map(async ({ name, shared, check }) => ({ name, shared, ok: await answers(check, timeoutMs) })),
  );
}

async function answers(check: ReadinessCheck['check'], timeoutMs: number): Promise<boolean> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    await Promise.race([check(signal), late]);
    return true;
  } catch {
    return false;
  }
}
