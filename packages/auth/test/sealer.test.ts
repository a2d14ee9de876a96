import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealKeyFile } from '../src/index.ts';
import { openSealer } from '../src/open-sealer.ts';
import { API_KEY } from '../src/record-kinds.ts';
import { apiKeyRecord as record, sealerContract } from './sealer-contract.ts';

sealerContract('a key at hand', async () => ({
  sealer: await openSealer(randomBytes(32)),
  another: await openSealer(randomBytes(32)),
  stop: async () => {},
}));

it('what was sealed before there were other kinds still opens', async () => {
  const sealed =
    'a1.251fe67323a013f1.3.0.VAWW0X96YxdpjG9I.OLn0HIf_dQbqzE7UF_nZA8pIID9WNqMAUUsWETWxhp2ydwr3QZISM2GP1eV5YOXDwK-s9pVTnQL-L7PhdXmuKaW7zBWT9r9aZJJCq-8MGv6B2Ky0JRLn-63W9skBY2a4pwl4mUMEbBQ7PSudGJhV10dojm4iQth_PxYiEsD6cLBUqePSSr6slQHyDsvXEFmaGA3TG_-JC_aesVbGUn_RIMJlAk2UzcA7Dqv1UhD74nquOmyBz8godTyqu3riVZk6-23pfrZSX1bOqRNndb1ic8IOPaKXnBJTrFRu8z5_HYOCmXaTOfqeS6TPUUycdk1z5TdfndGwFA1_SFwQFHdIs6qh9boRhinPIkPs';
  const sealer = await openSealer(Buffer.alloc(32, 7));
  const place = { token: '0123456789abcdefghijklmnopqrst', userId: 'a'.repeat(64) };
  expect(await sealer.open(API_KEY, sealed, place)).toMatchObject({
    version: 3,
    notAfter: null,
    record: { ...place, userName: 'ada', secret: 'b'.repeat(64), expiresAt: null, networks: [], quotas: null },
  });
});

describe('a key file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-seal-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is made once, for its owner alone', async () => {
    const path = join(folder, 'once');
    await Promise.all([createSealKeyFile(path), createSealKeyFile(path), createSealKeyFile(path)]);
    const first = await readFile(path, 'utf8');
    await createSealKeyFile(path);
    expect(await readFile(path, 'utf8')).toBe(first);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const sealed = await (await openSealer(path)).seal(API_KEY, record, 1, null);
    expect(await (await openSealer(path)).open(API_KEY, sealed, record)).not.toBeNull();
  });

  it.each([0o644, 0o640, 0o604, 0o602])('is refused with mode %o', async (mode) => {
    const path = join(folder, `mode-${mode}`);
    await createSealKeyFile(path);
    await chmod(path, mode);
    await expect(openSealer(path)).rejects.toThrow(/0600/);
  });

  it.each(['', 'x'.repeat(64), 'ab'])('is refused with %j in it, which the error does not repeat', async (text) => {
    const path = join(folder, `text-${text.length}`);
    await writeFile(path, text, { mode: 0o600 });
    const error = await openSealer(path).catch(String);
    expect(error).toMatch(/key/);
    if (text !== '') expect(error).not.toContain(` ${text}`);
  });

  it('with a new key before the old one opens what either has sealed', async () => {
    const path = join(folder, 'rotated');
    await createSealKeyFile(path);
    const old = await readFile(path, 'utf8');
    const before = await (await openSealer(path)).seal(API_KEY, record, 1, null);
    await writeFile(path, `${randomBytes(32).toString('hex')}\n${old}`);
    const sealer = await openSealer(path);
    expect(await sealer.open(API_KEY, before, record)).not.toBeNull();
    const after = await sealer.seal(API_KEY, record, 1, null);
    expect(after.split('.')[1]).not.toBe(before.split('.')[1]);
    expect(await sealer.open(API_KEY, after, record)).not.toBeNull();
  });
});
