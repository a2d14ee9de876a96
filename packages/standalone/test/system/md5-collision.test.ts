import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { type Accepted, completed, download, upload } from './support/uploads.ts';

/** Two blocks of 128 bytes with one MD5, published by Wang, Feng, Lai and Yu in 2004; bytes without any meaning. */
const FIRST = Buffer.from(
  'd131dd02c5e6eec4693d9a0698aff95c2fcab58712467eab4004583eb8fb7f8955ad340609f4b30283e488832571415a' +
    '085125e8f7cdc99fd91dbdf280373c5bd8823e3156348f5bae6dacd436c919c6dd53e2b487da03fd02396306d248cda0' +
    'e99f33420f577ee8ce54b67080a80d1ec69821bcb6a8839396f9652b6ff72a70',
  'hex',
);
/** Six bytes differ, each in its highest bit. */
const SECOND = Buffer.from(FIRST);
for (const place of [19, 45, 59, 83, 109, 123]) SECOND[place] = (FIRST[place] ?? 0) ^ 0x80;

const hash = (algorithm: string, content: Buffer) => createHash(algorithm).update(content).digest('hex');

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
});

async function checkApart(first: Accepted, second: Accepted): Promise<void> {
  const [one, two] = await Promise.all([completed(system.api, first), completed(system.api, second)]);
  expect(one.status).toBe('complete');
  expect(two.status).toBe('complete');
  expect(first.sha256).not.toBe(second.sha256);
  expect(await download(system.api, first.sha256)).toEqual(first.content);
  expect(await download(system.api, second.sha256)).toEqual(second.content);
}

describe('two files with the same MD5 and different SHA-256', () => {
  it('are what this test believes them to be', () => {
    expect(hash('md5', FIRST)).toBe(hash('md5', SECOND));
    expect(hash('sha256', FIRST)).not.toBe(hash('sha256', SECOND));
  });

  it('are both kept and reported apart when one comes after the other', async () => {
    await checkApart(await upload(system.api, FIRST), await upload(system.api, SECOND));
  });

  it('are both kept and reported apart when they come at the same moment, many times over', async () => {
    // What is appended to both keeps their MD5 equal, because both end in the same state of the function.
    for (let round = 0; round < 8; round += 1) {
      const tail = Buffer.from(`round ${round}`);
      const pair = [Buffer.concat([FIRST, tail]), Buffer.concat([SECOND, tail])] as const;
      expect(hash('md5', pair[0])).toBe(hash('md5', pair[1]));
      const [first, second] = await Promise.all([upload(system.api, pair[0]), upload(system.api, pair[1])]);
      await checkApart(first, second);
    }
  });

  it('are listed with one another when they are asked for by their MD5', async () => {
    const answer = (await (await system.api.get(`/api/v3/files/${hash('md5', FIRST)}`)).json()) as {
      data: { id: string; relationships: { hash_collisions: { data: { id: string }[] } } };
    };
    const others = answer.data.relationships.hash_collisions.data.map(({ id }) => id);
    expect([answer.data.id, ...others].sort()).toEqual([hash('sha256', FIRST), hash('sha256', SECOND)].sort());
  });
});
