export { type EmulatedAws, startFauxqs } from '../../src/embedded/start-fauxqs.ts';
export { freePort } from './free-port.ts';
export { startMinistack } from './start-ministack.ts';
export { startMoto } from './start-moto.ts';
export { startRedis, type TestRedis } from './start-redis.ts';
