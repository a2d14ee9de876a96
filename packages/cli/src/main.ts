import { EXIT } from './exit-code.ts';
import { run } from './run.ts';
import { printable } from './terminal/printable.ts';

const stop = new AbortController();
// The first one ends it in order; whoever asks again is not made to wait.
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
// Node would end with 1, which says that something malicious was found.
process.on('uncaughtException', (fault) => {
  process.stderr.write(`assay: ${printable(String(fault.stack))}\n`);
  process.exit(EXIT.error);
});
// Who reads only the beginning, as `head` does, has what they wanted.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code === 'EPIPE') process.exit();
  throw fault;
});

const { env, stdin, stdout, stderr } = process;
process.exitCode = await run(process.argv.slice(2), { env, stdin, stdout, stderr, signal: stop.signal });
