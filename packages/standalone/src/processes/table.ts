import { once } from 'node:events';
import dynalite from 'dynalite';
import { endWithStdin } from './end-with-stdin.ts';

/** DynamoDB of the one-machine edition. Arguments: port, data directory, name of the table. */
const [port, path, name] = process.argv.slice(2);
if (port === undefined || path === undefined || name === undefined)
  throw new Error('usage: table.ts PORT DIRECTORY TABLE');

const HOUR_MS = 3_600_000;

process.on('uncaughtException', (fault: NodeJS.ErrnoException) => {
  // dynalite throws the fault of a connection whose client was killed, from inside the event. Nothing of it is lost:
  // the request had not been read to its end. Any other fault is real, and the supervisor starts anew.
  if (fault.code === 'ECONNRESET' || fault.code === 'EPIPE') return;
  say(60, fault.message, fault.stack);
  process.exit(1);
});

const server = dynalite({ path, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
server.listen(Number(port), '127.0.0.1');
await once(server, 'listening');

const stopping = new AbortController();
const expiry = setInterval(() => {
  expire().catch((fault: Error) => say(40, `nothing expired was removed: ${fault.message}`));
}, HOUR_MS);

endWithStdin(async () => {
  clearInterval(expiry);
  stopping.abort();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** DynamoDB removes by itself what is over; dynalite does not. Its client is loaded when it is needed, for its memory. */
async function expire(): Promise<void> {
  const [{ openTable, removeExpired }, { EMBEDDED_AWS }] = await Promise.all([
    import('@assay/table'),
    import('../provision.ts'),
  ]);
  const table = openTable({ ...EMBEDDED_AWS, endpoint: `http://127.0.0.1:${port}`, name: String(name) });
  try {
    await removeExpired(table, new Date(), stopping.signal);
  } finally {
    table.client.destroy();
  }
}

function say(level: number, msg: string, stack?: string): void {
  process.stderr.write(`${JSON.stringify({ level, name: 'table', msg, stack })}\n`);
}
