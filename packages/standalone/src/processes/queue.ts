import { startFauxqs } from 'fauxqs';
import { endWithStdin } from './end-with-stdin.ts';

/** SNS and SQS of the one-machine edition. Arguments: port, data directory. */
const [port, dataDir] = process.argv.slice(2);
if (port === undefined || dataDir === undefined) throw new Error('usage: queue.ts PORT DIRECTORY');

const server = await startFauxqs({ port: Number(port), host: '127.0.0.1', dataDir, logger: false });
endWithStdin(() => server.stop());
