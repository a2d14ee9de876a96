import { once } from 'node:events';
import dynalite from 'dynalite';
import { endWithStdin } from './end-with-stdin.ts';

/** DynamoDB of the one-machine edition. Arguments: port, data directory. */
const [port, path] = process.argv.slice(2);
if (port === undefined || path === undefined) throw new Error('usage: table.ts PORT DIRECTORY');

process.on('uncaughtException', (fault: NodeJS.ErrnoException) => {
  // dynalite throws the fault of a connection whose client was killed, from inside the event. Nothing of it is lost:
  // the request had not been read to its end. Any other fault is real, and the supervisor starts anew.
  if (fault.code === 'ECONNRESET' || fault.code === 'EPIPE') return;
  process.stderr.write(`${JSON.stringify({ level: 60, name: 'table', msg: fault.message, stack: fault.stack })}\n`);
  process.exit(1);
});

const server = dynalite({ path, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
server.listen(Number(port), '127.0.0.1');
await once(server, 'listening');
endWithStdin(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
