import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiKeyRecord } from '@assay/contracts';
import { userId } from '@assay/table';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateApiKey } from './api-key.ts';
import { API_KEY } from './record-kinds.ts';
import { createSealKeyFile } from './seal-key-file.ts';
import { openSealer } from './sealer.ts';

const record: ApiKeyRecord = {
  ...generateApiKey(),
  userName: 'ada',
  userId: userId('ada'),
  accessLevel: 'user',
  requireExp: false,
  expiresAt: null,
  networks: [],
  quotas: null,
};

describe('a sealed record', () => {
  it('opens in its place, with its version and the time it is good for', async () => {
    const sealer = await openSealer(randomBytes(32));
    expect(await sealer.open(API_KEY, await sealer.seal(API_KEY, record, 7, 1234), record)).toEqual({
      record,
      version: 7,
      notAfter: 1234,
    });
    expect(await sealer.open(API_KEY, await sealer.seal(API_KEY, record, 1, null), record)).toEqual({
      record,
      version: 1,
      notAfter: null,
    });
  });

  it('does not open in another place or with another key', async () => {
    const sealer = await openSealer(randomBytes(32));
    const sealed = await sealer.seal(API_KEY, record, 1, null);
    expect(await sealer.open(API_KEY, sealed, { ...record, token: generateApiKey().token })).toBeNull();
    expect(await sealer.open(API_KEY, sealed, { ...record, userId: userId('eve') })).toBeNull();
    expect(await (await openSealer(randomBytes(32))).open(API_KEY, sealed, record)).toBeNull();
  });

  it('does not open with another version or time than it was sealed with', async () => {
    const sealer = await openSealer(randomBytes(32));
    const parts = (await sealer.seal(API_KEY, record, 1, 1000)).split('.');
    expect(await sealer.open(API_KEY, parts.with(2, '2').join('.'), record)).toBeNull();
    expect(await sealer.open(API_KEY, parts.with(3, '9999').join('.'), record)).toBeNull();
    expect(await sealer.open(API_KEY, parts.with(3, '0').join('.'), record)).toBeNull();
  });

  it('does not open when any of it was changed', async () => {
    const sealer = await openSealer(randomBytes(32));
    const sealed = await sealer.seal(API_KEY, record, 1, null);
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.string({ minLength: 1, maxLength: 1 }), async (at, character) => {
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
        // The last character of base64 has bits that decode to nothing.
        const same = Buffer.from(changed.split('.')[5] ?? '', 'base64url').equals(
          Buffer.from(sealed.split('.')[5] ?? '', 'base64url'),
        );
        fc.pre(changed !== sealed && !(same && at === sealed.length - 1));
        expect(await sealer.open(API_KEY, changed, record)).toBeNull();
      }),
    );
  });

  it('shows neither secret nor user', async () => {
    const sealed = await (await openSealer(randomBytes(32))).seal(API_KEY, record, 1, null);
    const text = sealed + Buffer.from(sealed.split('.')[5] ?? '', 'base64url').toString('latin1');
    expect(text).not.toContain(record.secret);
    expect(text).not.toContain(record.userName);
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
