import { afterAll } from 'vitest';

const owed: (() => unknown)[] = [];

/**
 * Is done after the tests of this file, the last first; a fault fails the file and keeps nothing else from being done.
 * Also from a hook or a test, where vitest takes an `afterAll` and never calls it.
 */
export function afterThisFile(deed: () => unknown): void {
  owed.push(deed);
}

afterAll(async () => {
  const faults: unknown[] = [];
  for (const deed of owed.splice(0).reverse()) {
    try {
      await deed();
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 1) throw new AggregateError(faults, faults.map(String).join('\n'));
  if (faults.length === 1) throw faults[0];
});
