import { ROOT } from './paths.mjs';
import { runNode } from './run-node.mjs';
import { setUp } from './set-up.mjs';

/** `npm run bench [-- --json]`. */
try {
  await setUp();
  process.exitCode = await runNode(`${ROOT}/packages/bench/src/main.ts`, process.argv.slice(2));
} catch {
  process.exitCode = 1;
}
