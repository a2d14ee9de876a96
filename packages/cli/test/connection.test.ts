import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connect } from '../src/client/connection.ts';
import type { Patience, Retry } from '../src/client/patience.ts';
import { adviceFor, messageOf } from '../src/message-of.ts';
import { temporaryFolder } from './support/program.ts';
import { serve } from './support/serve.ts';

/** Patient and quick, with a list of what was tried again. */
function patient(): { patience: Patience; retries: Retry[] } {
  const retries: Retry[] = [];
  const onRetry = (retry: Retry) => void retries.push(retry);
  return { patience: { attempts: 4, firstMs: 1, mostMs: 2, mostAskedMs: 2000, onRetry }, retries };
}

async function faultOf(url: string, patience: Patience, signal?: AbortSignal): Promise<Error> {
  const sent = connect(url, () => ({}), patience).send('/x', { signal });
  return sent.then(
    () => Promise.reject(new Error('it was answered')),
    (fault: Error) => fault,
  );
}

describe('a request', () => {
  it('is sent again while the connection is cut and the server is away, and answered then', async () => {
    let asked = 0;
    const url = await serve((request, answer) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else answer.writeHead(asked < 4 ? 503 : 200).end('{}');
    });
    const { patience, retries } = patient();
    expect(await (await connect(url, () => ({}), patience).send('/x')).text()).toBe('{}');
    expect(retries).toHaveLength(3);
  });

  it('waits as long as a busy server asks, and not for the quota of a day', async () => {
    const waits = ['1', '86400'];
    const url = await serve((_, answer) => void answer.writeHead(429, { 'retry-after': waits.shift() }).end());
    const { patience, retries } = patient();
    expect(await faultOf(url, patience)).toMatchObject({ status: 429, retryAfterS: 86400 });
    expect(retries.map(({ pauseMs }) => pauseMs)).toEqual([1000]);
  });

  it('is not sent to where the address leads, which is said', async () => {
    const seen: string[] = [];
    const other = await serve((request, answer) => void answer.end(seen.push(request.url ?? '')));
    const url = await serve((_, answer) => void answer.writeHead(301, { location: `${other}/x` }).end());
    const { patience, retries } = patient();
    const fault = await faultOf(url, patience);
    expect(messageOf(fault)).toBe(`Redirected: the address leads to ${other}/x. Sign in at the address where Assay is`);
    expect([retries, seen]).toEqual([[], []]);
  });

  it('is not sent again to who nobody vouches for, and what helps is said', async () => {
    const url = await selfSigned();
    const { patience, retries } = patient();
    const fault = await faultOf(url, patience);
    expect(messageOf(fault)).toBe('the certificate of the address is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(adviceFor(fault)).toContain('NODE_EXTRA_CA_CERTS');
    expect(retries).toEqual([]);
  });

  it('is ended by the signal while the server says nothing', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort());
    const { patience, retries } = patient();
    expect((await faultOf(url, patience, stop.signal)).name).toBe('AbortError');
    expect(retries).toEqual([]);
  });

  it('says something also of an error without a word', async () => {
    const url = await serve((_, answer) => void answer.writeHead(500).end());
    expect(messageOf(await faultOf(url, patient().patience))).toBe('NoErrorBody: 500 without a word');
  });
});

async function selfSigned(): Promise<string> {
  const folder = temporaryFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const names = ['-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', ...made, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, answer) => {
    answer.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}
