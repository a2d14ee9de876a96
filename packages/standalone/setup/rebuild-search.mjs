import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './paths.mjs';
import { say } from './report.mjs';
import { setUpAndRun } from './set-up-and-run.mjs';

/**
 * `npm run rebuild-search [-- --new] [-- --from PLACE]`: fills the search index of a running one-machine edition again.
 * The system's own Node runs it: the machine's may be too old for the sources.
 */
const data = resolve(ROOT, process.env.ASSAY_DATA ?? 'data');
const settings = join(data, 'search', 'rebuild.env');

if (existsSync(settings)) {
  const program = `${ROOT}/services/results-ingest/src/rebuild-search.ts`;
  process.exitCode = await setUpAndRun(program, process.argv.slice(2), [`--env-file=${settings}`]);
} else {
  say(`${settings} is not there. It is written when Assay starts on that folder; ASSAY_DATA names another one.`);
  process.exitCode = 1;
}
