import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Agent } from 'undici';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { going } from '../../test/fixtures.ts';
import { fetchSample, SampleFault } from './fetch-sample.ts';

const bytes = Buffer.from('a harmless sample');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const dispatcher = new Agent();
let folder = '';
let server: Server | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-fetch-'));
});
afterEach(async () => {
  server?.close();
  server?.closeAllConnections();
  server = null;
  await rm(folder, { recursive: true, force: true });
});

const target = () => join(folder, 'sample');
async function inFile(content: Buffer): Promise<string> {
  await writeFile(join(folder, 'object'), content);
  return pathToFileURL(join(folder, 'object')).href;
}
async function served(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/object`;
}

it.each(['file', 'http'])(
  'copies a sample by its %s link, for engines to read and for nobody to write',
  async (kind) => {
    const url = kind === 'file' ? await inFile(bytes) : await served((_request, response) => response.end(bytes));
    await fetchSample({ url, size: bytes.length, sha256 }, target(), dispatcher, going);
    expect(await readFile(target())).toEqual(bytes);
    expect((await stat(target())).mode & 0o777).toBe(0o444);
  },
);

it.each([
  ['other bytes', Buffer.from('another harmlesss')],
  ['fewer bytes', bytes.subarray(1)],
  ['more bytes', Buffer.concat([bytes, bytes])],
  ['no bytes', Buffer.alloc(0)],
])('%s than the sample has are a fault', async (_what, content) => {
  const url = await inFile(content);
  const fetching = fetchSample({ url, size: bytes.length, sha256 }, target(), dispatcher, going);
  await expect(fetching).rejects.toBeInstanceOf(SampleFault);
});

it('does not read an endless answer to its end', async () => {
  const url = await served((_request, response) => {
    const write = () => {
      while (response.write(Buffer.alloc(65536)));
    };
    response.on('drain', write);
    write();
  });
  const fetching = fetchSample({ url, size: bytes.length, sha256 }, target(), dispatcher, going);
  await expect(fetching).rejects.toThrow('more bytes');
});

it('an object that is gone is a fault, a store that answers 500 may do so no more', async () => {
  const gone = await served((_request, response) => response.writeHead(404).end());
  const from = (url: string) => fetchSample({ url, size: bytes.length, sha256 }, target(), dispatcher, going);
  await expect(from(gone)).rejects.toBeInstanceOf(SampleFault);
  await expect(from(pathToFileURL(join(folder, 'missing')).href)).rejects.toBeInstanceOf(SampleFault);
  server?.close();
  const away = await served((_request, response) => response.writeHead(500).end());
  await expect(from(away)).rejects.not.toBeInstanceOf(SampleFault);
});

it('takes a sample of no bytes', async () => {
  const nothing = createHash('sha256').digest('hex');
  const url = await inFile(Buffer.alloc(0));
  await fetchSample({ url, size: 0, sha256: nothing }, target(), dispatcher, going);
  expect((await stat(target())).size).toBe(0);
});

it('takes a sample of many megabytes', async () => {
  const size = 64 * 1024 * 1024;
  const url = await inFile(Buffer.alloc(0));
  await truncate(join(folder, 'object'), size);
  const hash = createHash('sha256').update(Buffer.alloc(size)).digest('hex');
  await fetchSample({ url, size, sha256: hash }, target(), dispatcher, going);
  expect((await stat(target())).size).toBe(size);
});

it('stops when told to', async () => {
  const url = await served((_request, response) => response.write('a'));
  const stop = new AbortController();
  const fetching = fetchSample({ url, size: bytes.length, sha256 }, target(), dispatcher, stop.signal);
  stop.abort(new Error('enough'));
  await expect(fetching).rejects.toThrow();
});
