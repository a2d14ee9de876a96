import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './paths.mjs';
import { say } from './report.mjs';
import { runNode } from './run-node.mjs';
import { setUp } from './set-up.mjs';

/**
 * `npm run rebuild-search [-- --new] [-- --from PLACE]`: fills the search index of a running one-machine edition again.
 * The system's own Node runs it: the machine's may be too old for the sources.
 */
const data = resolve(ROOT, process.env.ASSAY_DATA ?? 'data');
const settings = join(data, 'search', 'rebuild.env');

try {
  if (!existsSync(settings)) {
    say(`${settings} is not there. It is written when Assay starts on that folder; ASSAY_DATA names another one.`);
    process.exitCode = 1;
  } else {
    await setUp();
    const program = `${ROOT}/services/results-ingest/src/rebuild-search.ts`;
    process.exitCode = await runNode(program, process.argv.slice(2), [`--env-file=${settings}`]);
  }
} catch {
  // The step has said what failed and what to do.
  process.exitCode = 1;
}
