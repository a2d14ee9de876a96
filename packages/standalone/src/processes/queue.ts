import { startFauxqs } from '@assay/events/embedded';
import { endWithStdin } from './end-with-stdin.ts';

/** SNS and SQS of the one-machine edition. Arguments: port, data directory. */
const [port, dataDir] = process.argv.slice(2);
if (port === undefined || dataDir === undefined) throw new Error('usage: queue.ts PORT DIRECTORY');

const server = await startFauxqs({ port: Number(port), dataDir });
endWithStdin(() => server.stop());
