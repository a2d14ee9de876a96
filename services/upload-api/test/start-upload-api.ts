import { createSecretKey } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { TestAccount } from '@assay/auth/testing';
import { createLogger, createMetrics, type Metrics } from '@assay/service-kit';
import {
  type Backends,
  BOUNDARY,
  multipartBody,
  type Part,
  type RawAnswer,
  rawRequest,
  startBackends,
} from '@assay/test-backends';
import type { FastifyInstance } from 'fastify';
import { type AppParts, createApp, type UploadLimits } from '../src/index.ts';

export interface UploadApi {
  readonly backends: Backends;
  readonly app: FastifyInstance;
  readonly metrics: Metrics;
  readonly port: number;
  /** Of a user who has nothing yet, one per call of `startUploadApi`. */
  readonly account: TestAccount;
  /** Sends a form with a `Content-Length`, as this account or with the given credentials. */
  put(
    parts: readonly Part[],
    options?: { as?: TestAccount | null; method?: string; path?: string; more?: string },
  ): Promise<RawAnswer>;
  get(path: string, as?: TestAccount): Promise<RawAnswer>;
  /** Head of an upload; the caller adds lines and sends the body. */
  head(lines: string, path?: string): string;
  /** How many uploads failed at this step. */
  failures(step: string): Promise<number>;
  /** What the log said, as text. */
  log(): string;
  stop(): Promise<void>;
}

/** upload-api on real backends, listening on a port of its own. */
export async function startUploadApi(
  limits: Partial<UploadLimits> = {},
  replace: (parts: AppParts, backends: Backends) => AppParts = (parts) => parts,
): Promise<UploadApi> {
  const backends = await startBackends();
  const lines: string[] = [];
  const logger = createLogger({
    name: 'upload-api',
    level: 'debug',
    destination: { write: (line) => lines.push(line) },
  });
  const metrics = createMetrics('upload-api');
  const { scans, samples, gate, client: redis } = backends;
  const parts = { scans, samples, gate, redis, urlKey: TEST_URL_KEY, logger, metrics, limits, checkAnswers: true };
  const app = await createApp(replace(parts, backends));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const account = await backends.account();
  const head = (more: string, path = '/api/v1/files') =>
    [`PUT ${path} HTTP/1.1`, 'Host: assay.test', `Authorization: ${account.headers().authorization}`, more].join('\n');
  return {
    backends,
    app,
    metrics,
    port,
    account,
    head,
    put(parts, { as = account, method = 'PUT', path = '/api/v1/files', more } = {}) {
      const body = multipartBody(parts);
      const lines = [
        `${method} ${path} HTTP/1.1`,
        'Host: assay.test',
        ...(as === null ? [] : [`Authorization: ${as.headers().authorization}`]),
        multipartType,
        `Content-Length: ${body.length}`,
        ...(more === undefined ? [] : [more]),
      ];
      return rawRequest(port, lines.join('\n'), body);
    },
    get(path, as = account) {
      const lines = [`GET ${path} HTTP/1.1`, 'Host: assay.test', `X-Apikey: ${as.jwt()}`, 'Connection: close'];
      return rawRequest(port, lines.join('\n'));
    },
    async failures(step) {
      const metric = await metrics.registry.getSingleMetric('assay_upload_step_failures_total')?.get();
      return metric?.values.find((value) => value.labels.step === step)?.value ?? Number.NaN;
    },
    log: () => lines.join(''),
    async stop() {
      await app.close();
      await backends.stop();
    },
  };
}

/** The same in every app of a test, as in every replica. */
const TEST_URL_KEY = createSecretKey(Buffer.alloc(32, 7));

export const multipartType = `Content-Type: multipart/form-data; boundary=${BOUNDARY}`;
