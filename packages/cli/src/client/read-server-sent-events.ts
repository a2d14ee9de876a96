import { setTimeout as wait } from 'node:timers/promises';
import { grown, type Patience, passes, retrying } from './patience.ts';

export interface ServerSentEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

export interface ReadOptions {
  /** For every opening; its pauses also lie between streams that end before they brought anything. */
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/**
 * Reads server-sent events. When the connection ends or breaks it is opened again after the last event that arrived,
 * until the caller stops reading, the signal aborts or the server answers without a body: 204 is its word that there is
 * no more (HTML standard, 9.2). Throws what `open` throws, when it is a fault that stays or lasts longer than patience
 * does; `Patience.onRetry` is told of every other one.
 */
export async function* readServerSentEvents(
  open: (lastEventId: string | null) => Promise<Response>,
  { patience, signal }: ReadOptions,
): AsyncGenerator<ServerSentEvent> {
  let last: string | null = null;
  let barren = 0;
  while (!signal.aborted) {
    const answer = await retrying(patience, signal, () => open(last)).catch((fault: unknown) => ended(fault, signal));
    if (answer === null || answer.body === null) return;
    barren += 1;
    try {
      for await (const event of parseEvents(answer.body)) {
        last = event.id ?? last;
        barren = 0;
        yield event;
      }
    } catch (fault) {
      // One that broke is opened again, and there is nothing to say unless that fails.
      if (!signal.aborted && !passes(fault as Error)) throw fault;
    }
    await wait(grown(patience, Math.max(1, barren)), undefined, { signal }).catch(() => undefined);
  }
}

/** Whoever aborts has seen enough. */
function ended(fault: unknown, signal: AbortSignal): null {
  if (signal.aborted) return null;
  throw fault;
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
