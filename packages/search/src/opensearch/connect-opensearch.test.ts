import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connectOpensearch } from './connect-opensearch.ts';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let received: Received[];
let host: string;
const KEY = 'the secret of a role';

beforeEach(async () => {
  received = [];
  server = createServer(async (request, response) => {
    const body = (await request.toArray()).map(String).join('');
    received.push({ method: String(request.method), url: String(request.url), headers: request.headers, body });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"count":0}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', KEY);
  vi.stubEnv('AWS_SESSION_TOKEN', 'of-a-session');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
});

async function request(url: string): Promise<Received> {
  const client = connectOpensearch(url);
  await client.count({ index: 'files', q: 'a b', body: { query: { match_all: {} } } });
  await client.close();
  const [first] = received;
  if (first === undefined) throw new Error('nothing was received');
  return first;
}

it('signs requests to a domain of AWS with the credentials of the surroundings', async () => {
  const got = await request(`http://${host}/files?region=eu-central-1`);
  expect(got.headers['x-amz-security-token']).toBe('of-a-session');
  expect(got.body).toContain('match_all');
  expect(signatureIn(got)).toBe(signatureOf(got, 'eu-central-1'));
});

it('sends user and password where the URL has them, and signs nothing', async () => {
  const { authorization } = (await request(`http://ann:p%40ss@${host}/files`)).headers;
  expect(authorization).toBe(`Basic ${Buffer.from('ann:p@ss').toString('base64')}`);
});

it('shows its credentials to nobody else', async () => {
  const { headers } = await request(`http://${host}/files`);
  expect(headers.authorization).toBeUndefined();
  expect(headers['x-amz-security-token']).toBeUndefined();
});

it('fails without credentials', async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, '');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  await expect(request(`http://${host}/files?region=eu-central-1`)).rejects.toThrow(/credentials/i);
  expect(received).toEqual([]);
});

function signatureIn({ headers }: Received): string | undefined {
  return /Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '')?.[1];
}

/** Computed as "Create a signed AWS API request" of AWS's documentation says, from what was received. */
function signatureOf({ method, url, headers, body }: Received, region: string): string {
  const time = String(headers['x-amz-date']);
  const day = time.slice(0, 8);
  const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  expect(signed.split(';')).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token']));
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const query = [...searchParams].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const names = signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const canonical = [method, pathname, query.sort().join('&'), names.join(''), signed, hash(body)].join('\n');
  const scope = `${day}/${region}/es/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n');
  const mac = (key: string | Buffer, of: string) => createHmac('sha256', key).update(of).digest();
  const key = [day, region, 'es', 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${KEY}`);
  return mac(key, text).toString('hex');
}
