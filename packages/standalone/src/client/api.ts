import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  AnalysisDescriptor,
  CatalogueEngine,
  type Credentials,
  ErrorBody,
  LiveEvent,
  ScanDetail,
} from '@assay/contracts';
import { z } from 'zod';
import { readServerSentEvents } from './read-server-sent-events.ts';
import { signToken } from './sign-token.ts';

/** The API answered with an error. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(`${code} (${status}): ${message}`);
    this.status = status;
    this.code = code;
  }
}

export interface Api {
  upload(name: string, content: Blob): Promise<AnalysisDescriptor>;
  scan(sha256: string, scanId: string): Promise<z.infer<typeof ScanDetail>>;
  engines(): Promise<CatalogueEngines>;
  /** What happens in a scan, from its beginning until it is complete; goes on where it was when a connection breaks. */
  follow(sha256: string, scanId: string, signal?: AbortSignal): AsyncGenerator<LiveEvent>;
  get(path: string): Promise<Response>;
}

type CatalogueEngines = z.infer<typeof CatalogueEngine>[];

/** How long a broken event stream is left alone before it is opened again. */
const REOPEN_MS = 300;

/** A client of the public API, as anybody could write it. */
export function connectApi(url: string, credentials: Credentials): Api {
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${signToken(credentials)}`);
    const answer = await fetch(`${url}${path}`, { ...init, headers });
    if (!answer.ok) throw await readFault(answer);
    return answer;
  };
  const api: Api = {
    get: send,
    async upload(name, content) {
      const body = new FormData();
      body.set('file', content, name);
      return AnalysisDescriptor.parse(await (await send('/api/v1/files', { method: 'PUT', body })).json());
    },
    async scan(sha256, scanId) {
      return ScanDetail.parse(await (await send(`/api/v1/files/${sha256}/scans/${scanId}`)).json());
    },
    async engines() {
      const body: unknown = await (await send('/api/v1/engines')).json();
      return z.object({ data: z.array(CatalogueEngine) }).parse(body).data;
    },
    async *follow(sha256, scanId, signal = new AbortController().signal) {
      const path = `/api/v1/files/${sha256}/scans/${scanId}/events`;
      const open = (last: string | null) =>
        send(path, {
          signal,
          headers: { accept: 'text/event-stream', ...(last === null ? {} : { 'last-event-id': last }) },
        });
      for await (const { data } of readServerSentEvents(open, { reopenMs: REOPEN_MS, signal })) {
        const event = LiveEvent.safeParse(parseJson(data));
        if (!event.success) continue;
        yield event.data;
        if (event.data.type === 'scan' && event.data.status === 'complete') return;
      }
    },
  };
  return api;
}

/** A file on disk as the body of an upload; it is read while it is sent. */
export async function fileBody(path: string): Promise<{ name: string; content: Blob }> {
  // Asked first, because opening as a blob says of every fault only that it failed.
  if (!(await stat(path)).isFile()) throw new Error(`${path} is not a file`);
  return { name: basename(path), content: await openAsBlob(path) };
}

async function readFault(answer: Response): Promise<ApiFault> {
  const text = await answer.text();
  const body = ErrorBody.safeParse(parseJson(text));
  if (!body.success) return new ApiFault(answer.status, 'NoErrorBody', text.slice(0, 500));
  return new ApiFault(answer.status, body.data.error.code, body.data.error.message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
