import { Readable } from 'node:stream';
import { AssayError } from '@assay/contracts';
import { whenOver } from '@assay/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SSE_HEARTBEAT, SSE_RETRY, type SseMessage, sseText } from './sse.ts';
import type { StreamSlots } from './stream-slots.ts';

export interface EventSending {
  readonly slots: StreamSlots;
  /** Aborts when the service stops, which would otherwise wait for streams that never end. */
  readonly stopping: AbortSignal;
}

/** `<milliseconds>-<number>`, as Redis names places; anything else is as good as none. */
const PLACE = /^\d{1,16}-\d{1,10}$/;

/** The place after which this client wants to go on, or null. */
export function lastEventId(request: FastifyRequest): string | null {
  const id = request.headers['last-event-id'];
  return typeof id === 'string' && PLACE.test(id) ? id : null;
}

/**
 * Answers with a stream of server-sent events until the source ends, the client goes away or the service stops. The
 * first message is awaited before the head is sent, so a failing start is an error answer and not an empty stream.
 */
export async function sendEvents(
  reply: FastifyReply,
  { slots, stopping }: EventSending,
  userId: string,
  start: (signal: AbortSignal) => AsyncIterable<SseMessage | null>,
): Promise<FastifyReply> {
  const leave = slots.enter(userId);
  if (leave === null) throw new AssayError('busy', 'Too many event streams are open; close one.', { retryAfterS: 5 });
  const gone = new AbortController();
  whenOver(reply, () => {
    gone.abort();
    leave();
  });
  const signal = AbortSignal.any([gone.signal, stopping]);
  const messages = start(signal)[Symbol.asyncIterator]();
  try {
    const first = await messages.next();
    return await headOfEvents(reply).send(Readable.from(wire(first, messages), { objectMode: false }));
  } catch (error) {
    gone.abort();
    leave();
    throw error;
  }
}

/** The head of a stream; all of the answer to a HEAD request. */
export function headOfEvents(reply: FastifyReply): FastifyReply {
  return (
    reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      // A stream that ends while the service stops would otherwise leave an idle connection to wait for.
      .header('connection', 'close')
      .header('x-accel-buffering', 'no')
  );
}

async function* wire(
  first: IteratorResult<SseMessage | null>,
  messages: AsyncIterator<SseMessage | null>,
): AsyncGenerator<string> {
  try {
    yield SSE_RETRY;
    for (let next = first; next.done !== true; next = await messages.next()) {
      yield next.value === null ? SSE_HEARTBEAT : sseText(next.value);
    }
  } finally {
    await messages.return?.();
  }
}
