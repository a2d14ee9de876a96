import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { makeAccount, type TestAccount } from '@assay/auth/testing';
import type { AccessLevel } from '@assay/contracts';
import { sampleKey } from '@assay/samples';
import { rescan, type Submitted, submit } from '@assay/scans';
import { createLogger, createMetrics } from '@assay/service-kit';
import { type Backends, startBackends } from '@assay/test-backends';
import type { FastifyInstance } from 'fastify';
import { type AppParts, createApp, type ReportLimits } from '../src/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
export type Answer = Omit<Response, 'json'> & { json(): Promise<any> };

export interface ReportApi {
  readonly backends: Backends;
  readonly app: FastifyInstance;
  readonly origin: string;
  readonly port: number;
  readonly account: TestAccount;
  /** What upload-api does with a received file, without its HTTP. */
  upload(content: string | Uint8Array, filename?: string, as?: TestAccount): Promise<Submitted>;
  /** What upload-api does to analyse a stored file anew. */
  rescan(sha256: string, as?: TestAccount): Promise<Submitted>;
  get(path: string, options?: { as?: TestAccount; headers?: Record<string, string>; method?: string }): Promise<Answer>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
  json(path: string, as?: TestAccount): Promise<any>;
  /** Tells of every command that report-api sends to the table, until it is told to stop. */
  watch(tell: ((input: unknown) => void) | null): void;
  /** Sends a body as JSON, or none. */
  send(method: string, path: string, body?: unknown, as?: TestAccount): Promise<Answer>;
  /** A new user whose access reaches so far. */
  reader(accessLevel: AccessLevel): Promise<TestAccount>;
  stop(): Promise<void>;
}

/** report-api on real backends, listening on a port of its own. */
export async function startReportApi(
  limits: Partial<ReportLimits> = {},
  replace: (parts: AppParts) => AppParts = (parts) => parts,
): Promise<ReportApi> {
  const backends = await startBackends();
  const { scans, samples, live, gate } = backends;
  let watcher: ((input: unknown) => void) | null = null;
  const { client } = scans.table;
  const send = (command: { input: unknown }) => {
    watcher?.(command.input);
    return client.send(command as Parameters<typeof client.send>[0]);
  };
  const app = await createApp(
    replace({
      table: { ...scans.table, client: { ...client, send: send as typeof client.send } },
      catalogue: scans.catalogue,
      samples,
      live,
      copies: backends.copies,
      gate,
      cursorKey: createSecretKey(randomBytes(32)),
      redis: backends.client,
      logger: createLogger({ name: 'report-api', level: 'silent' }),
      metrics: createMetrics('report-api'),
      checkAnswers: true,
      limits,
      now: scans.now,
    }),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const account = await backends.account();
  const get: ReportApi['get'] = (path, { as = account, headers = {}, method = 'GET' } = {}) =>
    fetch(`${origin}${path}`, { method, headers: { ...as.headers(), ...headers } });
  return {
    backends,
    app,
    origin,
    port,
    account,
    get,
    async upload(content, filename = 'sample.bin', { userName: user, userId, token } = account) {
      const bytes = Buffer.from(content);
      const hash = (name: string) => createHash(name).update(bytes).digest('hex');
      const [md5, sha1, sha256] = [hash('md5'), hash('sha1'), hash('sha256')];
      const objectKey = sampleKey(user, md5);
      await samples.put(objectKey, bytes);
      const size = bytes.length;
      return submit(scans, {
        user,
        userId,
        md5,
        sha1,
        sha256,
        size,
        filename,
        objectKey,
        token,
        client: 'test',
        by: 'upload',
      });
    },
    rescan: (sha256, { userName: user, userId, token } = account) => rescan(scans, { user, userId, sha256, token }),
    async json(path, as) {
      const answer = await get(path, as === undefined ? {} : { as });
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return answer.json();
    },
    watch(tell) {
      watcher = tell;
    },
    send: (method, path, body, as = account) =>
      fetch(`${origin}${path}`, {
        method,
        headers: { ...as.headers(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    reader: (accessLevel) => makeAccount({ table: scans.table, sealer: backends.sealer }, { accessLevel }),
    async stop() {
      // A client has the last byte of an answer before the server knows, and its connection is idle only then.
      const idle = setInterval(() => app.server.closeIdleConnections(), 50);
      await app.close();
      clearInterval(idle);
      await backends.stop();
    },
  };
}
