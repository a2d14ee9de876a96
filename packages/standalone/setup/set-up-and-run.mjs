import { tellFault } from './report.mjs';
import { runNode } from './run-node.mjs';
import { setUp } from './set-up.mjs';

/** Sets this machine up and runs one of our programs as `runNode` does. Answers its exit code; 1 when that failed, of which is told. */
export async function setUpAndRun(program, args, nodeOptions) {
  try {
    await setUp();
    return await runNode(program, args, nodeOptions);
  } catch (fault) {
    tellFault(fault);
    return 1;
  }
}
