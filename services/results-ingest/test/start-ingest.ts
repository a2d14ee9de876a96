import { createHash, randomBytes } from 'node:crypto';
import {
  type ClaimAnswer,
  type ClaimRequest,
  INGEST,
  type LogLine,
  type ResultPost,
  type ScanMessage,
} from '@assay/contracts';
import { sampleKey } from '@assay/samples';
import { type Submitted, submit } from '@assay/scans';
import { createLogger, createMetrics } from '@assay/service-kit';
import { userId } from '@assay/table';
import {
  type Backends,
  hostedEngine,
  nextMessage,
  startBackends,
  TEST_ENGINES,
  TEST_VERSIONS,
} from '@assay/test-backends';
import { createIngest, type Ingest, type IngestScans } from '../src/index.ts';

/** The service on real backends, reached over HTTP, and a worker's side of it. */
export interface RunningIngest {
  readonly backends: Backends;
  readonly ingest: Ingest;
  readonly tokens: Readonly<Record<'linux' | 'windows', string>>;
  /** Sends a body as a worker of the pool linux would, unless told. */
  send(path: string, body: unknown, as?: Sender): Promise<Answer>;
  /** Stores and submits a file of a new user. */
  upload(): Promise<Submitted & { readonly user: string; readonly message: ScanMessage }>;
  claim(message: ScanMessage, change?: Partial<ClaimRequest>): Promise<ClaimAnswer & { claim: string }>;
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  stop(): Promise<void>;
}

export interface Sender {
  readonly token?: string | null;
  readonly method?: 'POST' | 'PUT';
  readonly type?: string | null;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
  readonly body: any;
}

/** `replace` takes the place of what the backends give. */
export async function startIngest(replace: Partial<IngestScans> = {}): Promise<RunningIngest> {
  const backends = await startBackends();
  // A message that is lost is missed soon.
  const limits = { ...backends.scans.limits, republishS: 1 };
  const { share: _share, ...scans } = { ...backends.scans, limits, ...replace };
  const tokens = { linux: randomBytes(24).toString('hex'), windows: randomBytes(24).toString('hex') };
  const metrics = createMetrics('results-ingest');
  const ingest = createIngest({
    scans,
    poolTokens: tokens,
    sqs: backends.queues.sqs,
    queues: backends.queues.queues,
    sweepIntervalMs: 50,
    pollWaitS: 1,
    logger: createLogger({ name: 'results-ingest', level: 'silent' }),
    metrics,
  });
  const origin = await ingest.app.listen({ port: 0, host: '127.0.0.1' });

  const send: RunningIngest['send'] = async (
    path,
    body,
    { token = tokens.linux, method = 'POST', type = 'application/json' } = {},
  ) => {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(type === null ? {} : { 'content-type': type }),
      },
      body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
  return {
    backends,
    ingest,
    tokens,
    send,
    async upload() {
      const user = `user-${randomBytes(6).toString('hex')}`;
      const bytes = randomBytes(32);
      const hash = (name: string) => createHash(name).update(bytes).digest('hex');
      const [md5, sha1, sha256] = [hash('md5'), hash('sha1'), hash('sha256')];
      const objectKey = sampleKey(user, md5);
      await backends.samples.put(objectKey, bytes);
      const submitted = await submit(
        { ...backends.scans, limits },
        {
          user,
          userId: userId(user),
          md5,
          sha1,
          sha256,
          size: bytes.length,
          filename: 'sample.bin',
          objectKey,
          token: null,
          client: null,
          by: 'upload',
        },
      );
      return { ...submitted, user, message: await messageOf(backends, submitted.scanId) };
    },
    async claim(message, change = {}) {
      const { status, body } = await send(INGEST.claims, claimRequest(message, change));
      if (status !== 200) throw new Error(`the claim was answered with ${status}: ${JSON.stringify(body)}`);
      return body;
    },
    async metric(name, labels = {}) {
      const found = await metrics.registry.getSingleMetric(name)?.get();
      const values = found?.values.filter((value) =>
        Object.entries(labels).every(([label, wanted]) => (value.labels as Record<string, unknown>)[label] === wanted),
      );
      return (values ?? []).reduce((sum, { value }) => sum + value, 0);
    },
    async stop() {
      await ingest.stop();
      await ingest.app.close();
      await backends.stop();
    },
  };
}

export function claimRequest({ user, md5, scan }: ScanMessage, change: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    pool: 'linux',
    worker: 'worker',
    scan: { user, md5, sha256: scan.sha256, scanId: scan.scanId },
    ticket: scan.ticket,
    engines: TEST_ENGINES.map(({ id }) => ({ id, versions: TEST_VERSIONS, parameters: '0123456789abcdef' })),
    ...change,
  };
}

export function resultPost(claim: string, engine: string, change: Partial<ResultPost> = {}): ResultPost {
  return {
    claim,
    engine,
    outcome: 'completed',
    verdict: engine === 'filetype' ? null : 'undetected',
    label: null,
    message: null,
    attributes: {},
    versions: TEST_VERSIONS,
    startedAt: new Date().toISOString(),
    durationMs: 1,
    log: [logLine(engine)],
    ...change,
  };
}

export function logLine(engine: string, seq = 1): LogLine {
  return { engine, seq, time: new Date().toISOString(), level: 'info', message: `${engine} looks` };
}

export { hostedEngine };

/** The next message about this scan. Those of other scans that are still open are published again and passed over. */
export async function messageOf(backends: Backends, scanId: string): Promise<ScanMessage> {
  while (true) {
    const message = await nextMessage(backends);
    if (message.scan.scanId === scanId) return message;
  }
}
