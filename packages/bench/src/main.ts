import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { measure } from './measure.ts';
import { keeps, reportTable } from './report.ts';

/** `npm run bench [-- --json]`: measures the whole system on this machine. A figure that breaks its bound makes it exit with 1. */
const asJson = process.argv.includes('--json');
const parent = mkdtempSync(join(tmpdir(), 'assay-bench-'));
try {
  const say = (text: string) => void (asJson || process.stdout.write(`  ${text}\n`));
  const figures = await measure(join(parent, 'data'), process.env, say);
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`;
  process.stdout.write(
    asJson ? `${JSON.stringify({ machine, figures }, null, 2)}\n` : `\n${machine}\n\n${reportTable(figures)}\n`,
  );
  process.exitCode = figures.every(keeps) ? 0 : 1;
} finally {
  rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
}
