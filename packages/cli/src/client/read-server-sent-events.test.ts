import { describe, expect, it } from 'vitest';
import { ApiFault } from './api-fault.ts';
import type { Patience, Retry } from './patience.ts';
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

  const quick: Patience = { attempts: 3, firstMs: 1, mostMs: 1, mostAskedMs: 0 };
  const options = { patience: quick, signal: new AbortController().signal };
  const away = () => new ApiFault(503, 'TransientError', 'away');

  /** One opening after the other goes as the list says. */
  function opening(...ways: (string | Error)[]) {
    const asked: (string | null)[] = [];
    const open = async (last: string | null) => {
      asked.push(last);
      const way = ways.shift() ?? '';
      if (way instanceof Error) throw way;
      return new Response(body(way));
    };
    return { asked, open };
  }

  it('is opened again after the last event when the connection ends', async () => {
    const { asked, open } = opening('id: 1\ndata: a\n\n', 'id: 2\ndata: b\n\n');
    const seen: string[] = [];
    for await (const { data } of readServerSentEvents(open, options)) {
      seen.push(data);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(['a', 'b']);
    expect(asked).toEqual([null, '1']);
  });

  it('is opened again after a fault that passes, of which is told, and not after a refusal', async () => {
    const retries: string[] = [];
    const patience = { ...quick, onRetry: ({ fault }: Retry) => void retries.push(fault.message) };
    const { asked, open } = opening('data: a\n\n', away(), new ApiFault(404, 'NotFoundError', 'gone'));
    await expect(collect(readServerSentEvents(open, { ...options, patience }))).rejects.toMatchObject({ status: 404 });
    expect(asked).toHaveLength(3);
    expect(retries).toEqual([expect.stringContaining('away')]);
  });

  it('that cannot be opened is a fault when patience has ended, the first time and later', async () => {
    const first = opening(away(), away(), away(), 'data: a\n\n');
    await expect(collect(readServerSentEvents(first.open, options))).rejects.toMatchObject({ status: 503 });
    const later = opening('data: a\n\n', away(), away(), away(), 'data: b\n\n');
    await expect(collect(readServerSentEvents(later.open, options))).rejects.toMatchObject({ status: 503 });
    expect([first.asked.length, later.asked.length]).toEqual([3, 4]);
  });

  it('is not opened again when the server says that there is no more', async () => {
    const answers = [new Response(body('id: end\ndata: a\n\n')), new Response(null, { status: 204 })];
    const open = async () => answers.shift() ?? Promise.reject(new Error('opened again'));
    expect((await collect(readServerSentEvents(open, options))).map(({ data }) => data)).toEqual(['a']);
  });

  it('ends with the signal, also while it waits to be opened', async () => {
    const stop = new AbortController();
    const patience: Patience = { attempts: 9, firstMs: 1, mostMs: 60_000, mostAskedMs: 0, onRetry: () => stop.abort() };
    const { open } = opening('data: a\n\n', away());
    const reading = readServerSentEvents(open, { patience, signal: stop.signal });
    expect((await collect(reading)).map(({ data }) => data)).toEqual(['a']);
  });
});
