export { connectRedis } from './connect-redis.ts';
export { type ConsumeOptions, consumeScans, type Delivery, type Handled, type ScanConsumer } from './consume-scans.ts';
export type { EventsLogger } from './events-logger.ts';
export { parseScanMessage, type ReceivedMessage } from './parse-scan-message.ts';
export type * from './ports.ts';
export { type PoolQueues, type ProvisionedEvents, type ProvisionOptions, provisionEvents } from './provision-events.ts';
export { type RedisLive, type RedisLiveOptions, redisLive } from './redis-live.ts';
export { snsScanTopic } from './sns-scan-topic.ts';
export { sqsQueueDepths } from './sqs-queue-depths.ts';
