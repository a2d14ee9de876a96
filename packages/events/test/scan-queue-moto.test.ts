import { scanQueueContract } from './scan-queue-contract.ts';
import { startMoto } from './support/start-moto.ts';

scanQueueContract('moto', startMoto);
