import { resolve } from 'node:path';
import { ROOT } from './paths.mjs';
import { say } from './report.mjs';
import { setUpAndRun } from './set-up-and-run.mjs';

/** `npm start [-- FILE…]`. Plain JavaScript for Node 20 and no packages: it runs before anything is installed. */
const HELP = `npm start [-- FILE…]

Installs what is missing, starts Assay on this machine and scans the files, or a harmless test file when none is
named. Ctrl-C stops it.

  ASSAY_PORT      port of the API (8080; 0 takes a free one)
  ASSAY_HOST      address it listens on (127.0.0.1)
  ASSAY_DATA      where everything is kept (./data)
  ASSAY_INSTALL   1: missing system packages are installed with sudo
  LOG_LEVEL       what the terminal shows of the logs: trace, debug, info, warn (default), error, fatal
  LOG_FORMAT      pretty (default) or json
  MAX_FILE_BYTES  the largest file that is taken
`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  say(HELP);
} else {
  // npm runs scripts in the folder of package.json; the files are named from where the person stands.
  const from = process.env.INIT_CWD ?? process.cwd();
  process.exitCode = await setUpAndRun(
    `${ROOT}/packages/standalone/src/main.ts`,
    args.map((file) => resolve(from, file)),
    // It rests for all but the start, and what it holds of the young generation is memory that nobody else has.
    ['--max-semi-space-size=4'],
  );
}
