import { EXIT } from './exit-code.ts';
import { messageOf } from './message-of.ts';
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
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  // Who reads only the beginning, as `head` does, has what they wanted; but what was found is not known to be fine.
  if (fault.code === 'EPIPE') process.exit(EXIT.pipeClosed);
  process.stderr.write(`assay: standard output could not be written: ${printable(messageOf(fault))}\n`);
  process.exit(EXIT.error);
});
// Whoever closed it wants no notes; what was asked for goes to standard output.
process.stderr.on('error', () => undefined);

const { env, stdin, stdout, stderr } = process;
process.exitCode = await run(process.argv.slice(2), { env, stdin, stdout, stderr, signal: stop.signal });
