import {
  type CatalogueReport,
  ClaimAnswer,
  type ClaimRequest,
  INGEST,
  type LogBatch,
  RenewAnswer,
  ResultAnswer,
} from '@assay/contracts';
import { Pool } from 'undici';
import { z } from 'zod';

/** results-ingest was not reached, or cannot answer now: the same request may succeed later. */
export class IngestAway extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'IngestAway';
  }
}

/** results-ingest refused the request: repeating it changes nothing. */
export class IngestRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'IngestRefusal';
    this.status = status;
  }
}

/** The routes of results-ingest. All throw `IngestAway` or `IngestRefusal`. */
export interface IngestClient {
  reportEngines(report: CatalogueReport): Promise<void>;
  claim(request: ClaimRequest): Promise<ClaimAnswer>;
  renew(claim: string): Promise<z.infer<typeof RenewAnswer>>;
  release(claim: string): Promise<void>;
  appendLogs(batch: LogBatch): Promise<void>;
  /** `body` is the text of a `ResultPost`. */
  postResult(body: string): Promise<z.infer<typeof ResultAnswer>>;
  close(): Promise<void>;
}

export interface IngestClientOptions {
  /** `http://…`, `https://…` or `unix:/path`. */
  readonly url: string;
  readonly token: string;
  /** Connections that are kept open; a scan uses one at a time for each engine. */
  readonly connections: number;
  /** How long an answer may take. */
  readonly timeoutMs?: number;
}

/** Longest answer that is read. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** Statuses that speak of the moment: wrong credentials too, because they are mended in the configuration. */
const PASSING = new Set([401, 408, 425, 429]);

/** Talks to results-ingest over connections that stay open. */
export function createIngestClient(options: IngestClientOptions): IngestClient {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const pool = connect(options.url, options.connections, timeoutMs);
  const headers = { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' };

  async function send<Schema extends z.ZodType>(
    method: 'POST' | 'PUT',
    path: string,
    body: string,
    schema: Schema,
  ): Promise<z.infer<Schema>> {
    const { status, text } = await exchange(method, path, body);
    if (status >= 500 || PASSING.has(status)) throw new IngestAway(`results-ingest answered ${status}`);
    if (status >= 400) throw new IngestRefusal(status, `results-ingest refused: ${messageIn(text)}`);
    const parsed = schema.safeParse(text === '' ? undefined : json(text));
    if (!parsed.success) throw new IngestAway(`results-ingest answered ${path} in an unknown form`);
    return parsed.data;
  }

  async function exchange(method: 'POST' | 'PUT', path: string, body: string) {
    try {
      const response = await pool.request({ method, path, body, headers });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of response.body) {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) throw new Error('the answer is too long');
        chunks.push(chunk);
      }
      return { status: response.statusCode, text: Buffer.concat(chunks).toString('utf8') };
    } catch (error) {
      throw new IngestAway('results-ingest was not reached', error);
    }
  }

  const nothing = z.unknown();
  return {
    async reportEngines(report) {
      await send('PUT', INGEST.catalogue, JSON.stringify(report), nothing);
    },
    claim: (request) => send('POST', INGEST.claims, JSON.stringify(request), ClaimAnswer),
    renew: (claim) => send('POST', INGEST.renewals, JSON.stringify({ claim }), RenewAnswer),
    async release(claim) {
      await send('POST', INGEST.releases, JSON.stringify({ claim }), nothing);
    },
    async appendLogs(batch) {
      await send('POST', INGEST.logs, JSON.stringify(batch), nothing);
    },
    postResult: (body) => send('POST', INGEST.results, body, ResultAnswer),
    close: () => pool.close(),
  };
}

function connect(url: string, connections: number, timeoutMs: number): Pool {
  const settings = { connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, keepAliveTimeout: 60_000 };
  if (!url.startsWith('unix:')) return new Pool(new URL(url).origin, settings);
  return new Pool('http://results-ingest', { ...settings, connect: { socketPath: url.slice('unix:'.length) } });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageIn(text: string): string {
  const body = z.object({ error: z.object({ message: z.string() }) }).safeParse(json(text));
  return body.success ? body.data.error.message.slice(0, 500) : 'without a reason';
}
