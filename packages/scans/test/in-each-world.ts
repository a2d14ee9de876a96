import { afterAll, beforeAll, beforeEach } from 'vitest';
import { enter, type Machine, startMachine, type World } from './world.ts';

/**
 * Gives each test of a file a world of its own with these engines in its pools; `begin` gets it before the test, with
 * the machine on which all worlds of the file stand, for a test that needs a further one.
 */
export function inEachWorld(
  engines: Parameters<typeof enter>[1],
  begin: (world: World, machine: Machine) => void | Promise<void>,
): void {
  let machine: Machine;
  beforeAll(async () => {
    machine = await startMachine();
  });
  afterAll(() => machine?.stop());
  beforeEach(async () => {
    const world = await machine.world();
    await enter(world, engines);
    await begin(world, machine);
  });
}
