import { ROOT } from './paths.mjs';
import { say } from './report.mjs';
import { setUpAndRun } from './set-up-and-run.mjs';

const HELP = `npm run bench [-- --json]

Measures speed and memory of the whole system on this machine, which takes five minutes and wants it idle. Prints a
table and exits with 1 when a bound is not kept; docs/benchmarks.md says how to read it.

  --json  the same for programs
`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) say(HELP);
else process.exitCode = await setUpAndRun(`${ROOT}/packages/bench/src/main.ts`, args);
