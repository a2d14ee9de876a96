import { scanQueueContract } from './scan-queue-contract.ts';
import { startMinistack } from './support/start-ministack.ts';

scanQueueContract('MiniStack', startMinistack);
