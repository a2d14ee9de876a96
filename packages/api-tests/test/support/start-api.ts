import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AppParts, createApp as createAccounts } from '@assay/accounts-api';
import { startProvider, type TestProvider } from '@assay/accounts-api/testing';
import { createGate } from '@assay/auth';
import { type PublicService, serviceFor } from '@assay/contracts';
import { STRICT_WEBHOOKS } from '@assay/events';
import { createApp as createReport } from '@assay/report-api';
import { type Scans, sweep, sweepFiles } from '@assay/scans';
import { openSearchIndex, type SearchIndex } from '@assay/search';
import { answerClientError, createLogger, createMetrics, type Logger } from '@assay/service-kit';
import { type Backends, startBackends } from '@assay/test-backends';
import { createApp as createUpload } from '@assay/upload-api';
import type { FastifyInstance } from 'fastify';

/** The three public services behind one address, as clients meet them. */
export interface Api {
  readonly origin: string;
  readonly backends: Backends;
  /** Where people can sign in, when that was asked for; it makes users of whoever it names. */
  readonly provider: TestProvider | null;
  /** Does what is due, as results-ingest does all the time: what was scanned can be searched then. */
  settle(): Promise<void>;
  /** Every line that any of them logged, at the most talkative level. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** Everything real but the engines: on real backends, on a port of its own, every answer checked against its operation. */
export async function startApi({ openId = false } = {}): Promise<Api> {
  const backends = await startBackends();
  const folder = await mkdtemp(join(tmpdir(), 'assay-index-'));
  const search = openSearchIndex(pathToFileURL(join(folder, 'search.db')).href.replace('file:', 'sqlite:'));
  const lines: string[] = [];
  const scans: Scans = { ...backends.scans, search, logger: loggerTo(lines, 'upload-api') };
  const apps: Partial<Record<PublicService, FastifyInstance>> = {};
  const listener = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    apps[serviceFor(request.method ?? 'GET', pathname) ?? 'report-api']?.routing(request, response);
  });
  listener.on('clientError', answerClientError);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const provider = openId ? await startProvider({ origin }) : null;
  Object.assign(apps, await createApps({ ...backends, scans }, search, lines, provider));
  return {
    origin,
    backends,
    provider,
    lines,
    // A minute ahead: what waits for a moment is due as well.
    async settle() {
      const ahead = { ...scans, now: () => new Date(Date.now() + 60_000) };
      await sweep(ahead);
      await sweepFiles(ahead);
    },
    async stop() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      listener.closeAllConnections();
      await closed;
      await Promise.all(Object.values(apps).map((app) => app.close()));
      await provider?.stop();
      await search.close();
      await backends.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function loggerTo(lines: string[], name: string): Logger {
  return createLogger({ name, level: 'trace', destination: { write: (line) => void lines.push(line) } });
}

async function createApps(
  { samples, live, sealer, scans, client: redis }: Backends,
  search: SearchIndex,
  lines: string[],
  provider: TestProvider | null,
): Promise<Record<PublicService, FastifyInstance>> {
  const { table, catalogue, now } = scans;
  // One address asks for everything here, and rightly has thousands of credentials refused.
  const limits = { perUser: {}, failedPerMinute: 0, anonymousPerMinute: 0 };
  const gate = createGate({ redis, table, sealer, limits });
  const common = (name: PublicService) => ({
    gate,
    redis,
    logger: loggerTo(lines, name),
    metrics: createMetrics(name),
    checkAnswers: true,
  });
  const [cursorKey, urlKey, key] = [newKey(), newKey(), newKey()];
  const openId = provider === null ? null : openIdOf(provider);
  const webhooks = { key, rules: STRICT_WEBHOOKS };
  const report = { ...common('report-api'), table, samples, live, catalogue, search, cursorKey, now };
  const accounts = {
    ...common('accounts-api'),
    table,
    sealer,
    cursorKey,
    registration: 'open',
    webhooks,
    openId,
  } as const;
  const apps = {
    'upload-api': await createUpload({ ...common('upload-api'), scans, samples, urlKey }),
    'report-api': await createReport(report),
    'accounts-api': createAccounts(accounts),
  };
  await Promise.all(Object.values(apps).map((app) => app.ready()));
  return apps;
}

function openIdOf({ issuer, clientId, clientSecret }: TestProvider): AppParts['openId'] {
  return {
    provider: { issuer, clientId, clientSecret, scopes: 'openid profile email' },
    rules: { createUsers: true, nameClaim: 'preferred_username', roles: null },
  };
}

const newKey = () => createSecretKey(randomBytes(32));
