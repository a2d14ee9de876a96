/** One message of a server-sent event stream. */
export interface SseMessage {
  readonly event: string;
  /** Where the reader stands after it; comes back as `Last-Event-ID`. Absent: the reader stands where it stood. */
  readonly id?: string;
  readonly data: unknown;
}

/** The wire form. JSON holds no raw line break, so the data is always one line. */
export function sseText({ event, id, data }: SseMessage): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Keeps proxies from closing a quiet connection; readers ignore it. */
export const SSE_HEARTBEAT = ': \n\n';

/** Sent first: how long an EventSource waits before it connects again. */
export const SSE_RETRY = 'retry: 2000\n\n';
