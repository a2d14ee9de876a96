export { type ConfigVariable, configurationPage, describeConfig } from './config/describe-config.ts';
export {
  awsClient,
  awsConfig,
  listenConfig,
  logConfig,
  openLog,
  redisConfig,
  samplesConfig,
  searchConfig,
  tableConfig,
  tableOptions,
  type WebhookSettings,
  webhookConfig,
  webhookSettings,
} from './config/fragments.ts';
export { gateLimits, ONE_SEAL_KEY, publicConfig, sealConfig, sealKey } from './config/gate-config.ts';
export { ConfigError, loadConfig } from './config/load-config.ts';
export { hexKey, json } from './config/variables.ts';
export { createOps, type OpsOptions, type ReadinessCheck } from './create-ops.ts';
export { type CursorScope, openCursor, signCursor } from './cursor.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { type DocsPage, docsPage } from './openapi/docs-page.ts';
export { errorKinds } from './openapi/error-kinds.ts';
export { type OpenApiDocument, openApiDocument } from './openapi/openapi-document.ts';
export type { Address } from './run/address.ts';
export { runMain } from './run/run-main.ts';
export { type Listening, type Running, type RunOptions, runService } from './run/run-service.ts';
export { type BuiltService, serve } from './run/serve.ts';
export { type Arrival, addOpenOperation, addOperation, type Call, type Gate } from './service/add-operation.ts';
export { annotate, type RequestFacts } from './service/annotate.ts';
export { answerClientError } from './service/answer-client-error.ts';
export { baseUrl } from './service/base-url.ts';
export { classifyError } from './service/classify-error.ts';
export { type StillAsked, stillAsked, whenOver } from './service/client-left.ts';
export { createService, type ServiceOptions } from './service/create-service.ts';
export { HTTP_TIMEOUTS } from './service/http-timeouts.ts';
export { parseInput } from './service/parse-input.ts';
export { requestUrl, withCursor } from './service/request-url.ts';
export { openToken, signToken } from './signed-token.ts';
