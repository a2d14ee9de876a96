import { type AddressInfo, connect, createServer } from 'node:net';
import { afterThisFile } from './after-this-file.ts';

/** When a connection is cut: after so many bytes of a request, or when an answer begins to come. */
export type Cut = { readonly afterSent: number } | { readonly withAnswerTo: RegExp };

/**
 * A way to a running system on which connections are cut, each in the next of these ways; later ones are left alone.
 * Answers its URL. Requests on one connection come one after the other, as `fetch` sends them.
 */
export async function cuttingGate(target: string, cuts: Cut[]): Promise<{ url: string; left(): number }> {
  const { hostname, port } = new URL(target);
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let sent = 0;
    let asked = '';
    const cut = () => {
      cuts.shift();
      client.resetAndDestroy();
      upstream.destroy();
    };
    client.on('data', (chunk: Buffer) => {
      if (/^[A-Z]+ \S+ HTTP/.test(chunk.toString('latin1', 0, 200))) asked = chunk.toString('latin1', 0, 200);
      sent += chunk.length;
      const [next] = cuts;
      if (next !== undefined && 'afterSent' in next && sent > next.afterSent) cut();
      else if (!upstream.write(chunk)) client.pause();
    });
    upstream.on('drain', () => client.resume());
    upstream.on('data', (chunk: Buffer) => {
      const [next] = cuts;
      if (next !== undefined && 'withAnswerTo' in next && next.withAnswerTo.test(asked)) cut();
      else client.write(chunk);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  afterThisFile(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, left: () => cuts.length };
}
