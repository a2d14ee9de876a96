#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * `assay`. The sources run as they are, which Node does from version 24 on. Where the machine's is older, the one that
 * `npm start` has brought along is used.
 */
const NODE_MAJOR_NEEDED = 24;
/** Nothing that goes wrong may end with 1, which says that something malicious was found. */
const ERROR = 3;
const INTERRUPTED = 130;
const onWindows = process.platform === 'win32';
const brought = fileURLToPath(
  new URL(`../../../.tools/node_modules/.bin/node${onWindows ? '.cmd' : ''}`, import.meta.url),
);

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_NEEDED) {
  await import('../src/main.ts').catch((fault) => {
    process.stderr.write(`assay could not start: ${fault instanceof Error ? fault.message : fault}\n`);
    process.exitCode = ERROR;
  });
} else if (existsSync(brought)) {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const child = spawn(brought, [main, ...process.argv.slice(2)], { stdio: 'inherit', shell: onWindows });
  // Ctrl-C reaches both, and the one that works says how it ended; what is sent to this one alone is passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (fault) => {
    process.stderr.write(`assay could not start: ${fault.message}\n`);
    process.exitCode = ERROR;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? INTERRUPTED;
  });
} else {
  process.stderr.write(`assay needs Node ${NODE_MAJOR_NEEDED} or newer; this is ${process.versions.node}.\n`);
  process.exitCode = ERROR;
}
