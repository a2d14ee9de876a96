import { randomBytes } from 'node:crypto';
import { AssayError } from '@assay/contracts';
import { configure } from '@zip.js/zip.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zipOf } from '../../test/zip.ts';
import { openArchive } from './open-archive.ts';
import type { Pieces } from './piece-reader.ts';

configure({ useWebWorkers: false });

const piecesOf = (bytes: Uint8Array): Pieces => ({
  size: bytes.length,
  read: async ({ start, end }) => bytes.subarray(start, end + 1),
});

async function unpack(
  zip: Uint8Array,
  password = 'infected',
  maxBytes = 1e9,
): Promise<{ name: string; bytes: Buffer }> {
  const { filename, bytes } = await openArchive(piecesOf(zip), password, maxBytes);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return { name: filename, bytes: Buffer.concat(chunks) };
}

const refused = (message: RegExp) => ({ kind: 'bad-request', message: expect.stringMatching(message) });
const content = Buffer.concat([randomBytes(100_000), Buffer.alloc(100_000, 'assay')]);

describe('a protected archive', () => {
  it.each([
    ['AES-256', {}],
    ['AES-128', { encryptionStrength: 1 as const }],
    ['ZipCrypto', { zipCrypto: true }],
    ['stored', { level: 0 }],
    ['with 64-bit sizes', { zip64: true }],
    ['with sizes behind the data', { dataDescriptor: true }],
  ])('gives its file back: %s', async (_how, options) => {
    for (const bytes of [content, Buffer.from('x'), Buffer.alloc(0)]) {
      expect(await unpack(await zipOf([['a.exe', bytes]], options))).toEqual({ name: 'a.exe', bytes });
    }
  });

  it('may have folders around its file, and any name and password', async () => {
    const zip = await zipOf([
      ['deep/', null],
      ['deep/er/', null],
      ['deep/er/påge.exe', 'x'],
    ]);
    expect((await unpack(zip)).name).toBe('deep/er/påge.exe');
    for (const name of ['/etc/passwd', '../../up.exe', 'C:\\a.exe', '\u202egpj.exe', ' ']) {
      expect((await unpack(await zipOf([[name, 'x']]))).bytes.toString()).toBe('x');
    }
    const password = 'pass wörd 🗝 \u0000';
    expect((await unpack(await zipOf([['a', 'x']], {}, password), password)).bytes.toString()).toBe('x');
  });

  it('is read in pieces that are bounded', async () => {
    const big = randomBytes(12_000_000);
    const zip = await zipOf([['big', big]], { level: 0 });
    const sizes: number[] = [];
    const read: Pieces['read'] = async ({ start, end }) => {
      sizes.push(end - start + 1);
      return zip.subarray(start, end + 1);
    };
    const { bytes } = await openArchive({ size: zip.length, read }, 'infected', 1e9);
    let size = 0;
    for await (const chunk of bytes) size += chunk.length;
    expect(size).toBe(big.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(sizes.length).toBeLessThan(12);
  });
});

describe('an archive is refused when', () => {
  it.each([
    ['it is none', async () => Buffer.from('MZ this is no archive'), /not a ZIP/],
    ['it is empty of bytes', async () => Buffer.from('x'), /not a ZIP/],
    ['it holds nothing', () => zipOf([]), /no file/],
    ['it holds folders alone', () => zipOf([['only/', null]]), /no file/],
    [
      'it holds two files',
      () =>
        zipOf([
          ['a', 'x'],
          ['b', 'y'],
        ]),
      /more than one file/,
    ],
    [
      'it has more folders than anybody needs',
      () => zipOf(Array.from({ length: 70 }, (_, n) => [`${n}/`, null])),
      /more than one file/,
    ],
    ['it is not protected', () => zipOf([['a', 'x']], {}, null), /not protected/],
    ['its password is another', () => zipOf([['a', content]], {}, 'other'), /password does not open/],
    ['its end is missing', async () => (await zipOf([['a', content]])).subarray(0, -30), /not a ZIP/],
    [
      'its data is cut out',
      async () => {
        const zip = await zipOf([['a', content]], { level: 0 });
        return Buffer.concat([zip.subarray(0, 1000), zip.subarray(50_000)]);
      },
      /damaged/,
    ],
  ] as const)('%s', async (_why, make, message) => {
    await expect(unpack(await make())).rejects.toMatchObject(refused(message));
  });

  it('its password is another, of which old encryption keeps one byte', async () => {
    const zip = await zipOf([['a', content]], { zipCrypto: true });
    for (let n = 0; n < 600; n += 1) {
      await expect(unpack(zip, `wrong ${n}`)).rejects.toMatchObject(refused(/password does not open|damaged/));
    }
  });

  it('its directory claims to be larger than is believed', async () => {
    const zip = await zipOf([['a', Buffer.alloc(20_000_000)]], { level: 0 });
    zip.writeUInt32LE(18_000_000, zip.length - 22 + 12);
    zip.writeUInt32LE(0, zip.length - 22 + 16);
    await expect(unpack(zip)).rejects.toMatchObject(refused(/damaged|not a ZIP/));
  });

  it('more comes out than is allowed, before it has come out', async () => {
    const zip = await zipOf([['bomb', Buffer.alloc(30_000_000)]]);
    expect(zip.length).toBeLessThan(40_000);
    const { bytes } = await openArchive(piecesOf(zip), 'infected', 1_000_000);
    let size = 0;
    const reading = (async () => {
      for await (const chunk of bytes) size += chunk.length;
    })();
    await expect(reading).rejects.toMatchObject(refused(/too many times/));
    expect(size).toBeLessThanOrEqual(1_000_000);
  });

  it('any byte of it is changed, or else it gives back what was packed', async () => {
    const zips = [
      await zipOf([['a.exe', 'some bytes of a file']]),
      await zipOf([['a.exe', 'some bytes']], { zipCrypto: true }),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zips),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (zip, at, change) => {
          const changed = Buffer.from(zip);
          changed[at % zip.length] = (changed[at % zip.length] ?? 0) ^ change;
          const outcome = await unpack(changed).catch((error) => error);
          if (outcome instanceof AssayError) expect(outcome.kind).toBe('bad-request');
          else expect(outcome.bytes?.toString()).toMatch(/^some bytes( of a file)?$/);
        },
      ),
      { numRuns: 600 },
    );
  });
});

it('says what a store said, and not that the archive is bad', async () => {
  const away = new Error('the store is away');
  const zip = await zipOf([['a', randomBytes(9_000_000)]], { level: 0 });
  let reads = 0;
  const read: Pieces['read'] = async ({ start, end }) => {
    reads += 1;
    if (reads > 2) throw away;
    return zip.subarray(start, end + 1);
  };
  const { bytes } = await openArchive({ size: zip.length, read }, 'infected', 1e9);
  const reading = (async () => {
    for await (const _chunk of bytes);
  })();
  await expect(reading).rejects.toBe(away);
});

it('is let go of by who reads no further', async () => {
  const zip = await zipOf([['a', randomBytes(9_000_000)]], { level: 0 });
  const { bytes } = await openArchive(piecesOf(zip), 'infected', 1e9);
  for await (const _chunk of bytes) break;
});
