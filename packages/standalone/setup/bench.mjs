import { ROOT } from './paths.mjs';
import { setUpAndRun } from './set-up-and-run.mjs';

/** `npm run bench [-- --json]`. */
process.exitCode = await setUpAndRun(`${ROOT}/packages/bench/src/main.ts`, process.argv.slice(2));
