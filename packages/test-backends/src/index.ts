export { type Gate, openGate } from './gate.ts';
export { startDynalite, TEST_CREDENTIALS, TEST_REGION, type TestTable } from './start-dynalite.ts';
export { startFauxqs, type TestQueues } from './start-fauxqs.ts';
export { startRedis, type TestRedis } from './start-redis.ts';
