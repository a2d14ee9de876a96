import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterThisFile } from './after-this-file.ts';

/** For a client whose host is written into it: its own means of going through a proxy lead it here. */
export interface HostProxy {
  /** For `HTTPS_PROXY` and `HTTP_PROXY`. */
  readonly url: string;
  /** For `NODE_EXTRA_CA_CERTS`: who vouches for the host's name. */
  readonly certificate: string;
}

/**
 * A proxy that brings `https://<host>` to `target`. Every byte of the requests arrives as the client sent it; only TLS
 * is taken off, with a certificate made for this run.
 */
export async function proxyTo(host: string, target: string): Promise<HostProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-proxy-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${host}`];
  const names = ['-addext', `subjectAltName=DNS:${host}`];
  execFileSync('openssl', ['req', ...made, ...names, '-keyout', key, '-out', certificate], { stdio: 'ignore' });

  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const joined = (client: Socket, upstream: Socket) => {
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  };
  const unwrapped = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (client) =>
    joined(client, connect(Number(port), hostname)),
  );
  const proxy = createServer();
  proxy.on('connect', (request, client: Socket) => {
    if (request.url !== `${host}:443`) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    joined(client, connect((unwrapped.address() as AddressInfo).port, '127.0.0.1'));
  });
  await Promise.all(
    [unwrapped, proxy].map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))),
  );
  afterThisFile(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
    unwrapped.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, certificate };
}
