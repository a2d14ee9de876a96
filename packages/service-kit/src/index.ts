export { awsConfig, listenConfig, loadConfig, logConfig, redisConfig, tableConfig } from './config.ts';
export { createOps, type OpsOptions, type ReadinessCheck } from './create-ops.ts';
export { createService, type ServiceOptions } from './create-service.ts';
export { type CursorScope, openCursor, signCursor } from './cursor.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { annotate, baseUrl, parseInput, type RequestFacts } from './request.ts';
export { type Address, type Listening, type Running, type RunOptions, runMain, runService } from './run-service.ts';
