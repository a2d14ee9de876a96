import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectApi } from '../src/client/api.ts';
import { downloadTo } from '../src/client/download.ts';
import type { Patience } from '../src/client/patience.ts';
import { keyFor, shell, temporaryFolder } from './support/program.ts';
import { serve } from './support/serve.ts';

const content = randomBytes(300_000);
const hash = createHash('sha256').update(content).digest('hex');
const patience: Patience = { attempts: 3, firstMs: 1, mostMs: 1, mostAskedMs: 0 };
const key = { user_id: 'a'.repeat(64), public_api_token: 'a'.repeat(30), secret_key: 'a'.repeat(64) };

/** Answers the first request with a part of the bytes, and cuts it when the client has written some of them. */
function cutting(part: Buffer) {
  const held: ServerResponse[] = [];
  return {
    first(answer: ServerResponse) {
      answer.writeHead(200, { 'content-length': content.length }).write(part);
      held.push(answer);
    },
    onBytes: () => void held.pop()?.socket?.resetAndDestroy(),
  };
}

describe('a download', () => {
  it('goes on after a cut with the bytes that are missing', async () => {
    const path = join(temporaryFolder(), 'file');
    const { first, onBytes: cut } = cutting(content.subarray(0, 100_000));
    const asked: (string | undefined)[] = [];
    let sent = 0;
    const url = await serve((request, answer) => {
      asked.push(request.headers.range);
      if (asked.length === 1) return first(answer);
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const rest = content.subarray(from);
      sent = rest.length;
      answer.writeHead(206, { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }).end(rest);
    });
    const seen: [number, number | null][] = [];
    const onBytes = (bytes: number, of: number | null) => {
      seen.push([bytes, of]);
      cut();
    };
    expect(await downloadTo(connectApi(url, key), hash, path, { patience, onBytes })).toBe(content.length);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(asked).toEqual([undefined, `bytes=${content.length - sent}-`]);
    expect(sent).toBeLessThan(content.length);
    expect(seen[0]?.[1]).toBe(content.length);
  });

  it('begins anew when everything is sent again', async () => {
    const path = join(temporaryFolder(), 'file');
    const { first, onBytes } = cutting(content.subarray(0, 100_000));
    let asked = 0;
    const url = await serve((_, answer) => {
      asked += 1;
      if (asked === 1) first(answer);
      else answer.end(content);
    });
    expect(await downloadTo(connectApi(url, key), hash, path, { patience, onBytes })).toBe(content.length);
    expect([asked, readFileSync(path).equals(content)]).toEqual([2, true]);
  });

  it('that the disk has no room for is an error, also when only the end of it is missing', async () => {
    const folder = temporaryFolder();
    const url = await serve((_, answer) => void answer.end(content));
    // 585 blocks of 512 bytes end within the last piece: the write takes a part of it, and says so only by its count.
    const { code, err } = await shell(`ulimit -f 585; $ASSAY download ${hash} -o "${folder}/file"`, keyFor(url));
    expect([code, err]).toEqual([3, expect.stringContaining('EFBIG')]);
    expect(existsSync(join(folder, 'file'))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });
});
