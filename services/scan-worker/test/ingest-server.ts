import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  CatalogueReport,
  ClaimRequest,
  INGEST,
  LogBatch,
  ReleaseRequest,
  RenewRequest,
  ResultPost,
} from '@assay/contracts';
import type { z } from 'zod';

/** Every body that arrived, in the agreed form, by its route. */
export interface Arrived {
  [INGEST.catalogue]: CatalogueReport;
  [INGEST.claims]: ClaimRequest;
  [INGEST.renewals]: z.infer<typeof RenewRequest>;
  [INGEST.releases]: z.infer<typeof ReleaseRequest>;
  [INGEST.logs]: LogBatch;
  [INGEST.results]: ResultPost;
}
export type Path = keyof Arrived;

/** Status and body of an answer; `cut` ends the connection instead. */
export type Reply = { readonly status: number; readonly body?: unknown } | 'cut';

/**
 * The contract of results-ingest over real HTTP, with answers that a test chooses. A body that is not in the agreed
 * form is refused as the real service does it, so a worker that breaks the contract fails its tests.
 */
export interface IngestServer {
  readonly url: string;
  readonly token: string;
  /** What arrived and was answered with a 2xx, in order. */
  readonly arrived: ReadonlyArray<{ [P in Path]: { path: P; body: Arrived[P] } }[Path]>;
  bodies<P extends Path>(path: P): Array<Arrived[P]>;
  /** Resolves when what has arrived fulfils `enough`, now or later. */
  until(enough: (server: IngestServer) => boolean): Promise<void>;
  /** Chooses the answers of one route from now on; null is the usual one. */
  answer<P extends Path>(path: P, reply: ((body: Arrived[P]) => Reply | Promise<Reply>) | null): void;
  /** As when the process is killed: connections end, new ones are refused. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

const FORMS: { readonly [P in Path]: z.ZodType<Arrived[P]> } = {
  [INGEST.catalogue]: CatalogueReport,
  [INGEST.claims]: ClaimRequest,
  [INGEST.renewals]: RenewRequest,
  [INGEST.releases]: ReleaseRequest,
  [INGEST.logs]: LogBatch,
  [INGEST.results]: ResultPost,
};

const inHalfAMinute = () => new Date(Date.now() + 30_000).toISOString();

const USUAL: { readonly [P in Path]: () => Reply } = {
  [INGEST.catalogue]: () => ({ status: 204 }),
  [INGEST.claims]: () => ({ status: 200, body: { status: 'gone' } }),
  [INGEST.renewals]: () => ({ status: 200, body: { leaseUntil: inHalfAMinute() } }),
  [INGEST.releases]: () => ({ status: 204 }),
  [INGEST.logs]: () => ({ status: 204 }),
  [INGEST.results]: () => ({ status: 200, body: { recorded: true } }),
};

export async function startIngestServer(): Promise<IngestServer> {
  const token = 'pool-token-of-the-tests-0123456789';
  const arrived: Array<{ path: Path; body: never }> = [];
  const chosen = new Map<Path, (body: never) => Reply | Promise<Reply>>();
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url as Path;
    const form = FORMS[path];
    if (form === undefined) return send(response, { status: 404 });
    if (request.headers.authorization !== `Bearer ${token}`) return send(response, { status: 401 });
    const parsed = form.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (!parsed.success) return send(response, refusal(400, parsed.error.message));
    const body = parsed.data as never;
    const reply = await (chosen.get(path) ?? USUAL[path])(body);
    if (reply === 'cut') return void response.destroy();
    if (reply.status < 300) arrived.push({ path, body });
    send(response, reply);
    for (const look of [...waiting]) look();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;

  const self: IngestServer = {
    url: `http://127.0.0.1:${port}`,
    token,
    arrived,
    bodies: (path) => arrived.filter((each) => each.path === path).map((each) => each.body),
    until: (enough) =>
      new Promise((resolve) => {
        const look = () => {
          if (!enough(self)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    answer(path, reply) {
      if (reply === null) chosen.delete(path);
      else chosen.set(path, reply as (body: never) => Reply);
    },
    down,
    up: () => listen(port),
    close: down,
  };
  return self;
}

export function refusal(status: number, message: string): Exclude<Reply, 'cut'> {
  return { status, body: { error: { code: 'InvalidArgumentError', message } } };
}

function send(response: ServerResponse, reply: Exclude<Reply, 'cut'>): void {
  response.writeHead(reply.status, { 'content-type': 'application/json' });
  response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
}
