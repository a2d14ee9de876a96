import { expect, it } from 'vitest';
import { createSampleHashes } from './sample-hashes.ts';

it('gives the published digests of "abc", however it is cut', async () => {
  const hashes = createSampleHashes();
  hashes.update(Buffer.from('a'));
  hashes.update(Buffer.from(''));
  hashes.update(Buffer.from('bc'));
  expect(await hashes.digests()).toEqual({
    md5: '900150983cd24fb0d6963f7d28e17f72',
    sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  });
});
