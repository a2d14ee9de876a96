import { setTimeout as wait } from 'node:timers/promises';

export interface ServerSentEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/**
 * Reads server-sent events. When the connection ends or breaks it is opened again after the last event that arrived,
 * until the caller stops reading or the signal aborts. A refusal (4xx) ends it.
 */
export async function* readServerSentEvents(
  open: (lastEventId: string | null) => Promise<Response>,
  options: { reopenMs: number; signal: AbortSignal },
): AsyncGenerator<ServerSentEvent> {
  let last: string | null = null;
  while (!options.signal.aborted) {
    try {
      const answer = await open(last);
      for await (const event of parseEvents(answer.body ?? new ReadableStream())) {
        last = event.id ?? last;
        yield event;
      }
    } catch (fault) {
      if (options.signal.aborted) return;
      const status = (fault as { status?: number }).status ?? 500;
      if (status < 500 && status !== 429) throw fault;
    }
    await wait(options.reopenMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** The events of one stream, as the specification of server-sent events reads lines. */
export async function* parseEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let id: string | null = null;
  let event = 'message';
  let data: string[] = [];
  for await (const line of lines(body)) {
    if (line === '') {
      if (data.length > 0) yield { id, event, data: data.join('\n') };
      event = 'message';
      data = [];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'id') id = value;
    else if (field === 'event') event = value;
  }
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
    const parts = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    yield* parts;
  }
}
