import { describe, expect, it } from 'vitest';
import { parseEvents, readServerSentEvents } from './read-server-sent-events.ts';

function body(...chunks: string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk))) as ReadableStream<Uint8Array>;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('a stream of server-sent events', () => {
  it('is read as well when it is cut anywhere, also inside a character', async () => {
    const text = ': hello\n\nid: 1\nevent: scan\ndata: {"a":"ü"}\n\nid:2\r\ndata:one\r\ndata: two\r\n\r\n';
    const bytes = new TextEncoder().encode(text);
    const whole = await collect(parseEvents(body(text)));
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const parts = ReadableStream.from([bytes.slice(0, cut), bytes.slice(cut)]) as ReadableStream<Uint8Array>;
      expect(await collect(parseEvents(parts))).toEqual(whole);
    }
    expect(whole).toEqual([
      { id: '1', event: 'scan', data: '{"a":"ü"}' },
      { id: '2', event: 'message', data: 'one\ntwo' },
    ]);
  });

  it('is opened again after the last event when the connection ends', async () => {
    const asked: (string | null)[] = [];
    const streams = ['id: 1\ndata: a\n\n', 'id: 2\ndata: b\n\n'];
    const open = async (last: string | null) => {
      asked.push(last);
      return new Response(body(streams[asked.length - 1] ?? ''));
    };
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const { data } of readServerSentEvents(open, { reopenMs: 1, signal: stop.signal })) {
      seen.push(data);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(['a', 'b']);
    expect(asked).toEqual([null, '1']);
  });

  it('is opened again after a fault of the server and not after a refusal', async () => {
    const faults = [503, 404];
    const open = async () => {
      throw Object.assign(new Error('no'), { status: faults.shift() });
    };
    const reading = collect(readServerSentEvents(open, { reopenMs: 1, signal: new AbortController().signal }));
    await expect(reading).rejects.toMatchObject({ status: 404 });
    expect(faults).toEqual([]);
  });
});
