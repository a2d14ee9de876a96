export { freePort } from './free-port.ts';
export { type EmulatedAws, startFauxqs } from './start-fauxqs.ts';
export { startMinistack } from './start-ministack.ts';
export { startRedis, type TestRedis } from './start-redis.ts';
