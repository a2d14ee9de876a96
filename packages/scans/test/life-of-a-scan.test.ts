import fc from 'fast-check';
import { afterAll, beforeAll, it } from 'vitest';
import { actions, lastFaults, perform } from './life/actions.ts';
import { checkFinalState } from './life/check-final-state.ts';
import { newHistory } from './life/history.ts';
import { untilQuiet } from './life/until-quiet.ts';
import { watchReadings } from './life/watch-readings.ts';
import { type Machine, startMachine } from './world.ts';

let machine: Machine;

beforeAll(async () => {
  machine = await startMachine();
});
afterAll(() => machine?.stop());

/**
 * More of them for a longer look: `LIFE_RUNS=500 LIFE_SECONDS=900`. A failure prints its seed and path; it runs again
 * with `LIFE_SEED=… LIFE_PATH=…`, and is made small, which takes minutes, with `LIFE_SHRINK=1`.
 */
const RUNS = Number(process.env.LIFE_RUNS ?? 40);
const SECONDS = Number(process.env.LIFE_SECONDS ?? 40);

it('every accepted upload ends in one complete scan with the right verdict, whatever happens in between', async () => {
  const end = performance.now() + SECONDS * 1000;
  await fc.assert(
    fc.asyncProperty(
      actions,
      fc.boolean(),
      fc.boolean(),
      lastFaults,
      async (all, windowsServed, largeReports, faults) => {
        // A busy machine does fewer of them, and none is broken off in the middle.
        if (performance.now() > end) return;
        const readings = watchReadings(await machine.world(largeReports ? { reportInlineBytes: 0 } : {}));
        const history = await newHistory(readings.world);
        for (const action of all) await perform(history, action);
        await untilQuiet(history, windowsServed, faults);
        await checkFinalState(history);
        readings.check();
      },
    ),
    {
      numRuns: RUNS,
      endOnFailure: process.env.LIFE_SHRINK === undefined,
      ...(process.env.LIFE_SEED === undefined ? {} : { seed: Number(process.env.LIFE_SEED) }),
      ...(process.env.LIFE_PATH === undefined ? {} : { path: process.env.LIFE_PATH }),
    },
  );
}, 600_000);
