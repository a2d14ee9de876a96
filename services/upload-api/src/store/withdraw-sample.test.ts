import { sampleKey, sampleKeyWithSha256 } from '@assay/samples';
import { releaseName, reserveName, userId } from '@assay/table';
import { type Backends, startBackends } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withdrawSample } from './withdraw-sample.ts';

let backends: Backends;
beforeAll(async () => {
  backends = await startBackends();
});
afterAll(() => backends?.stop());

const [MD5, ONE, TWO] = ['c'.repeat(32), '1'.repeat(64), '2'.repeat(64)];
const withdraw = (sha256: string, objectKey: string) =>
  withdrawSample(
    { samples: backends.samples, table: backends.scans.table },
    { userId: userId('ann'), sha256, objectKey },
    null,
  );

it('what was stored for an upload that failed is removed', async () => {
  const key = sampleKey('ann', MD5);
  await reserveName(backends.scans.table, userId('ann'), 'ann', MD5, ONE);
  await backends.samples.put(key, Buffer.from('one'));
  expect(await withdraw(ONE, key)).toBe('removed');
  expect(await backends.samples.size(key)).toBeNull();
});

it('an object whose name another file has got since stays', async () => {
  const { table } = backends.scans;
  const key = sampleKey('ann', MD5);
  await reserveName(table, userId('ann'), 'ann', MD5, ONE);
  await releaseName(table, userId('ann'), MD5, ONE);
  expect(await reserveName(table, userId('ann'), 'ann', MD5, TWO)).toBe(key);
  await backends.samples.put(key, Buffer.from('two'));
  expect(await withdraw(ONE, key)).toBe('owned');
  expect((await backends.samples.read(key, 10))?.toString()).toBe('two');
  const longer = sampleKeyWithSha256('ann', MD5, ONE);
  await backends.samples.put(longer, Buffer.from('one'));
  expect(await withdraw(ONE, longer)).toBe('removed');
});
